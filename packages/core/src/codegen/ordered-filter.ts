// A filter of several conjuncts, compiled in the order that a MeasuredOrder says: its code counts how many rows each of
// them lets through. Rows and errors are the same in any order.
import type { Pointer } from "../arena/arena.ts";
import type { Vector } from "../column/vector.ts";
import type { CompiledFunction } from "./compile.ts";
import { type ConjunctOrder, inOrder, type PassedRows } from "./conjunct-order.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { ConjunctCounts, type MeasuredOrder } from "./measured-order.ts";
import { RowFunction } from "./row-function.ts";

/** Of conjuncts of a predicate that run as one. */
export interface ConjunctRows extends PassedRows {
  /** Which they are, from 0. */
  readonly places: readonly number[];
}

/** As a RowFunction: one for each order that was met. */
export class OrderedFilter {
  readonly #context: EvaluationContext;
  readonly #measured: MeasuredOrder;
  readonly #inputs: readonly number[];
  readonly #functions = new Map<string, RowFunction>();
  /** Of this filter alone, to its end. */
  readonly #counts: ConjunctCounts;
  #order: ConjunctOrder;
  #current: RowFunction;

  /** @param inputs what the columns given to `bind` are (RowFunction) */
  constructor(context: EvaluationContext, measured: MeasuredOrder, inputs: readonly number[]) {
    this.#context = context;
    this.#measured = measured;
    this.#inputs = inputs;
    this.#counts = new ConjunctCounts(measured.conjuncts);
    this.#order = measured.order;
    this.#current = this.#functionOf(this.#order);
  }

  bind(columns: readonly Vector[]): CompiledFunction {
    const { order } = this.#measured;
    if (order !== this.#order) {
      this.#current = this.#functionOf(order);
      this.#order = order;
    }
    return this.#current.bind(columns);
  }

  #functionOf(order: ConjunctOrder): RowFunction {
    const key = order.join();
    let found = this.#functions.get(key);
    if (found === undefined) {
      const exprs = inOrder(this.#measured.conjuncts, order);
      found = new RowFunction(this.#context, { kind: "filter" }, exprs, this.#inputs);
      this.#functions.set(key, found);
    }
    return found;
  }

  filter(bound: CompiledFunction, rows: number, out: Pointer): number {
    const order = this.#order;
    return this.#current.filter(bound, rows, out, (ran, kept) => {
      const left = order.map((_, place) => (place === order.length - 1 ? kept : bound.passed(place)));
      this.#counts.add(order, ran, left);
      this.#measured.add(order, ran, left);
    });
  }

  /** What its conjuncts let through, those that ran first in front. */
  get passedRows(): readonly ConjunctRows[] {
    const { conjuncts } = this.#measured;
    const rows = conjuncts.map(({ places }, at) => ({ places, ...(this.#counts.rows[at] as PassedRows) }));
    return rows.sort((left, right) => right.asked - left.asked);
  }

  close(): void {
    for (const compiled of this.#functions.values()) compiled.close();
    this.#functions.clear();
  }
}
