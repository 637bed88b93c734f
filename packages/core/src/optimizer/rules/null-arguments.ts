// A strict function or cast of NULL is NULL, whatever its other arguments are: they are not evaluated, so that no error
// of theirs shows. PostgreSQL's planner does this to every query (eval_const_expressions), which makes it part of what
// a query means; and it computes constants first, so that an error among those does show.

import type { PhysicalExpr } from "../../expr/expr.ts";
import { isInner, rewrite, someNode } from "../../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf } from "../../logical/plan.ts";
import { mapExprs } from "../../logical/tree.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const nullArguments: Rule = {
  name: "null-arguments",
  reason: "once nothing is a subquery any more: plans inside expressions are not looked into",
  required: true,
  rewrite: (plan, context) => rewritePlan(plan, (node) => mapExprs(node, (expr) => withNulls(expr, context))),
};

function withNulls(root: LogicalExpr, context: RuleContext): LogicalExpr {
  return rewrite<LogicalLeaf>(root, (node) => {
    const isNull =
      node.kind === "call" ? isNullCall(node, context) : node.kind === "cast" && isNullConstant(node.input);
    return isNull ? { kind: "constant", value: null, type: node.type } : node;
  });
}

function isNullCall(
  { overload, args }: Extract<LogicalExpr, { readonly kind: "call" }>,
  context: RuleContext,
): boolean {
  if (!args.some(isNullConstant) || !context.functions.overload(overload).strict) return false;
  return !args.some((arg) => hasFailingConstant(arg, context));
}

function isNullConstant(expr: LogicalExpr): boolean {
  return expr.kind === "constant" && expr.value === null;
}

/** Whether something in it has no value, whatever the row. */
function hasFailingConstant(expr: LogicalExpr, { fold }: RuleContext): boolean {
  return someNode<LogicalLeaf>(
    expr,
    (node) =>
      (node.kind === "call" || node.kind === "cast") && isConstant(node) && fold(node as PhysicalExpr) === undefined,
  );
}

function isConstant(expr: LogicalExpr): boolean {
  return !someNode<LogicalLeaf>(expr, (node) => !isInner<LogicalLeaf>(node));
}
