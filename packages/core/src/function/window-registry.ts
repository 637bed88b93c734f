// The registry of window functions (PostgreSQL manual, 9.22). A row says which steps, which are all that execution
// knows, a call is made of, and how their values become the call's, as rows of aggregates do with accumulators. A
// file under window/ holds the rows of one function.
import { internal } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { LogicalType, TypeKind } from "../type/logical-type.ts";
import { type ArgumentKind, overloadKey } from "./registry.ts";

/**
 * A value for each row, from its place in its partition. lag, lead: `value` at the row that is `offset` (1 where
 * absent) before or after; outside-lag, outside-lead: whether there is no such row. nth-value: `value` at the frame's
 * `position`-th row (1 where absent), counted from its end where `fromEnd`.
 */
export type WindowStep =
  | { readonly kind: "row-number" | "rank" | "dense-rank" | "percent-rank" | "cume-dist"; readonly type: LogicalType }
  | { readonly kind: "ntile"; readonly buckets: PhysicalExpr; readonly type: LogicalType }
  | {
      readonly kind: "lag" | "lead";
      readonly value: PhysicalExpr;
      readonly offset?: PhysicalExpr;
      readonly type: LogicalType;
    }
  | { readonly kind: "outside-lag" | "outside-lead"; readonly offset?: PhysicalExpr; readonly type: LogicalType }
  | {
      readonly kind: "nth-value";
      readonly value: PhysicalExpr;
      readonly position?: PhysicalExpr;
      readonly fromEnd: boolean;
      readonly type: LogicalType;
    };

export interface WindowOverload {
  readonly name: string;
  readonly args: readonly ArgumentKind[];
  /** Positions of "any" arguments that have one type. */
  readonly alike?: readonly number[];
  readonly result: TypeKind | ((args: readonly LogicalType[]) => LogicalType);
  readonly nullable: boolean;
  readonly steps: (args: readonly PhysicalExpr[]) => readonly WindowStep[];
  /** The call's result over the steps' values, in their order, and its arguments. */
  readonly finish: (values: readonly PhysicalExpr[], args: readonly PhysicalExpr[]) => PhysicalExpr;
  /** One line for the SQL reference. */
  readonly doc: string;
}

export class WindowRegistry {
  readonly #byName = new Map<string, WindowOverload[]>();
  readonly #byKey = new Map<string, WindowOverload>();

  /** @throws FfqError INTERNAL when an overload is there already */
  add(overloads: readonly WindowOverload[]): void {
    for (const overload of overloads) {
      const key = overloadKey(overload);
      if (this.#byKey.has(key)) throw internal(`window function ${key} is registered twice`);
      this.#byKey.set(key, overload);
      const named = this.#byName.get(overload.name);
      if (named === undefined) this.#byName.set(overload.name, [overload]);
      else named.push(overload);
    }
  }

  /** Every overload of a name, empty when it is no window function. */
  named(name: string): readonly WindowOverload[] {
    return this.#byName.get(name) ?? [];
  }

  /** @throws FfqError INTERNAL for a key that no plan can hold */
  overload(key: string): WindowOverload {
    const found = this.#byKey.get(key);
    if (found === undefined) throw internal(`there is no window function ${key}`);
    return found;
  }
}
