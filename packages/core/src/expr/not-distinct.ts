// IS NOT DISTINCT FROM has no node of its own: it is an equality whose NULL is answered by a second test. The
// shape is made and recognised here and nowhere else, so that joins can take it as a key for which NULL
// equals NULL.
import type { Expr } from "./expr.ts";
import { exprKey } from "./key.ts";

/** `left IS NOT DISTINCT FROM right`; `equality` is the overload of = for them, with both cast to its arguments. */
export function notDistinct<Leaf>(equality: string, left: Expr<Leaf>, right: Expr<Leaf>): Expr<Leaf> {
  const bool = { kind: "bool" } as const;
  const missing = (input: Expr<Leaf>): Expr<Leaf> => ({ kind: "is-null", input, type: bool });
  const equal: Expr<Leaf> = { kind: "call", overload: equality, args: [left, right], type: bool };
  return {
    kind: "coalesce",
    args: [equal, { kind: "and", args: [missing(left), missing(right)], type: bool }],
    type: bool,
  };
}

/** The two sides of an expression that `notDistinct` made; undefined for every other one. */
export function asNotDistinct<Leaf extends { readonly kind: string }>(
  expr: Expr<Leaf>,
): { readonly equality: string; readonly left: Expr<Leaf>; readonly right: Expr<Leaf> } | undefined {
  const node = expr as Expr<{ readonly kind: "leaf" }>;
  if (node.kind !== "coalesce" || node.args.length !== 2) return undefined;
  const [equal, both] = node.args;
  if (equal?.kind !== "call" || !equal.overload.startsWith("=(") || both?.kind !== "and") return undefined;
  const [first, second, more] = both.args;
  if (first?.kind !== "is-null" || second?.kind !== "is-null" || more !== undefined) return undefined;
  const [left, right] = equal.args;
  if (left === undefined || right === undefined) return undefined;
  if (exprKey(left) !== exprKey(first.input) || exprKey(right) !== exprKey(second.input)) return undefined;
  return { equality: equal.overload, left: left as Expr<Leaf>, right: right as Expr<Leaf> };
}
