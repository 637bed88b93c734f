// What the calls in an expression ask of the module around them: imports of row functions, those that no node shows
// included, and scratch slots.
import type { IrCall, IrExpr } from "../ir/ir.ts";
import { elementCalls, listCalls } from "../ir/list.ts";
import { childrenOf } from "../ir/tree.ts";
import { statusPlace } from "../kernel/library.ts";
import { callSignature, resultKind, TAKE_STATUS } from "./emit-call.ts";
import { I32, type ModuleBuilder } from "./wasm-encoder.ts";

/** Imports the row functions that an expression calls. */
export function importCalls(module: ModuleBuilder, root: IrExpr): void {
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.op === "call") {
      const { params, results } = callSignature(
        expr.args.map((arg) => arg.type),
        expr.type,
      );
      module.import(expr.module, expr.name, params, results);
      if (statusPlace(expr.module, expr.name, resultKind(expr.type)) === "module") {
        module.import(expr.module, TAKE_STATUS, [], [I32]);
      }
    }
    for (const child of childrenOf(expr)) stack.push(child);
    stack.push(...hiddenCalls(expr));
  }
}

/** Calls that a node is emitted with and that are not among its children. */
function hiddenCalls(expr: IrExpr): readonly IrCall[] {
  switch (expr.op) {
    case "list-make":
      return Object.values(listCalls(expr));
    case "list-map":
      return [...Object.values(listCalls(expr)), ...elementCalls(expr.element)];
    case "list-test":
      return elementCalls(expr.element);
    default:
      return [];
  }
}

/** How many values are kept for a batch. */
export function countKept(root: IrExpr): number {
  let count = 0;
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.op === "once") count++;
    for (const child of childrenOf(expr)) stack.push(child);
  }
  return count;
}

/** How many 16-byte slots calls need to pass values of 128 bits by address. */
export function countScratch(root: IrExpr): number {
  let count = 0;
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.op === "call") {
      count += expr.args.filter((arg) => arg.type === "i128").length + (expr.type === "i128" ? 1 : 0);
    }
    for (const child of childrenOf(expr)) stack.push(child);
  }
  return count;
}
