// now() and its like in a plan that is about to run: the moment when its statement began, the same everywhere in it.
// Defaults of columns and views are bound long before: they hold the calls until then.
import { rewrite } from "../expr/tree.ts";
import { CLOCK_OVERLOAD, NOW_OVERLOADS } from "../function/scalar/now.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { exprsOf, mapExprs } from "../logical/tree.ts";
import { TIMESTAMPTZ } from "../type/logical-type.ts";
import { rewriteEverywhere } from "./rewrite-everywhere.ts";

/** The plan with moments, in microseconds, put in: when the statement began, and what time it is. */
export function withStatementTime(plan: LogicalPlan, began: bigint, now: bigint): LogicalPlan {
  const putIn = (expr: LogicalExpr): LogicalExpr =>
    rewrite<LogicalLeaf>(expr, (node) => {
      if (node.kind === "any-subquery" || node.kind === "all-subquery") {
        return { ...node, comparison: putIn(node.comparison) };
      }
      if (node.kind !== "call" || node.args.length > 0) return node;
      if (node.overload === CLOCK_OVERLOAD) return { kind: "constant", value: now, type: TIMESTAMPTZ };
      return NOW_OVERLOADS.has(node.overload) ? { kind: "constant", value: began, type: TIMESTAMPTZ } : node;
    });
  return rewriteEverywhere(plan, (node) => (exprsOf(node).length === 0 ? node : mapExprs(node, putIn)));
}
