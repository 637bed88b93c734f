// How a value of a type counts as a key: by words that are equal exactly when the values are, or by bytes that are so
// once they are brought to one form. What groups, joins and exchanges build their keys from.
import { isFixedNumeric, type LogicalType, MAX_INT64_PRECISION } from "./logical-type.ts";

/**
 * "bytes": as they are; "trimmed" (char(n)), "canonical" (numerics without fixed scale), "list", "struct": once equal
 * values are equal bytes. The others: one 64-bit word or a part of it, "i128" and "interval" two.
 */
export type KeyForm = KeyWords | KeyBytes;
export type KeyWords = "bool" | "i32" | "i64" | "f32" | "f64" | "i128" | "interval";
export type KeyBytes = "bytes" | "trimmed" | "canonical" | "list" | "struct";

export function keyFormOf(type: LogicalType): KeyForm {
  switch (type.kind) {
    case "bool":
      return "bool";
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
      if (!isFixedNumeric(type)) return "canonical";
      return type.precision <= MAX_INT64_PRECISION ? "i64" : "i128";
    case "uuid":
      return "i128";
    case "interval":
      return "interval";
    case "bpchar":
      return "trimmed";
    case "bytea":
    case "text":
    case "varchar":
    case "unknown":
      return "bytes";
    case "list":
    case "struct":
      return type.kind;
  }
}
