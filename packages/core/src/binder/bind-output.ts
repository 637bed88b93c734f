// What stands above a query's rows, whatever they are of: its targets as columns, DISTINCT, ORDER BY and LIMIT.
import type { SelectStmt } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindLimit } from "./bind-limit.ts";
import { type Distinct, type OrderItem, sortKeys } from "./bind-order.ts";
import type { BindContext } from "./context.ts";
import type { QueryPlace, Scope } from "./scope.ts";
import type { Target } from "./target.ts";

/** The targets as columns, distinct and sorted. */
export function finish(
  context: BindContext,
  input: LogicalPlan,
  targets: readonly Target[],
  nullable: (column: number) => boolean,
  { order, distinct }: { readonly order: readonly OrderItem[]; readonly distinct?: Distinct },
): LogicalPlan {
  const exprs = targets.map(({ name, expr }) => ({
    output: context.column(name, expr.type, canBeNull(expr, context.ports.functions, nullable)),
    expr,
  }));
  let plan: LogicalPlan = { kind: "project", input, exprs };
  const columns = exprs.map(({ output }) => refTo(output));
  const keys = sortKeys(order, columns);
  if (distinct === "all") plan = { kind: "distinct", input: plan, order: [] };
  else if (distinct !== undefined) {
    const on = [...new Set(distinct)].map((target) => columns[target] as LogicalExpr);
    plan = { kind: "distinct", input: plan, on, order: keys };
  }
  return keys.length === 0 ? plan : { kind: "sort", input: plan, keys };
}

/** LIMIT, and then only the visible targets. */
export function bindLimitAndHide(
  context: BindContext,
  at: QueryPlace,
  select: SelectStmt,
  input: LogicalPlan,
  scope: Scope,
  targets: readonly Target[],
): LogicalPlan {
  const plan = bindLimit(context, at, select, input, scope);
  return targets.some(({ hidden }) => hidden) ? visibleOnly(context, plan, targets) : plan;
}

function visibleOnly(context: BindContext, plan: LogicalPlan, targets: readonly Target[]): LogicalPlan {
  const columns = outputColumnsOf(plan);
  const exprs = columns.flatMap((column, position) => {
    if (targets[position]?.hidden) return [];
    const expr: LogicalExpr = { kind: "column", column: column.id, type: column.type };
    return [{ output: context.column(column.name, column.type, column.nullable), expr }];
  });
  return { kind: "project", input: plan, exprs };
}
