// Rewrites the nodes of a plan and of the plans inside its expressions.
import { rewrite } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { mapExprs } from "../logical/tree.ts";
import { isSubquery, subqueriesIn } from "../optimizer/facts.ts";
import { rewritePlan } from "../optimizer/rewrite-plan.ts";

export function rewriteEverywhere(plan: LogicalPlan, rewriteNode: (node: LogicalPlan) => LogicalPlan): LogicalPlan {
  const inside = (expr: LogicalExpr): LogicalExpr => {
    if (subqueriesIn(expr).length === 0) return expr;
    return rewrite<LogicalLeaf>(expr, (leaf) => {
      if (!isSubquery(leaf)) return leaf;
      const rewritten = { ...leaf, plan: rewriteEverywhere(leaf.plan, rewriteNode) };
      return "comparison" in rewritten ? { ...rewritten, comparison: inside(rewritten.comparison) } : rewritten;
    });
  };
  return rewritePlan(plan, (node) => mapExprs(rewriteNode(node), inside));
}
