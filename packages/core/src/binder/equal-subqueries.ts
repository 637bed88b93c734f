// Subqueries of one scope that are written alike mean the same, so that GROUP BY, DISTINCT and ORDER BY know one again
// (expr/key.ts compares expressions). Of a scalar and of EXISTS the plans, each with columns of its own, count as equal. IN, ANY and
// ALL have their comparison as a part of the expression, which names the plan's columns: they share one plan, and
// the optimizer makes copies where it gives each use its place.
import type { SelectStmt } from "@pgsql/types";
import { equalPlans } from "../expr/key.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { Scope } from "./scope.ts";

/** Where parts of the tree stand in the text. */
const places: ReadonlySet<string> = new Set([
  "location",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
]);

const known = new WeakMap<Scope, Map<string, LogicalPlan>>();

/** Makes `plan`, which the statement was bound to in the scope, equal to what one like it was bound to there before. */
export function rememberSubquery(scope: Scope, select: SelectStmt, plan: LogicalPlan): void {
  const before = firstLike(scope, select, plan);
  if (before !== plan) equalPlans(before, plan);
}

/** What a statement like it was bound to in the scope before, or `plan` where this is the first. */
export function firstLike(scope: Scope, select: SelectStmt, plan: LogicalPlan): LogicalPlan {
  const text = JSON.stringify(select, (name, value: unknown) => (places.has(name) ? undefined : value));
  const plans = known.get(scope) ?? new Map<string, LogicalPlan>();
  known.set(scope, plans);
  const before = plans.get(text);
  if (before === undefined) plans.set(text, plan);
  return before ?? plan;
}
