// Which columns an expression or a plan mentions, subqueries included.
import { someNode, walk } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { childrenOf, exprsOf } from "../logical/tree.ts";

/** Every column reference in an expression, those of its subqueries' plans too. */
export function columnsIn(expr: LogicalExpr): readonly number[] {
  const found: number[] = [];
  addColumns(expr, found);
  return found;
}

/** Every column reference in a plan's expressions. */
export function columnsInPlan(root: LogicalPlan): readonly number[] {
  const found: number[] = [];
  addColumnsOfPlan(root, found);
  return found;
}

function addColumns(expr: LogicalExpr, found: number[]): void {
  walk<LogicalLeaf>(expr, (node) => {
    switch (node.kind) {
      case "column":
        found.push(node.column);
        break;
      case "scalar-subquery":
      case "exists-subquery":
        addColumnsOfPlan(node.plan, found);
        break;
      case "any-subquery":
      case "all-subquery":
        addColumns(node.comparison, found);
        addColumnsOfPlan(node.plan, found);
        break;
      default:
    }
  });
}

function addColumnsOfPlan(root: LogicalPlan, found: number[]): void {
  const stack: LogicalPlan[] = [root];
  for (let plan = stack.pop(); plan !== undefined; plan = stack.pop()) {
    for (const expr of exprsOf(plan)) addColumns(expr, found);
    stack.push(...childrenOf(plan));
  }
}

/** Whether an expression holds a subquery: such a one must not stand in a plan twice. */
export function hasSubquery(expr: LogicalExpr): boolean {
  return someNode<LogicalLeaf>(expr, ({ kind }) => {
    switch (kind) {
      case "scalar-subquery":
      case "exists-subquery":
      case "any-subquery":
      case "all-subquery":
        return true;
      default:
        return false;
    }
  });
}
