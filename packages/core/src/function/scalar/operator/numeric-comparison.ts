// = <> < <= > >= over numeric (PostgreSQL manual, section 9.2; NaN equals itself and is above every number).
// Fixed-scale values compare as integers at a common scale. A constant is brought to the column's scale, which
// keeps the column as it is; where digits would not fit 128 bits, a kernel compares without losing any.
import { call, compare, constant, convert } from "../../../ir/build.ts";
import type { CompareOperator, IrExpr } from "../../../ir/ir.ts";
import { isFixedNumeric, type LogicalType, MAX_FIXED_PRECISION, NUMERIC } from "../../../type/logical-type.ts";
import { aligned, constantOf, type FixedNumeric, rescale, tenPower, toRef, widthOf } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { comparisonOperators } from "./comparison.ts";

const mirrored: Readonly<Record<CompareOperator, CompareOperator>> = {
  eq: "eq",
  ne: "ne",
  lt: "gt",
  le: "ge",
  gt: "lt",
  ge: "le",
};

/** A comparison of two numerics as IR. */
export function compareNumerics(
  operator: CompareOperator,
  [left, right]: readonly [IrExpr, IrExpr],
  [leftType, rightType]: readonly [LogicalType, LogicalType],
): IrExpr {
  if (!isFixedNumeric(leftType) || !isFixedNumeric(rightType)) {
    const sign = call("numeric", "numericCompare", "i32", [toRef(left, leftType), toRef(right, rightType)]);
    return compare(operator, sign, constant("i32", 0));
  }
  return (
    againstConstant(operator, left, leftType, right, rightType) ??
    againstConstant(mirrored[operator], right, rightType, left, leftType) ??
    compareFixed(operator, [left, right], [leftType, rightType])
  );
}

/** undefined when the right side is no constant, or one that the left side's scale and width cannot express. */
function againstConstant(
  operator: CompareOperator,
  left: IrExpr,
  leftType: FixedNumeric,
  right: IrExpr,
  rightType: FixedNumeric,
): IrExpr | undefined {
  const value = constantOf(right);
  if (value === undefined || constantOf(left) !== undefined) return undefined;
  const step = leftType.scale - rightType.scale;
  if (step < 0 && value % tenPower(-step) !== 0n) return undefined;
  const scaled = step >= 0 ? value * tenPower(step) : value / tenPower(-step);
  const type = left.type === "i64" ? "i64" : "i128";
  if (BigInt.asIntN(type === "i64" ? 64 : 128, scaled) !== scaled) return undefined;
  return compare(operator, left, constant(type, scaled));
}

function compareFixed(
  operator: CompareOperator,
  [left, right]: readonly [IrExpr, IrExpr],
  [leftType, rightType]: readonly [FixedNumeric, FixedNumeric],
): IrExpr {
  const { scale, digits } = aligned(leftType, rightType);
  if (digits <= MAX_FIXED_PRECISION && isExact(leftType, scale) && isExact(rightType, scale)) {
    const width = left.type === "i128" || right.type === "i128" ? "i128" : widthOf(digits);
    return compare(operator, rescale(left, leftType, scale, width), rescale(right, rightType, scale, width));
  }
  if (leftType.scale < rightType.scale) return compareFixed(mirrored[operator], [right, left], [rightType, leftType]);
  const step = constant("i32", leftType.scale - rightType.scale);
  const sign = call("numeric", "i128CompareScaled", "i32", [convert(left, "i128"), convert(right, "i128"), step]);
  return compare(operator, sign, constant("i32", 0));
}

/** A checked result of 38 digits may in truth have one more: raising it could overflow. */
function isExact(type: FixedNumeric, scale: number): boolean {
  return type.scale === scale || type.precision < MAX_FIXED_PRECISION;
}

export const numericComparison: FunctionFamily = functionFamily(["=", "<>", "<", "<=", ">", ">="], () =>
  comparisonOperators.map(({ symbol, ir, doc }) => ({
    name: symbol,
    args: ["numeric", "numeric"],
    result: "bool",
    strict: true,
    volatility: "immutable",
    canFail: false,
    doc,
    lower: (args, types) =>
      compareNumerics(ir, args as readonly [IrExpr, IrExpr], [types.args[0] ?? NUMERIC, types.args[1] ?? NUMERIC]),
  })),
);
