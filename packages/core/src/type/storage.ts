// How a value of each SQL type lies in the arena. One byte of validity per slot (1 = valid) lies apart.
//
//  u8    bool: 0 or 1
//  i32   int2, int4, date (days since 1970-01-01)
//  i64   int8, timestamp (microseconds since 1970-01-01), timestamptz (the same, in UTC), numeric of at most 18
//        digits (unscaled), time (microseconds since midnight)
//        and timetz: (time - offset in microseconds) << 18 | 2^17 - offset in seconds east of UTC, so that
//        integers order as PostgreSQL orders the values
//  f32   float4          f64   float8
//  i128  numeric of 19..38 digits (unscaled, two's complement, little endian)
//        and interval: months i32 at 0, days i32 at 4, microseconds i64 at 8
//        and uuid: its bytes as a big-endian number, the highest bit turned over, so that signed order is theirs
//  ref   text, varchar, bpchar: length in bytes << 32 | arena address of UTF-8 bytes
//        bytea: the same, of any bytes
//        numeric without fixed scale: the same, of the digits described in kernel/assembly/numeric
//        list and struct: the same, of a value's bytes as kernel/assembly/list-layout.part.ts lays them out
// Dates and timestamps: the minimum and maximum of the storage type are -infinity and infinity.
import { isFixedNumeric, type LogicalType, MAX_INT64_PRECISION } from "./logical-type.ts";

export type Storage = "u8" | "i32" | "i64" | "f32" | "f64" | "i128" | "ref";

const widths: Readonly<Record<Storage, number>> = { u8: 1, i32: 4, i64: 8, f32: 4, f64: 8, i128: 16, ref: 8 };

/** Bytes per slot. */
export function storageWidth(storage: Storage): number {
  return widths[storage];
}

/** The storage of a type's columns. */
export function storageOf(type: LogicalType): Storage {
  switch (type.kind) {
    case "bool":
      return "u8";
    case "int2":
    case "int4":
    case "date":
      return "i32";
    case "int8":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      return "i64";
    case "float4":
      return "f32";
    case "float8":
      return "f64";
    case "numeric":
      if (!isFixedNumeric(type)) return "ref";
      return type.precision <= MAX_INT64_PRECISION ? "i64" : "i128";
    case "interval":
    case "uuid":
      return "i128";
    case "bytea":
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
    case "list":
    case "struct":
      return "ref";
  }
}
