// Functions of floating-point numbers that are one instruction: rounding and signs.
import { unary } from "../../../ir/build.ts";
import type { IrExpr, UnaryOperator } from "../../../ir/ir.ts";
import type { ScalarOverload } from "../../registry.ts";

/** A row of one argument, inline. */
export function floatInstruction(
  name: string,
  operator: UnaryOperator,
  doc: string,
  kind: "float4" | "float8" = "float8",
): ScalarOverload {
  return {
    strict: true,
    volatility: "immutable",
    result: kind,
    args: [kind],
    name,
    canFail: false,
    doc,
    lower: ([arg]) => unary(operator, arg as IrExpr),
  };
}
