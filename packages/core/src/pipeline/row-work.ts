// How much a pipeline does with a row of its source. A nested loop meets every build row with each: few rows are then work
// for several threads. Pure.
import { type States, stateOf } from "../operator/create.ts";
import type { NestedLoopJoinState } from "../operator/join/nested-loop-join.ts";
import type { SpillingJoinState } from "../operator/join/spilling-build.ts";
import type { TransformSpec } from "../operator/pipeline-spec.ts";

/** Pairs that are worth a morsel: some milliseconds. */
const MORSEL_PAIRS = 1 << 20;

/** With so many rows on the other side a source of unknown size may be work for several threads. */
const MANY_ROWS = 4096;

/** Rows of the source that are worth a morsel; undefined where only reading them tells. */
export function leastMorselRows(transforms: readonly TransformSpec[], states: States): number | undefined {
  const met = rowsMet(transforms, states);
  return met === 0 ? undefined : Math.ceil(MORSEL_PAIRS / met);
}

/** Whether so much is done with each row that few of them had better be shared. */
export function isLaborious(transforms: readonly TransformSpec[], states: States): boolean {
  return rowsMet(transforms, states) >= MANY_ROWS;
}

/** The most rows of a nested loop's other side in memory; 0 where there is no nested loop, or none that is built. */
function rowsMet(transforms: readonly TransformSpec[], states: States): number {
  return transforms.reduce((most, transform) => {
    if (transform.kind !== "nested-loop-join" || !states.has(transform.state)) return most;
    const { state } = stateOf(states, transform.state) as SpillingJoinState<NestedLoopJoinState>;
    return Math.max(most, state.side.rows);
  }, 0);
}
