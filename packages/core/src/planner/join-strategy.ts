// Which side of a join builds, and what the join is called then. The build side is kept in memory, the probe
// side streams: the smaller one builds. Pure.
import { unreachable } from "../common/unreachable.ts";
import type { JoinKind } from "../logical/plan.ts";
import type { PhysicalJoinKind } from "../physical/plan.ts";

export interface JoinStrategy {
  readonly join: PhysicalJoinKind;
  /** True when the left input builds and the right one probes. */
  readonly swapped: boolean;
}

/** Where the preserved side builds, its unmatched rows are found by marks: worth it only below this share. */
const PRESERVED_BUILD = 0.5;

export function joinStrategy(join: JoinKind, leftRows: number, rightRows: number): JoinStrategy {
  const leftIsSmaller = leftRows < rightRows;
  switch (join) {
    case "inner":
    case "full":
      return { join, swapped: leftIsSmaller };
    case "left":
      return leftRows < rightRows * PRESERVED_BUILD ? { join: "right", swapped: true } : { join, swapped: false };
    case "right":
      return rightRows < leftRows * PRESERVED_BUILD ? { join, swapped: false } : { join: "left", swapped: true };
    case "semi":
      return leftIsSmaller ? { join: "right-semi", swapped: true } : { join, swapped: false };
    case "anti":
      return leftIsSmaller ? { join: "right-anti", swapped: true } : { join, swapped: false };
    case "single":
    case "mark":
      return { join, swapped: false };
    default:
      return unreachable(join);
  }
}

/** Which sides' columns the join puts out, and whether a row may lack them. */
export interface JoinOutput {
  readonly probe: "absent" | "present" | "nullable";
  readonly build: "absent" | "present" | "nullable";
}

export function joinOutput(join: PhysicalJoinKind): JoinOutput {
  switch (join) {
    case "inner":
      return { probe: "present", build: "present" };
    case "left":
    case "single":
      return { probe: "present", build: "nullable" };
    case "right":
      return { probe: "nullable", build: "present" };
    case "full":
      return { probe: "nullable", build: "nullable" };
    case "semi":
    case "anti":
    case "mark":
      return { probe: "present", build: "absent" };
    case "right-semi":
    case "right-anti":
      return { probe: "absent", build: "present" };
    default:
      return unreachable(join);
  }
}
