// Subqueries of one scope that are written alike mean the same: their plans, each with columns of its own, count as equal where
// expressions are compared (expr/key.ts), so that GROUP BY, DISTINCT and ORDER BY know a scalar or EXISTS again. Not
// those whose comparison is a part of the expression (IN, ANY, ALL), which names the plan's columns.
import type { SelectStmt } from "@pgsql/types";
import { equalPlans } from "../expr/key.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { Scope } from "./scope.ts";

const known = new WeakMap<Scope, Map<string, LogicalPlan>>();

/** Makes `plan`, which the statement was bound to in the scope, equal to what one like it was bound to there before. */
export function rememberSubquery(scope: Scope, select: SelectStmt, plan: LogicalPlan): void {
  const text = JSON.stringify(select, (name, value: unknown) => (name === "location" ? undefined : value));
  const plans = known.get(scope) ?? new Map<string, LogicalPlan>();
  known.set(scope, plans);
  const before = plans.get(text);
  if (before === undefined) plans.set(text, plan);
  else equalPlans(before, plan);
}
