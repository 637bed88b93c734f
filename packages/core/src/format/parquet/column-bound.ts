// Conditions on single columns, held against what is known of a run of rows: a row group or a page. Pure; what is not
// known excludes nothing.
import { unreachable } from "../../common/unreachable.ts";
import type { Datum } from "../../type/datum.ts";
import type { FlatColumn } from "./schema.ts";
import { type Bound, compareBounds, literalOf, type ValueRange } from "./statistics.ts";

/**
 * A condition on one column that the wanted rows fulfil. Values are of the column's own type: the unscaled
 * integer for a numeric. A value of another kind is allowed and prunes nothing.
 */
export type ColumnBound =
  | {
      readonly kind: "compare";
      readonly column: number;
      readonly op: "=" | "<" | "<=" | ">" | ">=";
      readonly value: Datum;
    }
  | { readonly kind: "in"; readonly column: number; readonly values: readonly Datum[] }
  | { readonly kind: "isNull"; readonly column: number }
  | { readonly kind: "isNotNull"; readonly column: number }
  /** All conditions of one of the arms hold. They are on the same column. */
  | { readonly kind: "any"; readonly column: number; readonly arms: readonly (readonly ColumnBound[])[] };

/** Whether one of `rows` rows, whose values lie in `range`, may fulfil the condition. */
export function mayHold(column: FlatColumn, range: ValueRange, rows: number, bound: ColumnBound): boolean {
  switch (bound.kind) {
    case "isNull":
      return range.nullCount !== 0;
    case "isNotNull":
      return range.nullCount !== rows;
    case "in":
      return range.nullCount !== rows && bound.values.some((value) => mayCompare(column, range, "=", value));
    case "compare":
      return range.nullCount !== rows && mayCompare(column, range, bound.op, bound.value);
    case "any":
      return bound.arms.some((arm) => arm.every((one) => mayHold(column, range, rows, one)));
    default:
      return unreachable(bound);
  }
}

function mayCompare(column: FlatColumn, range: ValueRange, op: "=" | "<" | "<=" | ">" | ">=", value: Datum): boolean {
  // A comparison with NULL is never true.
  if (value === null) return false;
  const literal = literalOf(column, value);
  if (literal === undefined) return true;
  switch (op) {
    case "=":
      return reaches(range.minimum, literal, 0) && reaches(literal, range.maximum, 0);
    case "<":
      return reaches(range.minimum, literal, -1);
    case "<=":
      return reaches(range.minimum, literal, 0);
    case ">":
      // NaN is above every number and in no statistics.
      return isFloat(column) || reaches(literal, range.maximum, -1);
    case ">=":
      return isFloat(column) || reaches(literal, range.maximum, 0);
  }
}

/** Whether `low` compares to `high` with at most `most`, or either is not known. */
function reaches(low: Bound | undefined, high: Bound | undefined, most: number): boolean {
  if (low === undefined || high === undefined) return true;
  return Math.sign(compareBounds(low, high)) <= most;
}

function isFloat(column: FlatColumn): boolean {
  return column.type.kind === "float4" || column.type.kind === "float8";
}
