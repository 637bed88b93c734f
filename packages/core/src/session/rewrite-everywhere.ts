// Rewrites the nodes of a plan and of the plans inside its expressions.
import { rewrite } from "../expr/tree.ts";
import type { LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { mapExprs } from "../logical/tree.ts";
import { isSubquery, subqueriesIn } from "../optimizer/facts.ts";
import { rewritePlan } from "../optimizer/rewrite-plan.ts";

export function rewriteEverywhere(plan: LogicalPlan, rewriteNode: (node: LogicalPlan) => LogicalPlan): LogicalPlan {
  return rewritePlan(plan, (node) =>
    mapExprs(rewriteNode(node), (expr) => {
      if (subqueriesIn(expr).length === 0) return expr;
      return rewrite<LogicalLeaf>(expr, (leaf) =>
        isSubquery(leaf) ? { ...leaf, plan: rewriteEverywhere(leaf.plan, rewriteNode) } : leaf,
      );
    }),
  );
}
