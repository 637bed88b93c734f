// Which locals an expression reads that something around it binds.
import type { IrExpr } from "./ir.ts";
import { childrenOf } from "./tree.ts";

export function freeLocals(root: IrExpr): ReadonlySet<string> {
  const free = new Set<string>();
  collect(root, [], free);
  return free;
}

function collect(expr: IrExpr, bound: readonly string[], free: Set<string>): void {
  if (expr.op === "local") {
    if (!bound.includes(expr.name)) free.add(expr.name);
    return;
  }
  if (expr.op !== "let" && expr.op !== "list-map" && expr.op !== "list-test") {
    for (const child of childrenOf(expr)) collect(child, bound, free);
    return;
  }
  collect(expr.op === "let" ? expr.value : expr.list, bound, free);
  collect(expr.body, [...bound, expr.name], free);
}
