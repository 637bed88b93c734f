// The one walk over IR trees, and the one way to change a node's children.
import { unreachable } from "../common/unreachable.ts";
import type { IrExpr } from "./ir.ts";

/** Direct children in evaluation order. */
export function childrenOf(expr: IrExpr): readonly IrExpr[] {
  switch (expr.op) {
    case "input":
    case "const":
    case "bytes":
    case "null":
    case "local":
    case "fail":
      return [];
    case "arithmetic":
    case "compare":
      return [expr.left, expr.right];
    case "unary":
    case "convert":
    case "not":
    case "is-null":
    case "bytes-test":
      return [expr.arg];
    case "once":
      return [expr.value];
    case "and":
    case "or":
    case "coalesce":
    case "call":
      return expr.args;
    case "if":
      return [...expr.branches.flatMap((branch) => [branch.when, branch.then]), expr.otherwise];
    case "let":
      return [expr.value, expr.body];
    case "list-make":
      return expr.elements;
    case "list-map":
    case "list-test":
      return [expr.list, expr.body];
    default:
      return unreachableOp(expr);
  }
}

/** The node with each direct child replaced by what `change` makes of it. */
export function mapChildren(expr: IrExpr, change: (child: IrExpr) => IrExpr): IrExpr {
  switch (expr.op) {
    case "input":
    case "const":
    case "bytes":
    case "null":
    case "local":
    case "fail":
      return expr;
    case "arithmetic":
    case "compare":
      return { ...expr, left: change(expr.left), right: change(expr.right) };
    case "unary":
    case "convert":
    case "not":
    case "is-null":
    case "bytes-test":
      return { ...expr, arg: change(expr.arg) };
    case "once":
      return { ...expr, value: change(expr.value) };
    case "and":
    case "or":
    case "coalesce":
    case "call":
      return { ...expr, args: expr.args.map(change) };
    case "if":
      return {
        ...expr,
        branches: expr.branches.map(({ when, then }) => ({ when: change(when), then: change(then) })),
        otherwise: change(expr.otherwise),
      };
    case "let":
      return { ...expr, value: change(expr.value), body: change(expr.body) };
    case "list-make":
      return { ...expr, elements: expr.elements.map(change) };
    case "list-map":
    case "list-test":
      return { ...expr, list: change(expr.list), body: change(expr.body) };
    default:
      return unreachableOp(expr);
  }
}

/** Closes a switch over `op`. */
export function unreachableOp(expr: never): never {
  const { op } = expr as { op: string };
  return unreachable({ kind: op } as never);
}
