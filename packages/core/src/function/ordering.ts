// Order of two values of one type, as IR: what < and its like, GREATEST and LEAST mean. Values that are not in the order
// of their bytes (char(n) with blanks, numerics of different scale, intervals, lists) compare through kernels.
import { unreachable } from "../common/unreachable.ts";
import { compare, constant } from "../ir/build.ts";
import type { CompareOperator, IrExpr } from "../ir/ir.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { list, numeric, temporal, text } from "./kernel-call.ts";

/** Both sides have this type. */
export function compareValues(operator: CompareOperator, type: LogicalType, left: IrExpr, right: IrExpr): IrExpr {
  const bySign = (sign: IrExpr): IrExpr => compare(operator, sign, constant("i32", 0));
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
      return compare(operator, left, right);
    case "bytea":
    case "text":
    case "varchar":
    case "unknown":
      return bySign(text("compare", "i32", [left, right]));
    case "bpchar":
      return bySign(text("compareChar", "i32", [left, right]));
    case "numeric":
      if (isFixedNumeric(type)) return compare(operator, left, right);
      return bySign(numeric("numericCompare", "i32", [left, right]));
    case "interval":
      return bySign(temporal("intervalCompare", "i32", [left, right]));
    case "list":
      return bySign(list("compare", "i32", [left, right]));
    case "struct":
      return bySign(list("compareRows", "i32", [left, right]));
    default:
      return unreachable(type);
  }
}
