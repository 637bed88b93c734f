// What each kind of join puts out and keeps, as facts that every part of the operator reads. Pure.
import { unreachable } from "../../common/unreachable.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";

export interface JoinShape {
  /** What a probe yields: pairs, probe rows once each, or nothing (all comes from the build side at the end). */
  readonly probe: "pairs" | "rows" | "nothing";
  /** Probe rows without match are put out with NULL build columns. */
  readonly isProbeOuter: boolean;
  /** Build rows that are put out after all probing, with NULL probe columns if there are any. */
  readonly rest: "none" | "matched" | "unmatched";
  /** The output shows build columns. */
  readonly showsBuild: boolean;
}

export function joinShape(join: PhysicalJoinKind): JoinShape {
  switch (join) {
    case "inner":
      return { probe: "pairs", isProbeOuter: false, rest: "none", showsBuild: true };
    case "left":
    case "single":
      return { probe: "pairs", isProbeOuter: true, rest: "none", showsBuild: true };
    case "right":
      return { probe: "pairs", isProbeOuter: false, rest: "unmatched", showsBuild: true };
    case "full":
      return { probe: "pairs", isProbeOuter: true, rest: "unmatched", showsBuild: true };
    case "semi":
    case "anti":
    case "mark":
      return { probe: "rows", isProbeOuter: false, rest: "none", showsBuild: false };
    case "right-semi":
      return { probe: "nothing", isProbeOuter: false, rest: "matched", showsBuild: true };
    case "right-anti":
      return { probe: "nothing", isProbeOuter: false, rest: "unmatched", showsBuild: true };
    default:
      return unreachable(join);
  }
}
