// What a scan need not read because of the joins above it: once a build side is there, the least and greatest of
// its keys are known, and probe rows outside match nothing (origins.ts). Pure.
import type { StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { HashJoinState } from "../operator/join/hash-join.ts";
import type { SpillingJoinState } from "../operator/join/spilling-join.ts";
import type { TransformSpec } from "../operator/pipeline-spec.ts";
import type { PhysicalJoinKind } from "../physical/plan.ts";
import { comparison, type Origins, originsAfter } from "./origins.ts";
import type { Pipeline } from "./pipeline.ts";

/** Conditions over the columns of the table that the pipeline scans. */
export function joinFilters(
  { source, transforms }: Pick<Pipeline, "source" | "transforms">,
  states: ReadonlyMap<StateId, unknown>,
): readonly PhysicalExpr[] {
  if (source.kind !== "scan") return [];
  const found: PhysicalExpr[] = [];
  let origins: Origins | undefined = source.columns;
  for (const transform of transforms) {
    if (transform.kind === "hash-join" && dropsUnmatched(transform.spec.join)) {
      const state = states.get(transform.state) as SpillingJoinState<HashJoinState>;
      // Of a build side that is partly on disk, the ranges of what is in memory say nothing.
      const { ranges } = state.kind === "memory" ? state.state : state;
      found.push(...rangesOf(transform, ranges, origins));
    }
    origins = originsAfter(transform, origins);
    if (origins === undefined) break;
  }
  return found;
}

/** A probe row without a match leaves no trace in the output. */
function dropsUnmatched(join: PhysicalJoinKind): boolean {
  switch (join) {
    case "inner":
    case "semi":
    case "right":
    case "right-semi":
    case "right-anti":
      return true;
    case "left":
    case "full":
    case "anti":
    case "single":
    case "mark":
      return false;
  }
}

function rangesOf(
  { spec }: Extract<TransformSpec, { kind: "hash-join" }>,
  ranges: HashJoinState["ranges"],
  origins: Origins,
): readonly PhysicalExpr[] {
  return spec.keys.flatMap(({ probe, nullsEqual }, position) => {
    const range = ranges[position];
    const column = probe.kind === "input" ? origins[probe.index] : undefined;
    if (range === undefined || column === undefined || nullsEqual || range.least > range.greatest) return [];
    return [comparison(">=", column, probe, range.least), comparison("<=", column, probe, range.greatest)];
  });
}
