// Which columns an expression or a plan mentions, subqueries included.
import { walk } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { childrenOf, exprsOf } from "../logical/tree.ts";

/** Every column reference in an expression, those of its subqueries' plans too. */
export function* columnsIn(expr: LogicalExpr): Generator<number> {
  for (const node of walk<LogicalLeaf>(expr)) {
    switch (node.kind) {
      case "column":
        yield node.column;
        break;
      case "scalar-subquery":
      case "exists-subquery":
        yield* columnsInPlan(node.plan);
        break;
      case "any-subquery":
      case "all-subquery":
        yield* columnsIn(node.comparison);
        yield* columnsInPlan(node.plan);
        break;
      default:
    }
  }
}

/** Every column reference in a plan's expressions. */
export function* columnsInPlan(root: LogicalPlan): Generator<number> {
  const stack: LogicalPlan[] = [root];
  for (let plan = stack.pop(); plan !== undefined; plan = stack.pop()) {
    for (const expr of exprsOf(plan)) yield* columnsIn(expr);
    stack.push(...childrenOf(plan));
  }
}

/** Whether an expression holds a subquery: such a one must not stand in a plan twice. */
export function hasSubquery(expr: LogicalExpr): boolean {
  for (const node of walk<LogicalLeaf>(expr)) {
    switch (node.kind) {
      case "scalar-subquery":
      case "exists-subquery":
      case "any-subquery":
      case "all-subquery":
        return true;
      default:
    }
  }
  return false;
}
