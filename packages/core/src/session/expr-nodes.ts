// What the expressions of a plan hold, those of its subqueries too.
import { someNode } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { exprsOf } from "../logical/tree.ts";
import { isSubquery } from "../optimizer/facts.ts";
import { nodesOf } from "../optimizer/rewrite-plan.ts";

/** Whether some node of some expression passes. */
export function someExprNode(root: LogicalPlan, test: (node: LogicalExpr) => boolean): boolean {
  const plans = [root];
  for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) {
    for (const node of nodesOf(plan)) {
      const exprs = [...exprsOf(node)];
      for (let expr = exprs.pop(); expr !== undefined; expr = exprs.pop()) {
        const isFound = someNode<LogicalLeaf>(expr, (inner) => {
          if (test(inner)) return true;
          if (!isSubquery(inner)) return false;
          plans.push(inner.plan);
          if ("comparison" in inner) exprs.push(inner.comparison);
          return false;
        });
        if (isFound) return true;
      }
    }
  }
  return false;
}

const calls = new WeakMap<LogicalPlan, ReadonlySet<string>>();

/** The overloads that are called: before a statement runs several look for theirs, and most find none. */
export function callsIn(root: LogicalPlan): ReadonlySet<string> {
  const known = calls.get(root);
  if (known !== undefined) return known;
  const found = new Set<string>();
  someExprNode(root, (node) => {
    if (node.kind === "call") found.add(node.overload);
    return false;
  });
  calls.set(root, found);
  return found;
}
