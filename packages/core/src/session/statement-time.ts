// now() and its like in a plan that is about to run: the moment when its statement began, the same everywhere in it.
// Defaults of columns and views are bound long before: they hold the calls until then.
import { rewrite } from "../expr/tree.ts";
import { NOW_OVERLOADS } from "../function/scalar/now.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { exprsOf, mapExprs } from "../logical/tree.ts";
import { TIMESTAMPTZ } from "../type/logical-type.ts";
import { rewriteEverywhere } from "./rewrite-everywhere.ts";

/** The plan with the moment, in microseconds, put in. */
export function withStatementTime(plan: LogicalPlan, now: bigint): LogicalPlan {
  const moment: LogicalExpr = { kind: "constant", value: now, type: TIMESTAMPTZ };
  const putIn = (expr: LogicalExpr): LogicalExpr => rewrite<LogicalLeaf>(expr, (node) => (isNow(node) ? moment : node));
  return rewriteEverywhere(plan, (node) => (exprsOf(node).length === 0 ? node : mapExprs(node, putIn)));
}

function isNow(expr: LogicalExpr): boolean {
  return expr.kind === "call" && expr.args.length === 0 && NOW_OVERLOADS.has(expr.overload);
}
