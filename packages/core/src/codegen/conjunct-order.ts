// The order in which a filter's conjuncts run. Before anything is known of the data those that take least come first, so
// that the costly ones see only what is left; while the filter runs, those that take least for each row that they keep
// away. Pure. A conjunct that can end the query, or that differs between evaluations, stays behind all that stand before
// it, since it may rely on what they let through; others may move before anything.
import { withinStack } from "../common/stack-depth.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { exprCanFail, isVolatile } from "../function/expr-facts.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import { isCheap } from "../ir/cheap.ts";
import { irWork } from "./node-cost.ts";

/** What runs, or is passed over, as a whole: one of a filter's conjuncts, or all that are cheap. */
export interface Conjunct {
  readonly expr: PhysicalExpr;
  /** Which of the predicate's conjuncts it is. */
  readonly places: readonly number[];
  /** About how much computing it for a row is (node-cost.ts). */
  readonly work: number;
  /** Stays behind all that stand before it. */
  readonly isFixed: boolean;
}

/** Positions of conjuncts, in the order in which they run. */
export type ConjunctOrder = readonly number[];

/** For how many rows a conjunct was asked, those before it being true, and for how many it was true. */
export interface PassedRows {
  readonly asked: number;
  readonly passed: number;
}

/** More are not told apart: what orders them would take longer than what it saves. */
const MOST_CONJUNCTS = 64;

/** Below so many rows of a conjunct nothing is known about it. */
const LEAST_ROWS = 256;
const UNKNOWN_RATE = 0.5;

/** What another order has to save, as a share of the work: two that are about alike do not take turns. */
const LEAST_GAIN = 0.1;

/** A predicate's conjuncts as they were written, those that are cheap together in front of the others. */
export function conjunctsOf(predicate: PhysicalExpr, functions: Omit<LowerContext, "input">): readonly Conjunct[] {
  const cheap: Conjunct[] = [];
  const others: Conjunct[] = [];
  const written = predicate.kind === "and" ? predicate.args : [predicate];
  for (const [place, expr] of written.entries()) {
    const ir = withinStack(() => lower(expr, { ...functions, input: () => ({ slot: 0, nullable: true }) }));
    const work = irWork(ir);
    const list = isCheap(ir) ? cheap : others;
    list.push({ expr, places: [place], work, isFixed: list === others && canDependOnOthers(expr, functions) });
  }
  const all = cheap.length === 0 ? others : [together(cheap, false), ...others];
  if (all.length <= MOST_CONJUNCTS) return all;
  const ordered = orderByWork(all).map((at) => all[at] as Conjunct);
  return [together(ordered, true)];
}

function canDependOnOthers(expr: PhysicalExpr, { registry }: Omit<LowerContext, "input">): boolean {
  return exprCanFail<InputRef>(expr, registry) || isVolatile<InputRef>(expr, registry);
}

function together(conjuncts: readonly Conjunct[], isFixed: boolean): Conjunct {
  const [only] = conjuncts;
  if (only !== undefined && conjuncts.length === 1) return only;
  const args = conjuncts.map(({ expr }) => expr);
  return {
    expr: { kind: "and", args, type: { kind: "bool" } },
    places: conjuncts.flatMap(({ places }) => places),
    work: conjuncts.reduce((sum, { work }) => sum + work, 0),
    isFixed,
  };
}

/** The order as long as nothing was measured: what is equal stays as it was written. */
export function orderByWork(conjuncts: readonly Conjunct[]): ConjunctOrder {
  return orderBy(
    conjuncts,
    conjuncts.map(({ work }) => work),
  );
}

/** The conjuncts in an order. */
export function inOrder(conjuncts: readonly Conjunct[], order: ConjunctOrder): readonly PhysicalExpr[] {
  return order.map((at) => (conjuncts[at] as Conjunct).expr);
}

/**
 * The order that takes least by what was measured, if it saves enough.
 * @param counts by conjunct, as it came out in the order in use
 */
export function betterOrder(
  conjuncts: readonly Conjunct[],
  order: ConjunctOrder,
  counts: readonly PassedRows[],
): ConjunctOrder | undefined {
  const rates = counts.map(({ asked, passed }) => (asked < LEAST_ROWS ? UNKNOWN_RATE : passed / asked));
  const ranks = conjuncts.map(({ work }, at) => work / (1 - (rates[at] as number)));
  const other = orderBy(conjuncts, ranks);
  const saves = 1 - workOf(conjuncts, other, rates) / workOf(conjuncts, order, rates);
  return saves > LEAST_GAIN ? other : undefined;
}

/** By rank, as far as those that are fixed let it. */
function orderBy(conjuncts: readonly Conjunct[], ranks: readonly number[]): ConjunctOrder {
  const order: number[] = [];
  for (const [at, { isFixed }] of conjuncts.entries()) {
    let place = order.length;
    if (!isFixed) while (place > 0 && (ranks[order[place - 1] as number] as number) > (ranks[at] as number)) place--;
    order.splice(place, 0, at);
  }
  return order;
}

/** What a row takes on average. */
function workOf(conjuncts: readonly Conjunct[], order: ConjunctOrder, rates: readonly number[]): number {
  let work = 0;
  let share = 1;
  for (const at of order) {
    work += share * (conjuncts[at] as Conjunct).work;
    share *= rates[at] as number;
  }
  return work;
}
