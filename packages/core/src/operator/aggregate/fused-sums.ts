// The accumulators of an aggregate that are updated together, by one compiled function over the input's rows: sums of
// machine values, and with them the count of all rows per group (shared-counts.ts). What else an aggregate keeps goes
// column by column (group-set.ts). States are the same either way.
import type { StateUpdate } from "../../codegen/batch-parts.ts";
import type { EvaluationContext } from "../../codegen/evaluation-context.ts";
import { memoPerOwner } from "../../codegen/expr-memo.ts";
import { exprWork } from "../../codegen/node-cost.ts";
import { type RowGroups, type RowSum, RowSums } from "../../codegen/row-sums.ts";
import type { Batch } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { sumOverflow } from "../../function/aggregate/accumulator-kind.ts";
import type { AggregateKind, AggregateState } from "../../kernel/hash-aggregate.ts";
import { INT8 } from "../../type/logical-type.ts";
import { type AccumulatorPlan, type AggregatePlan, isPlainCount } from "./aggregate-plan.ts";

/** What takes a machine operation or a few: neither calls of kernels, which can need room for bytes, nor deep trees. */
const MOST_WORK = 48;

export interface FusedPlan {
  /** Positions of the accumulators. */
  readonly accumulators: readonly number[];
  /** Positions of expressions that nothing else reads. */
  readonly unread: ReadonlySet<number>;
  /** All rows are counted as well, behind the sums. */
  readonly counts: boolean;
}

/** Whose sum is the count. One object: what is compiled for expressions is found by them. */
const ONE: PhysicalExpr = { kind: "constant", value: 1n, type: INT8 };

const plansOf = memoPerOwner<FusedPlan | undefined>();

/** Which accumulators to fuse; undefined where that gains nothing. */
export function planFusedSums(context: EvaluationContext, plan: AggregatePlan): FusedPlan | undefined {
  if (!isFusible(plan)) return undefined;
  return plansOf(context.compiler).get(plan.exprs, "", () => workOut(context, plan));
}

/** The same, without a task that keeps it. */
export function fusibleSums(context: Pick<EvaluationContext, "functions">, plan: AggregatePlan): FusedPlan | undefined {
  return isFusible(plan) ? workOut(context, plan) : undefined;
}

/** Several sets of groups would compute expressions for each. */
function isFusible({ sets }: AggregatePlan): boolean {
  return sets.length === 1;
}

export function isGrouped({ sets }: AggregatePlan): boolean {
  return sets[0]?.keys.length !== 0;
}

/** The sums as one compiled function adds them. */
export function rowSums(plan: AggregatePlan, { accumulators, counts }: FusedPlan): readonly RowSum[] {
  const sums = accumulators.map((at): RowSum => {
    const { aggregate, input, type } = plan.accumulators[at] as AccumulatorPlan;
    const update = { state: stateOf(aggregate) as StateUpdate["state"], failure: sumOverflow(type) };
    return { expr: plan.exprs[input as number] as PhysicalExpr, update };
  });
  return counts ? [...sums, { expr: ONE, update: { state: "i64", failure: sumOverflow(INT8) } }] : sums;
}

function workOut({ functions }: Pick<EvaluationContext, "functions">, plan: AggregatePlan): FusedPlan | undefined {
  const others = new Set([
    ...plan.keyTypes.keys(),
    ...plan.filters,
    ...plan.distincts.map(({ input }) => input),
    ...plan.accumulators.flatMap((one) => (isSum(one) ? [] : (one.input ?? []))),
  ]);
  const accumulators: number[] = [];
  const unread = new Set<number>();
  for (const [at, one] of plan.accumulators.entries()) {
    if (!isSum(one)) continue;
    const position = one.input as number;
    const expr = plan.exprs[position] as PhysicalExpr;
    // An expression that is computed for something else as well is read from there.
    // Without groups a column is summed in registers as it lies.
    if (expr.kind === "input" && !isGrouped(plan)) continue;
    if (expr.kind !== "input" && (others.has(position) || exprWork(expr, functions) > MOST_WORK)) continue;
    accumulators.push(at);
    if (!others.has(position)) unread.add(position);
  }
  const computes = [...unread].some((position) => plan.exprs[position]?.kind !== "input");
  // All rows of one group are counted by their number.
  const counts = isGrouped(plan) && plan.accumulators.some((one) => one.filter === undefined && isPlainCount(one));
  const together = accumulators.length + (counts ? 1 : 0) > 1;
  return accumulators.length > 0 && (together || computes) ? { accumulators, unread, counts } : undefined;
}

function isSum({ aggregate, filter, distinct, input }: AccumulatorPlan): boolean {
  return input !== undefined && filter === undefined && distinct === undefined && stateOf(aggregate) !== undefined;
}

/** The state of the sums that can be fused. */
function stateOf({ kind }: AggregateKind): StateUpdate["state"] | undefined {
  switch (kind) {
    case "sumI32":
    case "sumI64":
      return "i64";
    case "sumI32Wide":
    case "sumI64Wide":
    case "sumI128":
      return "i128";
    case "sumF32Wide":
    case "sumF64":
      return "f64";
    default:
      return undefined;
  }
}

export class FusedSums {
  readonly #accumulators: readonly number[];
  readonly #sums: RowSums;
  /** By sum: groups that are noted to have a value. */
  readonly #noted: number[];

  constructor(context: EvaluationContext, plan: AggregatePlan, fused: FusedPlan) {
    this.#accumulators = fused.accumulators;
    this.#noted = [...fused.accumulators, ...(fused.counts ? [0] : [])].map(() => 0);
    this.#sums = new RowSums(context, rowSums(plan, fused), isGrouped(plan));
  }

  has(accumulator: number): boolean {
    return this.#accumulators.includes(accumulator);
  }

  /**
   * Takes the rows, whose groups (u32 each; 0: one group) are among the first `count`, into the aggregate's states.
   * @param passed the count of all rows, where the plan counts them
   * @throws FfqError DATA when an expression fails or a sum leaves its type
   */
  update(batch: Batch, { groups, count }: RowGroups, states: readonly AggregateState[], passed?: AggregateState): void {
    const own = this.#accumulators.map((at) => states[at] as AggregateState);
    if (passed !== undefined) own.push(passed);
    for (const [at, marked] of this.#sums.update(batch, { groups, count }, own).entries()) {
      if (marked === "by-row") continue;
      own[at]?.markSeen(this.#noted[at] as number, count);
      this.#noted[at] = count;
    }
  }

  close(): void {
    this.#sums.close();
  }
}
