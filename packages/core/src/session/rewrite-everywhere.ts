// Rewrites the nodes of a plan and of the plans inside its expressions, or all of their expressions.
import { rewrite } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { exprsOf, mapExprs } from "../logical/tree.ts";
import { isSubquery, subqueriesIn } from "../optimizer/facts.ts";
import { rewritePlan } from "../optimizer/rewrite-plan.ts";

export function rewriteEverywhere(plan: LogicalPlan, rewriteNode: (node: LogicalPlan) => LogicalPlan): LogicalPlan {
  const inside = (expr: LogicalExpr): LogicalExpr => {
    if (subqueriesIn(expr).length === 0) return expr;
    return rewrite<LogicalLeaf>(expr, (leaf) => {
      if (!isSubquery(leaf)) return leaf;
      const below = rewriteEverywhere(leaf.plan, rewriteNode);
      if (!("comparison" in leaf)) return below === leaf.plan ? leaf : { ...leaf, plan: below };
      return withComparison(below === leaf.plan ? leaf : { ...leaf, plan: below }, inside(leaf.comparison));
    });
  };
  return rewritePlan(plan, (node) => mapExprs(rewriteNode(node), inside));
}

type Comparing = Extract<LogicalExpr, { readonly comparison: LogicalExpr }>;

/** The same subquery with another comparison; itself with its own. */
function withComparison(subquery: Comparing, comparison: LogicalExpr): LogicalExpr {
  return subquery.comparison === comparison ? subquery : { ...subquery, comparison };
}

/** Each node of each expression, from the leaves up. */
export function rewriteExprsEverywhere(
  plan: LogicalPlan,
  rewriteNode: (node: LogicalExpr) => LogicalExpr,
): LogicalPlan {
  const whole = (expr: LogicalExpr): LogicalExpr =>
    rewrite<LogicalLeaf>(expr, (node) =>
      node.kind === "any-subquery" || node.kind === "all-subquery"
        ? withComparison(node, whole(node.comparison))
        : rewriteNode(node),
    );
  return rewriteEverywhere(plan, (node) => (exprsOf(node).length === 0 ? node : mapExprs(node, whole)));
}
