// Which accumulators of an aggregate are updated together (fused-sums.ts): sums of machine values over all rows, and with
// them the count of all rows per group (shared-counts.ts). Decided from the plan alone, alike for every thread.
import type { StateUpdate } from "../../codegen/batch-parts.ts";
import type { EvaluationContext } from "../../codegen/evaluation-context.ts";
import { memoPerOwner } from "../../codegen/expr-memo.ts";
import { exprWork } from "../../codegen/node-cost.ts";
import type { RowSum } from "../../codegen/row-sums.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { sumOverflow } from "../../function/aggregate/accumulator-kind.ts";
import type { AggregateKind } from "../../kernel/hash-aggregate.ts";
import { INT8 } from "../../type/logical-type.ts";
import { type AccumulatorPlan, type AggregatePlan, isPlainCount } from "./aggregate-plan.ts";

/** What takes a machine operation or a few: neither calls of kernels, which can need room for bytes, nor deep trees. */
const MOST_WORK = 48;

export interface FusedPlan {
  /** Positions of the accumulators. */
  readonly accumulators: readonly number[];
  /** What is added up for each; behind them, where `counts`, the count of all rows. */
  readonly sums: readonly RowSum[];
  readonly counts: boolean;
  /** Positions of expressions that nothing else reads. */
  readonly unread: ReadonlySet<number>;
}

/** Whose sum is the count. One object: what is compiled for expressions is found by them. */
const ONE: PhysicalExpr = { kind: "constant", value: 1n, type: INT8 };

/** An accumulator that might be fused. */
interface Candidate {
  readonly at: number;
  /** Position of its expression in the plan. */
  readonly input: number;
  readonly expr: PhysicalExpr;
  readonly update: StateUpdate;
}

const plansOf = memoPerOwner<FusedPlan | undefined>();

/** What to fuse; undefined where that gains nothing. */
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

function workOut({ functions }: Pick<EvaluationContext, "functions">, plan: AggregatePlan): FusedPlan | undefined {
  const all = plan.accumulators.map((one, at) => candidateOf(plan, one, at));
  const candidates = all
    .filter((one) => one !== undefined)
    .filter(({ expr }) => expr.kind === "input" || exprWork(expr, functions) <= MOST_WORK);
  const others = readOtherwise(plan, new Set(candidates.map(({ at }) => at)));
  // An expression that is computed for something else as well is read from there.
  const fused = candidates.filter(({ input, expr }) => expr.kind === "input" || !others.has(input));
  // All rows of one group are counted by their number.
  const counts = isGrouped(plan) && plan.accumulators.some((one) => one.filter === undefined && isPlainCount(one));
  const together = fused.length + (counts ? 1 : 0) > 1;
  if (fused.length === 0 || !(together || fused.some(({ expr }) => expr.kind !== "input"))) return undefined;
  const sums = fused.map(({ expr, update }) => ({ expr, update }));
  if (counts) sums.push({ expr: ONE, update: { state: "i64", failure: sumOverflow(INT8) } });
  const unread = fused.map(({ input }) => input).filter((position) => !others.has(position));
  return { accumulators: fused.map(({ at }) => at), sums, counts, unread: new Set(unread) };
}

/** Positions of expressions that something else than the candidates reads. */
function readOtherwise(plan: AggregatePlan, candidates: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([
    ...plan.keyTypes.keys(),
    ...plan.filters,
    ...plan.distincts.map(({ input }) => input),
    ...plan.accumulators.flatMap(({ input }, at) => (candidates.has(at) ? [] : (input ?? []))),
  ]);
}

function candidateOf(plan: AggregatePlan, one: AccumulatorPlan, at: number): Candidate | undefined {
  const { aggregate, filter, distinct, input, type } = one;
  const state = stateOf(aggregate);
  if (input === undefined || filter !== undefined || distinct !== undefined || state === undefined) return undefined;
  const expr = plan.exprs[input] as PhysicalExpr;
  // Without groups a column is summed as it lies.
  if (expr.kind === "input" && !isGrouped(plan)) return undefined;
  return { at, input, expr, update: { state, failure: sumOverflow(type) } };
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
