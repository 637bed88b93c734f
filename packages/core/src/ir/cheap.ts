// Which expressions are so cheap that computing one costs less than a branch that is guessed wrong, and cannot fail:
// AND and OR may compute them whether they are asked for or not.
import type { IrExpr } from "./ir.ts";
import { childrenOf } from "./tree.ts";

/** Nodes of an expression that is still cheap. */
const MOST_NODES = 12;

export function isCheap(root: IrExpr): boolean {
  let nodes = 0;
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (++nodes > MOST_NODES || !isCheapNode(expr)) return false;
    stack.push(...childrenOf(expr));
  }
  return true;
}

function isCheapNode(expr: IrExpr): boolean {
  switch (expr.op) {
    case "input":
    case "local":
    case "const":
    case "null":
    case "compare":
    case "not":
    case "is-null":
      return true;
    case "arithmetic":
      return expr.failure === undefined && expr.zero === undefined;
    case "unary":
      return expr.failure === undefined;
    case "convert":
      return expr.failure === undefined && expr.arg.type !== "f32" && expr.arg.type !== "f64";
    default:
      return false;
  }
}

/** The arguments of AND or OR with the cheap ones first; the others keep their order among themselves. */
export function cheapFirst(args: readonly IrExpr[]): readonly IrExpr[] {
  const cheap: IrExpr[] = [];
  const others: IrExpr[] = [];
  for (const arg of args) (isCheap(arg) ? cheap : others).push(arg);
  return others.length === 0 ? args : [...cheap, ...others];
}
