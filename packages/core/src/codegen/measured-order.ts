// Which order a filter's conjuncts are in, by what was counted of them: decided again now and then (conjunct-order.ts). Kept
// beside the plan of what runs, so that the tasks of a thread go on from what those before them found.
import { betterOrder, type Conjunct, type ConjunctOrder, orderByWork, type PassedRows } from "./conjunct-order.ts";

/** Rows after which the order is decided for the first time; twice as many after each change, so that none flaps. */
const FIRST_ROWS = 1 << 16;

/** What conjuncts were asked and let through, summed. */
export class ConjunctCounts {
  /** By conjunct. */
  readonly rows: readonly PassedRows[];
  readonly #rows: readonly { asked: number; passed: number }[];

  constructor(conjuncts: readonly Conjunct[]) {
    this.#rows = conjuncts.map(() => ({ asked: 0, passed: 0 }));
    this.rows = this.#rows;
  }

  /** @param left by place in the order: how many of the rows were left behind it */
  add(order: ConjunctOrder, rows: number, left: readonly number[]): void {
    let asked = rows;
    for (const [place, at] of order.entries()) {
      const count = this.#rows[at] as { asked: number; passed: number };
      const passed = left[place] as number;
      count.asked += asked;
      count.passed += passed;
      asked = passed;
    }
  }
}

export class MeasuredOrder {
  readonly conjuncts: readonly Conjunct[];
  #order: ConjunctOrder;
  /** Since the order was last decided. */
  #counts: ConjunctCounts;
  #rows = 0;
  #mostRows = FIRST_ROWS;

  constructor(conjuncts: readonly Conjunct[]) {
    this.conjuncts = conjuncts;
    this.#order = orderByWork(conjuncts);
    this.#counts = new ConjunctCounts(conjuncts);
  }

  /** The same object until another one is better. */
  get order(): ConjunctOrder {
    return this.#order;
  }

  /** What came out of rows in the order that they went through (ConjunctCounts); one that is not in use any more tells nothing. */
  add(order: ConjunctOrder, rows: number, left: readonly number[]): void {
    if (order !== this.#order) return;
    this.#counts.add(order, rows, left);
    this.#rows += rows;
    if (this.#rows >= this.#mostRows) this.#decide();
  }

  #decide(): void {
    const better = betterOrder(this.conjuncts, this.#order, this.#counts.rows);
    if (better !== undefined) {
      this.#order = better;
      this.#mostRows *= 2;
    }
    this.#rows = 0;
    this.#counts = new ConjunctCounts(this.conjuncts);
  }
}
