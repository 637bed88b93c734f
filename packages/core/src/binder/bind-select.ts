// SELECT to a plan: FROM, WHERE, grouping, HAVING, targets, DISTINCT, ORDER BY and LIMIT, in the order in which SQL
// gives them meaning.
import type { SelectStmt } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { mapExprs, outputColumnsOf } from "../logical/tree.ts";
import { bindFrom } from "./bind-from.ts";
import { bindGroupBy } from "./bind-group.ts";
import { bindLimit } from "./bind-limit.ts";
import { bindDistinct, bindOrderBy, type Distinct, type OrderItem, sortKeys } from "./bind-order.ts";
import { bindTargets, type Target } from "./bind-target.ts";
import { bindWindowClause } from "./bind-window.ts";
import { toBool } from "./coerce.ts";
import type { BindContext, QueryOptions } from "./context.ts";
import { columnWithId } from "./find-column.ts";
import { locationOf } from "./parse-node.ts";
import { newLevel, type QueryPlace, type Scope, scopeOf } from "./scope.ts";
import { setsOf, withSets } from "./set-calls.ts";
import { Ungroup } from "./ungroup.ts";
import { windowNodes, withWindows } from "./windows.ts";

/** Binds a SELECT that is no set operation and no VALUES. */
export function bindSelect(
  context: BindContext,
  at: QueryPlace,
  select: SelectStmt,
  { keepUnknown = false }: QueryOptions,
): LogicalPlan {
  const level = newLevel();
  const from = bindFrom(context, at, level, select.fromClause ?? []);
  const scope = scopeOf(at, level, from);
  let plan = from.plan;
  // Errors are found in PostgreSQL's order: SELECT before WHERE, GROUP BY after HAVING and ORDER BY.
  bindWindowClause(context, scope, select.windowClause ?? []);
  const targets = bindTargets(context, { scope, clause: "SELECT" }, select.targetList ?? [], keepUnknown);
  const where = bindCondition(context, scope, select.whereClause, "WHERE");
  if (where !== undefined) plan = { kind: "filter", input: plan, predicate: where };
  const having = bindCondition(context, scope, select.havingClause, "HAVING");
  const order = bindOrderBy(context, { scope, clause: "ORDER BY" }, targets, select.sortClause ?? []);
  const groupBy = bindGroupBy(context, scope, select, targets);
  const distinct = bindDistinct(context, { scope, clause: "DISTINCT ON" }, targets, select.distinctClause, order);
  if (groupBy === undefined && having === undefined && level.aggregates.length + level.groupings.length === 0) {
    plan = withSets(withWindows(plan, windowNodes(level.windows)), level.sets);
    const nullable = (column: number): boolean =>
      (level.windows.outputs.get(column) ?? columnWithId(scope, column))?.nullable ?? true;
    plan = finish(context, plan, targets, nullable, { order, distinct });
    return bindLimitAndHide(context, at, select, plan, scope, targets);
  }
  const grouped = setsOf(level.sets, groupBy?.exprs ?? []);
  plan = withSets(plan, grouped);
  const ungroup = new Ungroup(context, scope, plan, groupBy ?? { exprs: [] });
  const rewritten = targets.map((target) => ({ ...target, expr: ungroup.rewrite(target.expr) }));
  const predicate = having === undefined ? undefined : ungroup.rewrite(having);
  const windows = windowNodes(level.windows).map((node) => mapExprs(node, (expr) => ungroup.rewrite(expr)));
  plan = ungroup.plan();
  if (predicate !== undefined) plan = { kind: "filter", input: plan, predicate };
  const above = level.sets.filter((call) => !grouped.includes(call));
  plan = withSets(withWindows(plan, windows), above, (expr) => ungroup.rewrite(expr));
  const nullable = (column: number): boolean => level.windows.outputs.get(column)?.nullable ?? ungroup.nullable(column);
  plan = finish(context, plan, rewritten, nullable, { order, distinct });
  return bindLimitAndHide(context, at, select, plan, scope, targets);
}

function bindCondition(
  context: BindContext,
  scope: Scope,
  node: SelectStmt["whereClause"],
  clause: "WHERE" | "HAVING",
): LogicalExpr | undefined {
  if (node === undefined) return undefined;
  return toBool(context, context.expr({ scope, clause }, node), clause, locationOf(node));
}

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
