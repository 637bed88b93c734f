// Calls of the kernel library's row functions as IR, one constructor per module, so that rows read as the
// formula they are: `text("substring", "ref", [value, from, count])`.
import { call } from "../ir/build.ts";
import type { IrExpr, IrType } from "../ir/ir.ts";
import { childrenOf } from "../ir/tree.ts";

type Constructor = (name: string, type: IrType, args: readonly IrExpr[]) => IrExpr;

export const text: Constructor = (name, type, args) => call("text", name, type, args);
export const temporal: Constructor = (name, type, args) => call("temporal", name, type, args);
export const numeric: Constructor = (name, type, args) => call("numeric", name, type, args);
export const list: Constructor = (name, type, args) => call("list", name, type, args);
export const bytes: Constructor = (name, type, args) => call("bytes", name, type, args);
export const float: Constructor = (name, type, args) => call("float", name, type, args);

/** A constant text. */
export function textConstant(value: string): IrExpr {
  return { op: "bytes", type: "ref", nullable: false, value: new TextEncoder().encode(value) };
}

/** Whether an expression is the same for every row. */
export function isConstantIr(root: IrExpr): boolean {
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.op === "input" || expr.op === "local") return false;
    stack.push(...childrenOf(expr));
  }
  return true;
}
