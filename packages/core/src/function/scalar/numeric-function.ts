// Functions of numeric (PostgreSQL manual, section 9.3). What only rounds or changes a sign stays on integers where
// the argument has a fixed scale; roots, powers and logarithms are the kernels'.
import { arithmetic, bind, call, choose, compare, constant, convert, isNull, nullOf, unary } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { Datum } from "../../type/datum.ts";
import {
  fixedNumeric,
  isFixedNumeric,
  type LogicalType,
  MAX_FIXED_PRECISION,
  MAX_INT64_PRECISION,
  NUMERIC,
} from "../../type/logical-type.ts";
import { DIVISION_BY_ZERO, NUMERIC_OVERFLOW } from "../failures.ts";
import { irTypeOf } from "../ir-type.ts";
import { type CallTypes, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { fixedOf, numericCall, rescale, tenPower, toRef } from "./numeric-scale.ts";

const row = { strict: true, volatility: "immutable", args: ["numeric"], canFail: true } as const;

const typeAt = (types: readonly LogicalType[], position: number): LogicalType => types[position] ?? NUMERIC;

function abs([arg]: readonly IrExpr[], types: CallTypes): IrExpr {
  const type = typeAt(types.args, 0);
  if (!isFixedNumeric(type)) return numericCall("numericAbs", [arg as IrExpr]);
  return unary("abs", arg as IrExpr, type.precision === MAX_FIXED_PRECISION ? NUMERIC_OVERFLOW : undefined);
}

const SIGN = fixedNumeric(1, 0);

function sign([arg]: readonly IrExpr[], types: CallTypes): IrExpr {
  const type = typeAt(types.args, 0);
  if (!isFixedNumeric(type)) return numericCall("numericSign", [arg as IrExpr]);
  const zero = constant(type.precision <= MAX_INT64_PRECISION ? "i64" : "i128", 0n);
  return bind("sign of", arg as IrExpr, (value) =>
    choose(
      [
        { when: isNull(value), then: nullOf("i64") },
        { when: compare("lt", value, zero), then: constant("i64", -1n) },
        { when: compare("gt", value, zero), then: constant("i64", 1n) },
      ],
      constant("i64", 0n),
    ),
  );
}

type Rounding = "ceil" | "floor" | "round" | "trunc";

/** Rounding to whole numbers can carry into one more digit. */
function wholeType(types: readonly LogicalType[]): LogicalType {
  const type = typeAt(types, 0);
  return isFixedNumeric(type) ? fixedOf(type.precision - type.scale + 1, 0) : NUMERIC;
}

const kernelOf: Readonly<Record<Rounding, (arg: IrExpr) => IrExpr>> = {
  ceil: (arg) => numericCall("numericCeil", [arg]),
  floor: (arg) => numericCall("numericFloor", [arg]),
  round: (arg) => numericCall("numericRound", [arg, constant("i32", 0)]),
  trunc: (arg) => numericCall("numericTruncate", [arg, constant("i32", 0)]),
};

function toWhole(rounding: Rounding, [arg]: readonly IrExpr[], types: CallTypes): IrExpr {
  const type = typeAt(types.args, 0);
  if (!isFixedNumeric(type)) return kernelOf[rounding](arg as IrExpr);
  return convert(dropDigits(rounding, arg as IrExpr, type.scale), irTypeOf(types.result));
}

/** The unscaled value without its last `count` digits, of the argument's width. */
function dropDigits(rounding: Rounding, arg: IrExpr, count: number): IrExpr {
  if (count === 0) return arg;
  if (arg.type === "i128") return dropWide(rounding, arg, count);
  const unit = constant("i64", tenPower(count));
  return bind("rounded", arg, (value) => {
    const quotient = arithmetic("div", value, unit, { zero: DIVISION_BY_ZERO });
    if (rounding === "trunc") return quotient;
    const rest = arithmetic("rem", value, unit, { zero: DIVISION_BY_ZERO });
    const [up, down] = steps(rounding, rest, constant("i64", tenPower(count) / 2n));
    const step = (by: bigint): IrExpr => arithmetic("add", quotient, constant("i64", by));
    return choose(
      [
        ...(up === undefined ? [] : [{ when: up, then: step(1n) }]),
        ...(down === undefined ? [] : [{ when: down, then: step(-1n) }]),
      ],
      quotient,
    );
  });
}

/** When the truncated quotient has to go up or down by one, by its remainder. */
function steps(
  rounding: Exclude<Rounding, "trunc">,
  rest: IrExpr,
  half: IrExpr,
): readonly [IrExpr | undefined, IrExpr | undefined] {
  const zero = constant("i64", 0n);
  switch (rounding) {
    case "ceil":
      return [compare("gt", rest, zero), undefined];
    case "floor":
      return [undefined, compare("lt", rest, zero)];
    case "round":
      return [compare("ge", rest, half), compare("le", rest, unary("neg", half))];
  }
}

/** 128 bits: what fits 64, as almost everything does, is rounded there. */
function dropWide(rounding: Rounding, arg: IrExpr, count: number): IrExpr {
  if (count > MAX_INT64_PRECISION) return dropByKernel(rounding, arg, count);
  return bind("any width", arg, (value) => {
    const narrow = convert(value, "i64");
    const fits = compare("eq", convert(narrow, "i128"), value);
    return choose(
      [
        { when: isNull(value), then: nullOf("i128") },
        { when: fits, then: convert(dropDigits(rounding, narrow, count), "i128") },
      ],
      dropByKernel(rounding, value, count),
    );
  });
}

/** The kernels round half away from zero and truncate; ceil and floor correct the latter. */
function dropByKernel(rounding: Rounding, arg: IrExpr, count: number): IrExpr {
  const power = constant("i32", count);
  if (rounding === "round") return call("numeric", "i128ScaleDown", "i128", [arg, power]);
  if (rounding === "trunc") return call("numeric", "i128Truncate", "i128", [arg, power]);
  return bind("wide", arg, (value) =>
    bind("truncated", call("numeric", "i128Truncate", "i128", [value, power]), (truncated) => {
      const back = arithmetic("mul", truncated, constant("i128", tenPower(count)));
      const [operator, by] = rounding === "ceil" ? (["gt", 1n] as const) : (["lt", -1n] as const);
      const stepped = arithmetic("add", truncated, constant("i128", by));
      return choose([{ when: compare(operator, value, back), then: stepped }], truncated);
    }),
  );
}

/** round(x, n) and trunc(x, n): with a known n and a fixed scale the result has a fixed scale too. */
function roundedType(
  types: readonly LogicalType[],
  constants: readonly (Datum | undefined)[] | undefined,
): LogicalType {
  const type = typeAt(types, 0);
  const scale = constants?.[1];
  if (!isFixedNumeric(type) || typeof scale !== "number" || scale < 0) return NUMERIC;
  const integers = type.precision - type.scale + 1;
  return integers + scale <= MAX_FIXED_PRECISION ? fixedOf(integers, scale) : NUMERIC;
}

function roundTo(rounding: "round" | "trunc", args: readonly IrExpr[], types: CallTypes): IrExpr {
  const [arg, digits] = args as readonly [IrExpr, IrExpr];
  const type = typeAt(types.args, 0);
  const { result } = types;
  if (!isFixedNumeric(type) || !isFixedNumeric(result)) {
    return numericCall(rounding === "round" ? "numericRound" : "numericTruncate", [toRef(arg, type), digits]);
  }
  const width = irTypeOf(result) === "i64" ? "i64" : "i128";
  if (result.scale >= type.scale) return rescale(arg, type, result.scale, width);
  return convert(dropDigits(rounding, arg, type.scale - result.scale), width);
}

const kernelRow = (name: string, count: 1 | 2, kernel: string, doc: string): ScalarOverload => ({
  ...row,
  name,
  args: count === 1 ? ["numeric"] : ["numeric", "numeric"],
  result: () => NUMERIC,
  doc,
  lower: (args, types) =>
    numericCall(
      kernel,
      args.map((arg, position) => toRef(arg, typeAt(types.args, position))),
    ),
});

/** Digits after the point; NaN and infinities have none: NULL. */
const scaleRow = (name: string, kernel: string, doc: string): ScalarOverload => ({
  ...row,
  name,
  result: "int4",
  canFail: false,
  doc,
  lower: ([arg], types) =>
    bind("digits", call("numeric", kernel, "i32", [toRef(arg as IrExpr, typeAt(types.args, 0))]), (digits) =>
      choose([{ when: compare("ge", digits, constant("i32", 0)), then: digits }], {
        op: "null",
        type: "i32",
        nullable: true,
      }),
    ),
});

const keepsType = (types: readonly LogicalType[]): LogicalType => typeAt(types, 0);

export const numericFunctions: FunctionFamily = functionFamily(
  [
    "abs",
    "@",
    "sign",
    "ceil",
    "ceiling",
    "floor",
    "round",
    "trunc",
    "sqrt",
    "exp",
    "ln",
    "log",
    "log10",
    "power",
    "pow",
    "^",
    "trim_scale",
    "scale",
    "min_scale",
  ],
  () => [
    ...["abs", "@"].map(
      (name): ScalarOverload => ({ ...row, name, result: keepsType, doc: "Absolute value.", lower: abs }),
    ),
    {
      ...row,
      name: "sign",
      result: (types) => (isFixedNumeric(typeAt(types, 0)) ? SIGN : NUMERIC),
      doc: "-1, 0 or 1.",
      lower: sign,
    },
    ...(
      [
        ["ceil", "ceil", "The least whole number that is not less."],
        ["ceiling", "ceil", "The least whole number that is not less."],
        ["floor", "floor", "The greatest whole number that is not greater."],
        ["round", "round", "The nearest whole number, halves away from zero."],
        ["trunc", "trunc", "The number without its fraction."],
      ] as const
    ).map(
      ([name, rounding, doc]): ScalarOverload => ({
        ...row,
        name,
        result: wholeType,
        doc,
        lower: (args, types) => toWhole(rounding, args, types),
      }),
    ),
    ...(
      [
        ["round", "The number rounded to so many digits after the point, halves away from zero."],
        ["trunc", "The number cut off after so many digits behind the point."],
      ] as const
    ).map(
      ([name, doc]): ScalarOverload => ({
        ...row,
        name,
        args: ["numeric", "int4"],
        result: roundedType,
        doc,
        lower: (args, types) => roundTo(name, args, types),
      }),
    ),
    kernelRow("sqrt", 1, "numericSqrt", "Square root."),
    kernelRow("exp", 1, "numericExp", "e raised to the argument."),
    kernelRow("ln", 1, "numericLn", "Natural logarithm."),
    kernelRow("log", 1, "numericLog10", "Logarithm to base 10."),
    kernelRow("log10", 1, "numericLog10", "Logarithm to base 10."),
    kernelRow("log", 2, "numericLog", "Logarithm of the second argument to the base of the first."),
    ...["power", "pow", "^"].map((name) =>
      kernelRow(name, 2, "numericPower", "The first argument raised to the power of the second."),
    ),
    kernelRow("trim_scale", 1, "numericNormalise", "The number without zeros at the end of its fraction."),
    scaleRow("scale", "numericScale", "Digits after the point."),
    scaleRow("min_scale", "numericMinScale", "Digits after the point that are needed."),
  ],
);
