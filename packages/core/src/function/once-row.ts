// The row of a value that is drawn once (expr/drawn-once.ts): the value itself.
import { isOnce } from "../expr/drawn-once.ts";
import type { IrExpr } from "../ir/ir.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { Derivation } from "./registry.ts";

/** Makes the row of such a key (function/registry.ts). */
export const onceRow: Derivation = (key) => {
  if (!isOnce(key)) return undefined;
  return {
    name: key,
    args: ["any"],
    result: ([type]) => type as LogicalType,
    strict: false,
    volatility: "volatile",
    canFail: false,
    lower: ([value]) => value as IrExpr,
    doc: "A value that was drawn once.",
  };
};
