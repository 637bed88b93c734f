// A filter of several conjuncts, compiled in the order that what it lets through asks for: its code counts how many rows
// each conjunct lets through, and now and then the order is decided again (conjunct-order.ts). What was measured is kept
// beside the plan, for the tasks of this thread that come after. Rows and errors are the same in any order.
import type { Vector } from "../column/vector.ts";
import type { CompiledFunction } from "./compile.ts";
import { betterOrder, type Conjunct, type ConjunctOrder, inOrder, orderByWork } from "./conjunct-order.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { RowFunction } from "./row-function.ts";

/** Rows after which the order is decided for the first time; twice as many after each change, so that none flaps. */
const FIRST_ROWS = 1 << 16;

/** The order in use, and what was counted since it was last decided. */
export class MeasuredOrder {
  readonly conjuncts: readonly Conjunct[];
  #order: ConjunctOrder;
  /** By conjunct. */
  readonly #counts: { asked: number; passed: number }[];
  #rows = 0;
  #mostRows = FIRST_ROWS;

  constructor(conjuncts: readonly Conjunct[]) {
    this.conjuncts = conjuncts;
    this.#order = orderByWork(conjuncts);
    this.#counts = conjuncts.map(() => ({ asked: 0, passed: 0 }));
  }

  /** The same object until another one is better. */
  get order(): ConjunctOrder {
    return this.#order;
  }

  /** @param passed by place in the order, as many rows as were left behind it */
  add(order: ConjunctOrder, rows: number, passed: (place: number) => number): void {
    if (order !== this.#order) return;
    let asked = rows;
    for (const [place, at] of order.entries()) {
      const count = this.#counts[at] as { asked: number; passed: number };
      count.asked += asked;
      asked = passed(place);
      count.passed += asked;
    }
    this.#rows += rows;
    if (this.#rows >= this.#mostRows) this.#decide();
  }

  #decide(): void {
    const better = betterOrder(this.conjuncts, this.#order, this.#counts);
    if (better !== undefined) {
      this.#order = better;
      this.#mostRows *= 2;
    }
    this.#rows = 0;
    for (const count of this.#counts) {
      count.asked = 0;
      count.passed = 0;
    }
  }
}

/** As a RowFunction: one for each order that was met. */
export class OrderedFilter {
  readonly #context: EvaluationContext;
  readonly #measured: MeasuredOrder;
  readonly #inputs: readonly number[];
  readonly #functions = new Map<string, RowFunction>();
  #order: ConjunctOrder | undefined;
  #current: RowFunction | undefined;

  /** @param inputs what the columns given to `bind` are (RowFunction) */
  constructor(context: EvaluationContext, measured: MeasuredOrder, inputs: readonly number[]) {
    this.#context = context;
    this.#measured = measured;
    this.#inputs = inputs;
  }

  bind(columns: readonly Vector[]): CompiledFunction {
    const { order } = this.#measured;
    if (this.#current === undefined || order !== this.#order) {
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

  run(bound: CompiledFunction, rows: number): number {
    const order = this.#order as ConjunctOrder;
    const kept = (this.#current as RowFunction).run(bound, rows);
    this.#measured.add(order, rows, (place) => (place === order.length - 1 ? kept : bound.passed(place)));
    return kept;
  }

  close(): void {
    for (const compiled of this.#functions.values()) compiled.close();
    this.#functions.clear();
  }
}
