// What the optimizer asks about an expression before it moves, repeats or drops it.
import type { Call, Expr } from "../expr/expr.ts";
import { someNode } from "../expr/tree.ts";
import { castCanFail } from "./cast/casts.ts";
import type { FunctionRegistry, ScalarOverload } from "./registry.ts";

type Node = { readonly kind: string };

/**
 * Whether evaluating it for some row can end the query: it must then not run for rows that do not ask for it.
 * Leaves count as values; a subquery among them is the caller's to judge.
 */
export function exprCanFail<Leaf extends Node>(expr: Expr<Leaf>, registry: FunctionRegistry): boolean {
  return someNode(expr, (node) => nodeCanFail(node, registry));
}

/** As exprCanFail, for one node over values. */
export function nodeCanFail<Leaf extends Node>(expr: Expr<Leaf>, registry: FunctionRegistry): boolean {
  const node = expr as Expr<never>;
  if (node.kind === "call") return callCanFail(node, registry.overload(node.overload));
  return node.kind === "cast" && castCanFail(node.input.type, node.type, node.form);
}

function callCanFail(call: Call<never>, { canFail }: ScalarOverload): boolean {
  if (typeof canFail === "boolean") return canFail;
  return canFail(call.args.map((arg) => (arg.kind === "constant" ? arg.value : undefined)));
}

/** Whether two evaluations for the same row can differ. */
export function isVolatile<Leaf extends Node>(expr: Expr<Leaf>, registry: FunctionRegistry): boolean {
  return someNode(expr, (node) => nodeIsVolatile(node, registry));
}

/** As isVolatile, for one node over values. */
export function nodeIsVolatile<Leaf extends Node>(expr: Expr<Leaf>, registry: FunctionRegistry): boolean {
  const node = expr as Expr<never>;
  return node.kind === "call" && registry.overload(node.overload).volatility === "volatile";
}
