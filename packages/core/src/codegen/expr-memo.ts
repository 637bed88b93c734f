// What was worked out for expressions. By identity it is kept as long as they are: tasks of one plan come again (the rounds of a
// recursion, one thread's share after the other's). What is decided by what they say alone is kept for equal ones in other plans
// as well, as far as there is room: `knownExpr` has one of them stand for all.
import { RecentMap } from "../common/recent-map.ts";
import { codeKey } from "../expr/code-key.ts";
import type { PhysicalExpr } from "../expr/expr.ts";

/** Expressions that are kept for those that equal them, and the characters of their keys. */
const KEPT = 512;
const KEPT_TEXT = 1 << 20;

/** Values of one kind that are kept for equal expressions. */
const KEPT_VALUES = 512;

interface Entry<Value> {
  readonly exprs: readonly PhysicalExpr[];
  readonly key: string;
  readonly value: Value;
}

export class ExprMemo<Value> {
  /** By the first expression of the list. */
  readonly #entries = new WeakMap<PhysicalExpr, Entry<Value>[]>();

  /** The value for these very expressions and a key that tells apart what else it depends on. */
  get(exprs: readonly PhysicalExpr[], key: string, make: () => Value): Value {
    const [first] = exprs;
    if (first === undefined) return make();
    let entries = this.#entries.get(first);
    if (entries === undefined) {
      entries = [];
      this.#entries.set(first, entries);
    }
    const known = entries.find((entry) => entry.key === key && areSame(entry.exprs, exprs));
    if (known !== undefined) return known.value;
    const value = make();
    entries.push({ exprs, key, value });
    return value;
  }
}

function areSame(left: readonly PhysicalExpr[], right: readonly PhysicalExpr[]): boolean {
  return left.length === right.length && left.every((expr, at) => expr === right[at]);
}

/** One expression for all that compute the same in the same way (code-key.ts). */
class KnownExprs {
  readonly #known = new WeakMap<PhysicalExpr, PhysicalExpr>();
  readonly #byKey = new RecentMap<string, PhysicalExpr>({
    values: KEPT,
    size: KEPT_TEXT,
    sizeOf: (key) => key.length,
  });

  get(expr: PhysicalExpr): PhysicalExpr {
    let known = this.#known.get(expr);
    if (known === undefined) {
      const key = codeKey(expr);
      known = key === undefined ? expr : this.#byKey.get(key, () => expr);
      this.#known.set(expr, known);
    }
    return known;
  }
}

const knownOf = perOwner(() => new KnownExprs());

/** The expression by which memos of an owner find what was worked out for an equal one. */
export function knownExpr(owner: object, expr: PhysicalExpr): PhysicalExpr {
  return knownOf(owner).get(expr);
}

const numbers = new WeakMap<PhysicalExpr, number>();
let lastNumber = 0;

function numberOf(expr: PhysicalExpr): number {
  let number = numbers.get(expr);
  if (number === undefined) numbers.set(expr, (number = ++lastNumber));
  return number;
}

/** As ExprMemo, but the value is kept when the expressions are gone: of so many, those that were asked for last. */
export class KnownMemo<Value> {
  readonly #values = new RecentMap<string, { readonly value: Value }>({ values: KEPT_VALUES });

  /** @param exprs as knownExpr gives them, or what was made of such */
  get(exprs: readonly PhysicalExpr[], key: string, make: () => Value): Value {
    return this.#values.get(`${exprs.map(numberOf).join()} ${key}`, () => ({ value: make() })).value;
  }
}

/** A memo for each owner: what is worked out on one thread for one arena. */
export function memoPerOwner<Value>(): (owner: object) => ExprMemo<Value> {
  return perOwner(() => new ExprMemo<Value>());
}

/** Likewise, for equal expressions. */
export function knownMemoPerOwner<Value>(): (owner: object) => KnownMemo<Value> {
  return perOwner(() => new KnownMemo<Value>());
}

function perOwner<Memo>(make: () => Memo): (owner: object) => Memo {
  const memos = new WeakMap<object, Memo>();
  return (owner) => {
    let memo = memos.get(owner);
    if (memo === undefined) {
      memo = make();
      memos.set(owner, memo);
    }
    return memo;
  };
}
