// What the optimizer asks about an expression before it moves, repeats or drops it.
import type { Call, Expr } from "../expr/expr.ts";
import { walk } from "../expr/tree.ts";
import { castCanFail } from "./cast/casts.ts";
import type { FunctionRegistry, ScalarOverload } from "./registry.ts";

type Node = { readonly kind: string };

/**
 * Whether evaluating it for some row can end the query: it must then not run for rows that do not ask for it.
 * Leaves count as values; a subquery among them is the caller's to judge.
 */
export function exprCanFail<Leaf extends Node>(expr: Expr<Leaf>, registry: FunctionRegistry): boolean {
  for (const node of walk(expr) as Iterable<Expr<never>>) {
    if (node.kind === "call" && callCanFail(node, registry.overload(node.overload))) return true;
    if (node.kind === "cast" && castCanFail(node.input.type, node.type, node.form)) return true;
  }
  return false;
}

function callCanFail<Leaf extends Node>(call: Call<Leaf>, { canFail }: ScalarOverload): boolean {
  if (typeof canFail === "boolean") return canFail;
  const constants = (call.args as readonly Expr<never>[]).map((arg) =>
    arg.kind === "constant" ? arg.value : undefined,
  );
  return canFail(constants);
}

/** Whether two evaluations for the same row can differ. */
export function isVolatile<Leaf extends Node>(expr: Expr<Leaf>, registry: FunctionRegistry): boolean {
  for (const node of walk(expr) as Iterable<Expr<never>>) {
    if (node.kind === "call" && registry.overload(node.overload).volatility === "volatile") return true;
  }
  return false;
}
