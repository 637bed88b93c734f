// The order in which a filter's conjuncts run: those that take least first, so that the costly ones see only what is
// left. Pure. A conjunct that can end the query, or that differs between evaluations, stays behind all that stand before
// it, since it may rely on what they let through; others may move before anything.
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { exprCanFail, isVolatile } from "../function/expr-facts.ts";
import type { LowerContext } from "../function/lower.ts";
import { exprWork } from "./node-cost.ts";

/** The predicate with the conjuncts of its outermost AND in the order in which to run them. */
export function inCheapestOrder(predicate: PhysicalExpr, functions: Omit<LowerContext, "input">): PhysicalExpr {
  if (predicate.kind !== "and") return predicate;
  const { registry } = functions;
  const ordered: { readonly conjunct: PhysicalExpr; readonly work: number }[] = [];
  for (const conjunct of predicate.args) {
    const isFixed = exprCanFail<InputRef>(conjunct, registry) || isVolatile<InputRef>(conjunct, registry);
    const work = exprWork(conjunct, functions);
    let place = ordered.length;
    if (!isFixed) while (place > 0 && (ordered[place - 1] as { readonly work: number }).work > work) place--;
    ordered.splice(place, 0, { conjunct, work });
  }
  const args = ordered.map(({ conjunct }) => conjunct);
  return args.every((conjunct, at) => conjunct === predicate.args[at]) ? predicate : { ...predicate, args };
}
