// The accumulators of an aggregate that are updated together (fused-plan.ts), by compiled functions over the input's
// rows: by one, if they are not very many. What else an aggregate keeps goes column by column (group-set.ts). States are
// the same either way.

import { MOST_SUMS, slicesOf } from "../../codegen/compiled-together.ts";
import type { EvaluationContext } from "../../codegen/evaluation-context.ts";
import { type RowGroups, RowSums } from "../../codegen/row-sums.ts";
import type { Batch } from "../../column/vector.ts";
import type { AggregateState } from "../../kernel/hash-aggregate.ts";
import type { AggregatePlan } from "./aggregate-plan.ts";
import { type FusedPlan, isGrouped } from "./fused-plan.ts";

export class FusedSums {
  readonly #accumulators: readonly number[];
  /** A function for so many. */
  readonly #sums: readonly RowSums[];
  /** By sum: groups that are noted to have a value. */
  readonly #noted: number[];

  constructor(context: EvaluationContext, plan: AggregatePlan, { accumulators, sums }: FusedPlan) {
    this.#accumulators = accumulators;
    this.#noted = sums.map(() => 0);
    this.#sums = slicesOf(sums, MOST_SUMS).map((some) => new RowSums(context, some, isGrouped(plan)));
  }

  has(accumulator: number): boolean {
    return this.#accumulators.includes(accumulator);
  }

  /**
   * Takes the rows, whose groups (u32 each; 0: one group) are among the first `count`, into the aggregate's states.
   * @param passed the count of all rows, where the plan counts them
   * @throws FfqError DATA when an expression fails or a sum leaves its type
   */
  update(batch: Batch, groups: RowGroups, states: readonly AggregateState[], passed?: AggregateState): void {
    const own = this.#accumulators.map((at) => states[at] as AggregateState);
    if (passed !== undefined) own.push(passed);
    for (const [part, sums] of this.#sums.entries()) {
      const first = part * MOST_SUMS;
      const marked = sums.update(batch, groups, own.slice(first, first + MOST_SUMS));
      for (const [at, how] of marked.entries()) if (how !== "by-row") this.#note(first + at, own, groups.count);
    }
  }

  #note(sum: number, states: readonly AggregateState[], groups: number): void {
    states[sum]?.markSeen(this.#noted[sum] as number, groups);
    this.#noted[sum] = groups;
  }

  close(): void {
    for (const sums of this.#sums) sums.close();
  }
}
