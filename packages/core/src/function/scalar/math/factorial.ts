// The factorial (PostgreSQL manual, section 9.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { NUMERIC } from "../../../type/logical-type.ts";
import { numericCall } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const factorial: FunctionFamily = functionFamily(["factorial"], () => [
  {
    strict: true,
    volatility: "immutable",
    canFail: true,
    name: "factorial",
    args: ["int8"],
    result: () => NUMERIC,
    doc: "The product of the whole numbers up to the argument.",
    lower: ([value]) => numericCall("numericFactorial", [value as IrExpr]),
  },
]);
