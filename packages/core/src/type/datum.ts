// A single SQL value outside the arena: a constant of a plan, a parameter, a bound of statistics. Plain data,
// so plans cross threads and wires as they are.
import type { LogicalType } from "./logical-type.ts";

export interface IntervalValue {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

/**
 * bool: boolean. int2, int4, date (days), float4, float8: number. int8, time, timestamp, timestamptz (microseconds),
 * timetz, uuid (as storage.ts lays them out), fixed-scale numeric (unscaled): bigint. text, varchar, bpchar, unknown,
 * bytea (`\x` and hexadecimal digits) and numeric without fixed scale (PostgreSQL's text form): string. interval:
 * IntervalValue. list, struct: the bytes of the value (type/list-value.ts). NULL: null.
 */
export type Datum = boolean | number | bigint | string | IntervalValue | Uint8Array | null;

/** A value with its type. */
export interface TypedDatum {
  readonly type: LogicalType;
  readonly value: Datum;
}
