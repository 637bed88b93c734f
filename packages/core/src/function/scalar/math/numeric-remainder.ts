// The remainder of numerics: mod and the operator %. It is smaller than the divisor, with the larger scale; only 64
// bits have a machine remainder.
import { arithmetic } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { isFixedNumeric, type LogicalType, NUMERIC } from "../../../type/logical-type.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { aligned, fixedOf, rescale, widthOf } from "../../numeric-scale.ts";
import type { CallTypes, ScalarOverload } from "../../registry.ts";
import { numericKernel } from "./numeric-kernel.ts";

function remainderType([left = NUMERIC, right = NUMERIC]: readonly LogicalType[]): LogicalType {
  if (!isFixedNumeric(left) || !isFixedNumeric(right)) return NUMERIC;
  const { scale, digits } = aligned(left, right);
  return widthOf(digits) === "i64" ? fixedOf(digits - scale, scale) : NUMERIC;
}

const byKernel = numericKernel("numericRemainder");

function remainder(args: readonly IrExpr[], types: CallTypes): IrExpr {
  const [left = NUMERIC, right = NUMERIC] = types.args;
  const type = remainderType(types.args);
  if (!isFixedNumeric(type) || !isFixedNumeric(left) || !isFixedNumeric(right)) return byKernel(args, types);
  const [dividend, divisor] = args as readonly [IrExpr, IrExpr];
  return arithmetic("rem", rescale(dividend, left, type.scale, "i64"), rescale(divisor, right, type.scale, "i64"), {
    zero: DIVISION_BY_ZERO,
  });
}

/** The row of a name for it. */
export function numericRemainder(name: "mod" | "%"): ScalarOverload {
  return {
    args: ["numeric", "numeric"],
    strict: true,
    volatility: "immutable",
    canFail: true,
    name,
    result: remainderType,
    doc: "Remainder, with the sign of the dividend.",
    lower: remainder,
  };
}
