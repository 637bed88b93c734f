// The columns that a node itself brings into being, as opposed to those that it passes on: what ids must be
// unique among, and what a copy of a plan must name anew.
import { unreachable } from "../common/unreachable.ts";
import { isKept } from "../logical/column-ref.ts";
import type { LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";

export function producedBy(plan: LogicalPlan): readonly OutputColumn[] {
  switch (plan.kind) {
    case "scan":
    case "cte-ref":
    case "set-operation":
      return plan.columns.map(({ output }) => output);
    case "values":
    case "table-function":
    case "recursive-cte":
      return plan.columns;
    case "project":
      return madeBy(plan.exprs);
    case "aggregate": {
      const calls = [...madeBy(plan.groups), ...plan.aggregates.map(({ output }) => output)];
      return plan.setIndex === undefined ? calls : [...calls, plan.setIndex];
    }
    case "join":
      return plan.mark === undefined ? [] : [plan.mark];
    case "unnest":
      return [...plan.lists.map(({ output }) => output), ...(plan.ordinality === undefined ? [] : [plan.ordinality])];
    case "window":
      return plan.calls.map(({ output }) => output);
    case "filter":
    case "distinct":
    case "sort":
    case "limit":
    case "cte":
      return [];
    default:
      return unreachable(plan);
  }
}

function madeBy(exprs: readonly NamedExpr[]): readonly OutputColumn[] {
  return exprs.filter((expr) => !isKept(expr)).map(({ output }) => output);
}
