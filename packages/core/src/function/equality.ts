// Equality of two values of one type, as IR: what =, IN and NULLIF mean. Values that can be equal without being
// the same bytes (char(n) with blanks, numerics of different scale, intervals) compare through kernels.
import { unreachable } from "../common/unreachable.ts";
import { bytesTest, compare, constant } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { list, numeric, temporal, text } from "./kernel-call.ts";

/** Longer constants are compared by a call: inline code grows with the constant. */
const MOST_INLINE_BYTES = 64;

/** Both sides have this type. */
export function equals(type: LogicalType, left: IrExpr, right: IrExpr): IrExpr {
  switch (type.kind) {
    case "bool":
    case "int2":
    case "int4":
    case "int8":
    case "float4":
    case "float8":
    case "date":
    case "uuid":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      return compare("eq", left, right);
    case "bytea":
    case "text":
    case "varchar":
    case "unknown":
      return textEquals(left, right);
    case "bpchar":
      return compare("eq", text("compareChar", "i32", [left, right]), constant("i32", 0));
    case "numeric":
      if (isFixedNumeric(type)) return compare("eq", left, right);
      return compare("eq", numeric("numericCompare", "i32", [left, right]), constant("i32", 0));
    case "interval":
      return temporal("intervalEqual", "bool", [left, right]);
    case "list":
      return compare("eq", list("compare", "i32", [left, right]), constant("i32", 0));
    case "struct":
      return compare("eq", list("compareRows", "i32", [left, right]), constant("i32", 0));
    default:
      return unreachable(type);
  }
}

/** A constant side becomes inline code. */
export function textEquals(left: IrExpr, right: IrExpr): IrExpr {
  if (left.op === "bytes" && right.op !== "bytes") return textEquals(right, left);
  if (right.op === "bytes" && right.value.length <= MOST_INLINE_BYTES) return bytesTest("equal", left, right.value);
  return text("equals", "bool", [left, right]);
}
