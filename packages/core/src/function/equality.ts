// Equality of two values of one type, as IR: what =, IN and NULLIF mean. It is what their order says (ordering.ts), but
// for texts and intervals, which have a shorter way to it.
import { bytesTest } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { temporal, text } from "./kernel-call.ts";
import { compareValues } from "./ordering.ts";

/** Longer constants are compared by a call: inline code grows with the constant. */
const MOST_INLINE_BYTES = 64;

/** Both sides have this type. */
export function equals(type: LogicalType, left: IrExpr, right: IrExpr): IrExpr {
  switch (type.kind) {
    case "bytea":
    case "text":
    case "varchar":
    case "unknown":
      return textEquals(left, right);
    case "interval":
      return temporal("intervalEqual", "bool", [left, right]);
    default:
      // Of the other types equality is what their order says.
      return compareValues("eq", type, left, right);
  }
}

/** A constant side becomes inline code. */
export function textEquals(left: IrExpr, right: IrExpr): IrExpr {
  if (left.op === "bytes" && right.op !== "bytes") return textEquals(right, left);
  if (right.op === "bytes" && right.value.length <= MOST_INLINE_BYTES) return bytesTest("equal", left, right.value);
  return text("equals", "bool", [left, right]);
}
