// The accumulators of an aggregate that are updated together (fused-plan.ts), by one compiled function over the input's
// rows. What else an aggregate keeps goes column by column (group-set.ts). States are the same either way.

import type { EvaluationContext } from "../../codegen/evaluation-context.ts";
import { type RowGroups, RowSums } from "../../codegen/row-sums.ts";
import type { Batch } from "../../column/vector.ts";
import type { AggregateState } from "../../kernel/hash-aggregate.ts";
import type { AggregatePlan } from "./aggregate-plan.ts";
import { type FusedPlan, isGrouped } from "./fused-plan.ts";

export class FusedSums {
  readonly #accumulators: readonly number[];
  readonly #sums: RowSums;
  /** By sum: groups that are noted to have a value. */
  readonly #noted: number[];

  constructor(context: EvaluationContext, plan: AggregatePlan, { accumulators, sums }: FusedPlan) {
    this.#accumulators = accumulators;
    this.#noted = sums.map(() => 0);
    this.#sums = new RowSums(context, sums, isGrouped(plan));
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
    for (const [at, marked] of this.#sums.update(batch, groups, own).entries()) {
      if (marked === "by-row") continue;
      own[at]?.markSeen(this.#noted[at] as number, groups.count);
      this.#noted[at] = groups.count;
    }
  }

  close(): void {
    this.#sums.close();
  }
}
