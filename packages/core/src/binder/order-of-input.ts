// The order in which a plan's rows come, for aggregates that keep it: array_agg and its like over a sorted subquery take
// that order for their own, since nothing else promises it to them.
import { exprKey } from "../expr/key.ts";
import { keepsOrder } from "../function/aggregate/collect.ts";
import type { AggregateCall, LogicalPlan, NamedExpr, SortKey } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";

export interface Ordered {
  /** The plan, maybe with further columns. */
  readonly plan: LogicalPlan;
  readonly keys: readonly SortKey[];
}

/** The plan with the keys that it is sorted by, as expressions over its columns; undefined when it is not sorted. */
export function orderOf(context: BindContext, plan: LogicalPlan): Ordered | undefined {
  switch (plan.kind) {
    case "sort":
      return { plan, keys: plan.keys };
    case "limit":
    case "filter": {
      const input = orderOf(context, plan.input);
      return input === undefined ? undefined : { ...input, plan: { ...plan, input: input.plan } };
    }
    case "project": {
      const input = orderOf(context, plan.input);
      if (input === undefined) return undefined;
      const exprs: NamedExpr[] = [...plan.exprs];
      const keys = input.keys.map((key): SortKey => ({ ...key, expr: shown(context, exprs, key) }));
      return { plan: { ...plan, input: input.plan, exprs }, keys };
    }
    default:
      return undefined;
  }
}

/** The key as a column of a projection, one more if it has none. */
function shown(context: BindContext, exprs: NamedExpr[], { expr }: SortKey): SortKey["expr"] {
  const wanted = exprKey(expr);
  let found = exprs.find((one) => exprKey(one.expr) === wanted);
  if (found === undefined) {
    found = { output: context.column("order", expr.type, true), expr };
    exprs.push(found);
  }
  return { kind: "column", column: found.output.id, type: found.output.type };
}

/** An aggregate's input and calls; those that keep their input's order are given it. */
export function inInputOrder(
  context: BindContext,
  input: LogicalPlan,
  calls: readonly AggregateCall[],
): { readonly input: LogicalPlan; readonly aggregates: readonly AggregateCall[] } {
  const takes = ({ overload, order, distinct }: AggregateCall): boolean =>
    order.length === 0 && !distinct && keepsOrder(overload);
  const ordered = calls.some(takes) ? orderOf(context, input) : undefined;
  if (ordered === undefined) return { input, aggregates: calls };
  const aggregates = calls.map((call) => (takes(call) ? { ...call, order: ordered.keys } : call));
  return { input: ordered.plan, aggregates };
}
