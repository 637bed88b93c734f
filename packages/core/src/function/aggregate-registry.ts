// The registry of aggregate functions. A row says how a call is built from accumulators, which are all that
// execution knows, and how their results become the call's. A file under aggregate/ holds the rows of one function; an
// overload's key is `name(argument kinds)`, as for scalar functions.
import { internal } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { fixedNumeric, type LogicalType, type TypeKind } from "../type/logical-type.ts";
import { type ArgumentKind, overloadKey } from "./registry.ts";

/**
 * What an accumulator does with the values of its input; NULLs are passed over. count-rows takes no input.
 * sum, min, max and first of no value are NULL. first: any value, the same for a given order of rows.
 * distinct-sketch, histogram-sketch: of hashes (int8) and doubles a table that approximates (bytea); over such an input
 * they join tables. concat: the bytes of all values one behind the other, as bytea; of no value NULL. twofold-sum: of
 * float8 in twice its precision, carried as the 16 bytes of numeric(38,0) (TWOFOLD); over such
 * an input it adds sums.
 */
export type AccumulatorOperator =
  | "count-rows"
  | "count"
  | "sum"
  | "min"
  | "max"
  | "first"
  | "bit-and"
  | "bit-or"
  | "bit-xor"
  | "twofold-sum"
  | "concat"
  | "distinct-sketch"
  | "histogram-sketch";

/** The type that stands for a twofold sum's two doubles wherever a column needs a type: nothing computes with it. */
export const TWOFOLD: LogicalType = fixedNumeric(38, 0);

/** One running value per group. */
export interface Accumulator {
  readonly operator: AccumulatorOperator;
  /** Absent for count-rows. */
  readonly input?: PhysicalExpr;
  /** Takes each value of a group once, where the call's row sees to DISTINCT itself. */
  readonly distinct?: boolean;
  /** Of the running value: also the type of a partial aggregate's column. A sum that leaves it is an error. */
  readonly type: LogicalType;
}

/** How the running values of several tasks become one. */
export function mergeOperator(operator: AccumulatorOperator): AccumulatorOperator {
  return operator === "count-rows" || operator === "count" ? "sum" : operator;
}

/** ORDER BY and DISTINCT in a call. */
export interface AggregateRequest {
  readonly order: readonly {
    readonly expr: PhysicalExpr;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
  }[];
  readonly distinct: boolean;
  /** The call's arguments that are constants, by position. */
  readonly constants?: readonly (PhysicalExpr | undefined)[];
}

/** Neither ORDER BY nor DISTINCT. */
export const PLAIN_REQUEST: AggregateRequest = { order: [], distinct: false };

export interface AggregateOverload {
  readonly name: string;
  /** `count(*)` is the overload without arguments. */
  readonly args: readonly ArgumentKind[];
  readonly variadic?: ArgumentKind;
  /** "any" does not take arrays. */
  readonly nonarray?: true;
  /** A kind, or the rule that gives the type from the arguments'. */
  readonly result: TypeKind | ((args: readonly LogicalType[]) => LogicalType);
  /** False when a group without values has a result that is not NULL (count). */
  readonly nullable: boolean;
  /** What runs, over the call's arguments after implicit casts. */
  readonly accumulators: (args: readonly PhysicalExpr[], request?: AggregateRequest) => readonly Accumulator[];
  /** The call's result over the accumulators' values, in their order. */
  readonly finish: (values: readonly PhysicalExpr[], result: LogicalType, request?: AggregateRequest) => PhysicalExpr;
  /**
   * The row itself sees to ORDER BY and DISTINCT: its accumulators keep what they need. Of other rows' values ORDER BY
   * changes nothing, or chooses the first, and DISTINCT is the accumulators'.
   */
  readonly ordered?: true;
  /**
   * What runs instead in a call with ORDER BY, where the order changes the result, and in one with DISTINCT, where the
   * accumulators take something computed of the arguments; it sees to DISTINCT itself.
   */
  readonly inOrder?: Pick<AggregateOverload, "accumulators" | "finish">;
  /** One line for the SQL reference. */
  readonly doc: string;
}

export class AggregateRegistry {
  readonly #byName = new Map<string, AggregateOverload[]>();
  readonly #byKey = new Map<string, AggregateOverload>();

  /** @throws FfqError INTERNAL when an overload is there already */
  add(overloads: readonly AggregateOverload[]): void {
    for (const overload of overloads) {
      const key = overloadKey(overload);
      if (this.#byKey.has(key)) throw internal(`aggregate ${key} is registered twice`);
      this.#byKey.set(key, overload);
      const named = this.#byName.get(overload.name);
      if (named === undefined) this.#byName.set(overload.name, [overload]);
      else named.push(overload);
    }
  }

  /** Every overload of a name, empty when it is no aggregate. */
  named(name: string): readonly AggregateOverload[] {
    return this.#byName.get(name) ?? [];
  }

  /** @throws FfqError INTERNAL for a key that no plan can hold */
  overload(key: string): AggregateOverload {
    const found = this.#byKey.get(key);
    if (found === undefined) throw internal(`there is no aggregate ${key}`);
    return found;
  }

  /** All names, for suggestions. */
  names(): readonly string[] {
    return [...this.#byName.keys()];
  }
}
