// What accumulators have come to at the end of each fragment of a partition (fragment.ts): taken while the rows pass by
// for the first time, so that totals, and what came before, are known when they are read for the second time.
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { AggregateState } from "../../kernel/hash-aggregate.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { PartFragment } from "./fragment.ts";
import { maskOf } from "./row-mask.ts";
import { updateBy } from "./state-step.ts";
import { frameDistance } from "./streamable.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import { sliceValues } from "./value-slice.ts";
import type { AccumulatePlan, StepPlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";

export class PartitionMarks {
  readonly #region: Region;
  /** By accumulator whose frames begin with the partition: of the rows of the present partition so far, and a group for each mark. */
  readonly #states = new Map<AccumulatePlan, { running: AggregateState; readonly marks: AggregateState }>();

  constructor(region: Region, steps: readonly StepPlan[]) {
    this.#region = region;
    for (const step of steps) {
      if (step.kind !== "accumulate" || frameDistance(step.frame) !== undefined) continue;
      const { aggregate } = step;
      this.#states.set(step, {
        running: AggregateState.create(region, aggregate),
        marks: AggregateState.create(region, aggregate),
      });
    }
  }

  /** Takes the rows of the next fragment. @throws FfqError 22003, 22008 */
  *take(rows: WindowRows, { partition, mark }: PartFragment): Generator<void, void> {
    for (const [step, states] of this.#states) {
      if (partition.firstMark === mark) {
        states.running.release();
        states.running.reserve(1);
      }
      yield* updateBy(rows, step, yield* maskOf(rows, step), states.running, () => 0);
      this.#write(step, states.running, states.marks, mark);
    }
  }

  /** A mark's value as a column of one slot. `refs`: for its bytes, as long as it is used. */
  valueOf(step: AccumulatePlan, mark: number, refs: GrowingBuffer): Vector {
    const { marks } = this.#states.get(step) as { readonly marks: AggregateState };
    const { type } = step;
    return { type, ...sliceValues(this.#region, marks.toData(), mark, 1, refs), index: 0, slots: 1, dictionary: 0 };
  }

  close(): void {
    for (const { running, marks } of this.#states.values()) {
      running.release();
      marks.release();
    }
  }

  #write(step: AccumulatePlan, running: AggregateState, marks: AggregateState, mark: number): void {
    const groups = this.#region.allocate(4);
    const refs = new GrowingBuffer(this.#region);
    marks.reserve(mark + 1);
    this.#region.arena.view().u32[groups >>> 2] = mark;
    const value = sliceValues(this.#region, running.toData(), 0, 1, refs);
    const isTaken = marks.takeValues({ ...value, index: 0 }, { rows: 1, list: 0, groups });
    refs.free();
    this.#region.free(groups);
    if (!isTaken) throw sumOverflowed(step.type);
  }
}
