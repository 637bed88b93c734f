// SELECT to a plan: FROM, WHERE, grouping, HAVING, targets, DISTINCT, ORDER BY and LIMIT, in the order in which SQL
// gives them meaning.
import type { SelectStmt } from "@pgsql/types";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { mapExprs } from "../logical/tree.ts";
import { bindFrom } from "./bind-from.ts";
import { bindDistinct, bindOrderBy } from "./bind-order.ts";
import { bindLimitAndHide, finish } from "./bind-output.ts";
import { bindTargets } from "./bind-target.ts";
import { toBool } from "./coerce.ts";
import type { BindContext, QueryOptions } from "./context.ts";
import { canColumnBeNull } from "./find-column.ts";
import { refuseManyTargets } from "./limits.ts";
import { locationOf } from "./parse-node.ts";
import { newLevel, type QueryLevel, type QueryPlace, type Scope, scopeOf } from "./scope.ts";
import { setsOf, withSets } from "./set-calls.ts";
import { definitionsOf, exprsOfNamed, windowNodes, withWindows } from "./windows.ts";

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
  if (select.windowClause !== undefined) context.clauses.windows(context, scope, select.windowClause);
  const targets = bindTargets(context, { scope, clause: "SELECT" }, select.targetList ?? [], keepUnknown);
  const where = bindCondition(context, scope, select.whereClause, "WHERE");
  if (where !== undefined) plan = { kind: "filter", input: plan, predicate: where };
  const having = bindCondition(context, scope, select.havingClause, "HAVING");
  const order = bindOrderBy(context, { scope, clause: "ORDER BY" }, targets, select.sortClause ?? []);
  const groupBy =
    select.groupClause === undefined ? undefined : context.clauses.groupBy(context, scope, select, targets);
  const distinct = bindDistinct(context, { scope, clause: "DISTINCT ON" }, targets, select.distinctClause, order);
  refuseManyTargets(context, scope, targets, groupBy?.exprs);
  if (groupBy === undefined && having === undefined && level.aggregates.length + level.groupings.length === 0) {
    const below = setsOf(level.sets, definitionsOf(level.windows));
    const above = level.sets.filter((call) => !below.includes(call));
    plan = withSets(withWindows(withSets(plan, below), windowNodes(level.windows)), above);
    const nullable = (column: number): boolean =>
      level.windows.outputs.get(column)?.nullable ?? canColumnBeNull(scope, column);
    plan = finish(context, plan, targets, nullable, { order, distinct });
    return bindLimitAndHide(context, at, select, plan, scope, targets);
  }
  const grouped = setsOf(level.sets, groupBy?.exprs ?? []);
  plan = withSets(plan, grouped);
  const ungroup = context.clauses.ungroup(context, scope, plan, groupBy ?? { exprs: [] });
  const rewritten = targets.map((target) => ({ ...target, expr: ungroup.rewrite(target.expr) }));
  // Errors again: windows after SELECT and before HAVING, also those that no call names.
  for (const expr of exprsOfNamed(level.windows)) ungroup.rewrite(expr);
  const windows = windowNodes(level.windows).map((node) => mapExprs(node, (expr) => ungroup.rewrite(expr)));
  const predicate = having === undefined ? undefined : ungroup.rewrite(having);
  plan = ungroup.plan();
  if (predicate !== undefined) plan = { kind: "filter", input: plan, predicate };
  const open = level.sets.filter((call) => !grouped.includes(call));
  const below = setsOf(open, definitionsOf(level.windows));
  const above = open.filter((call) => !below.includes(call));
  const rewrite = (expr: LogicalExpr): LogicalExpr => ungroup.rewrite(expr);
  plan = withSets(withWindows(withSets(plan, below, rewrite), windows), above, rewrite);
  const nullable = (column: number): boolean => level.windows.outputs.get(column)?.nullable ?? ungroup.nullable(column);
  if (level.readsRound) refuseAggregates(context, level);
  plan = finish(context, plan, rewritten, nullable, { order, distinct });
  return bindLimitAndHide(context, at, select, plan, scope, targets);
}

/** @throws FfqError 42P19 */
function refuseAggregates(context: BindContext, { aggregates, groupings }: QueryLevel): void {
  const [call] = [...aggregates, ...groupings];
  if (call === undefined) return;
  const message = "aggregate functions are not allowed in a recursive query's recursive term";
  throw context.error("INVALID_QUERY", "42P19", message, context.locationOf(call));
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
