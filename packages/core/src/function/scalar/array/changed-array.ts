// Rows whose result is one of their arrays, changed.
import { type LogicalType, listOf } from "../../../type/logical-type.ts";

/** A map that was changed is a list: nothing keeps its keys apart, or NULLs out. */
export function changed(type: LogicalType): LogicalType {
  return type.kind === "list" ? listOf(type.element) : type;
}

/** Of a row whose first argument is the array. */
export const changedArray = {
  volatility: "immutable",
  canFail: true,
  strict: false,
  result: ([first]: readonly LogicalType[]): LogicalType => changed(first as LogicalType),
} as const;
