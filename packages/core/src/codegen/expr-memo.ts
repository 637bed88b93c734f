// What was worked out for expressions, kept as long as they are: tasks of one plan come again (the rounds of a
// recursion, one thread's share after the other's), and what they compile is decided by the expressions alone.
import type { PhysicalExpr } from "../expr/expr.ts";

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

/** A memo for each owner: what is worked out on one thread for one arena. */
export function memoPerOwner<Value>(): (owner: object) => ExprMemo<Value> {
  const memos = new WeakMap<object, ExprMemo<Value>>();
  return (owner) => {
    let memo = memos.get(owner);
    if (memo === undefined) {
      memo = new ExprMemo();
      memos.set(owner, memo);
    }
    return memo;
  };
}
