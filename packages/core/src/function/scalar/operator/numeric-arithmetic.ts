// + - * / % and unary minus over numeric (PostgreSQL manual, section 9.3). Fixed-scale arguments are computed on
// integers of 64 or 128 bits, with the types that type/numeric-rules.ts gives; anything else, and every quotient
// (whose scale depends on its value), by the numeric kernels.
import { arithmetic, convert, unary } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { Datum } from "../../../type/datum.ts";
import { isFixedNumeric, type LogicalType, MAX_FIXED_PRECISION, NUMERIC } from "../../../type/logical-type.ts";
import { addNumerics, multiplyNumerics, type NumericResult } from "../../../type/numeric-rules.ts";
import { NUMERIC_OVERFLOW } from "../../failures.ts";
import { numericCall, rescale, widthOf } from "../../numeric-scale.ts";
import { type CallTypes, type FunctionFamily, functionFamily } from "../../registry.ts";
import { numericKernel } from "../math/numeric-kernel.ts";
import { numericRemainder } from "../math/numeric-remainder.ts";

type Pair = readonly [LogicalType, LogicalType];
const pairOf = (types: readonly LogicalType[]): Pair => [types[0] ?? NUMERIC, types[1] ?? NUMERIC];

/**
 * A type that must check for overflow is for columns, whose declared precisions are far above what they hold; the
 * digits of constants are really there.
 */
function typeOf(
  { type, checked }: NumericResult,
  constants: readonly (Datum | undefined)[] = [],
  wide = false,
): LogicalType {
  const areConstant = constants.length > 0 && constants.every((value) => value !== undefined);
  return checked && (wide || areConstant) ? NUMERIC : type;
}

function addOrSubtract(operator: "add" | "sub", args: readonly IrExpr[], types: CallTypes): IrExpr {
  const [left, right] = pairOf(types.args);
  const { checked } = addNumerics(left, right);
  const type = types.result;
  if (!isFixedNumeric(type) || !isFixedNumeric(left) || !isFixedNumeric(right)) {
    return numericKernel(operator === "add" ? "numericAdd" : "numericSubtract")(args, types);
  }
  const width = widthOf(type.precision);
  const failure = checked ? NUMERIC_OVERFLOW : undefined;
  const raised = [left, right].map((from, position) =>
    rescale(args[position] as IrExpr, from, type.scale, width, failure),
  ) as [IrExpr, IrExpr];
  return arithmetic(operator, ...raised, failure === undefined ? {} : { failure });
}

function multiply(args: readonly IrExpr[], types: CallTypes): IrExpr {
  const { checked } = multiplyNumerics(...pairOf(types.args));
  const type = types.result;
  if (!isFixedNumeric(type)) return numericKernel("numericMultiply")(args, types);
  const width = widthOf(type.precision);
  const [left, right] = args.map((arg) => convert(arg, width)) as [IrExpr, IrExpr];
  return arithmetic("mul", left, right, checked ? { failure: NUMERIC_OVERFLOW } : {});
}

function negate(args: readonly IrExpr[], types: CallTypes): IrExpr {
  const [arg] = args as readonly [IrExpr];
  const [type] = pairOf(types.args);
  if (!isFixedNumeric(type)) return numericCall("numericNegate", [arg]);
  return unary("neg", arg, type.precision === MAX_FIXED_PRECISION ? NUMERIC_OVERFLOW : undefined);
}

const row = { args: ["numeric", "numeric"], strict: true, volatility: "immutable", canFail: true } as const;

export const numericArithmetic: FunctionFamily = functionFamily(["+", "-", "*", "/", "%"], () => [
  {
    ...row,
    name: "+",
    result: (types, constants, wide) => typeOf(addNumerics(...pairOf(types)), constants, wide),
    doc: "Sum.",
    lower: (args, types) => addOrSubtract("add", args, types),
  },
  {
    ...row,
    name: "-",
    result: (types, constants, wide) => typeOf(addNumerics(...pairOf(types)), constants, wide),
    doc: "Difference.",
    lower: (args, types) => addOrSubtract("sub", args, types),
  },
  {
    ...row,
    name: "*",
    result: (types, constants, wide) => typeOf(multiplyNumerics(...pairOf(types)), constants, wide),
    doc: "Product.",
    lower: multiply,
  },
  {
    ...row,
    name: "/",
    result: () => NUMERIC,
    doc: "Quotient, to at least 16 significant digits.",
    lower: numericKernel("numericDivide"),
  },
  numericRemainder("%"),
  { ...row, name: "-", args: ["numeric"], result: ([type]) => type ?? NUMERIC, doc: "Negation.", lower: negate },
]);
