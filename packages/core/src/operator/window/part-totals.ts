// What accumulators come to over each fragment of a partition (fragment.ts): taken while the rows pass by for the first
// time, so that what far rows add up to is known without reading them again.
import type { Region } from "../../arena/region.ts";
import { AggregateState } from "../../kernel/hash-aggregate.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { PartFragment } from "./fragment.ts";
import { maskOf } from "./row-mask.ts";
import { createState, updateBy } from "./state-step.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import { sliceValues } from "./value-slice.ts";
import { type AccumulatePlan, type FramePlan, hasFixedState, type StepPlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";

export class PartTotals {
  readonly #region: Region;
  /** By accumulator, a group for each fragment. Of those whose totals are as large as what they are of: none. */
  readonly #totals = new Map<AccumulatePlan, AggregateState>();

  constructor(region: Region, steps: readonly StepPlan[]) {
    this.#region = region;
    for (const step of steps) {
      if (step.kind !== "accumulate" || !(hasFixedState(step.aggregate) || isWhole(step.frame))) continue;
      this.#totals.set(step, AggregateState.create(region, step.aggregate));
    }
  }

  has(step: AccumulatePlan): boolean {
    return this.#totals.has(step);
  }

  /** Takes a fragment's rows. @throws FfqError 22003, 22008 */
  *take(rows: WindowRows, { number }: PartFragment): Generator<void, void> {
    const groups = rows.constant(number);
    for (const [step, totals] of this.#totals) {
      totals.reserve(number + 1);
      yield* updateBy(rows, step, yield* maskOf(rows, step), totals, (from) => groups + 4 * from);
    }
    rows.free(groups);
  }

  /** What fragments [from, to) come to together, as a state of one group, which goes with `rows`. @throws FfqError 22003, 22008 */
  sum(rows: WindowRows, step: AccumulatePlan, from: number, to: number): AggregateState {
    const totals = this.#totals.get(step) as AggregateState;
    const state = createState(rows, step, 1);
    const refs = new GrowingBuffer(this.#region);
    const groups = rows.allocateZeroed(4 * (to - from));
    const values = sliceValues(this.#region, totals.toData(), from, to - from, refs);
    const isTaken = state.takeValues({ ...values, index: 0 }, { rows: to - from, list: 0, groups });
    rows.free(groups);
    refs.free();
    if (!isTaken) throw sumOverflowed(step.type);
    return state;
  }

  close(): void {
    for (const totals of this.#totals.values()) totals.release();
  }
}

/** Of all rows of the partition. */
function isWhole({ start, end, exclude }: FramePlan): boolean {
  return start.kind === "unbounded-preceding" && end.kind === "unbounded-following" && exclude === "no-others";
}
