// Casts from, to and between numerics (PostgreSQL manual, section 8.1.2). A fixed-scale numeric is an integer of
// 64 or 128 bits: casts to another scale multiply, or divide and round halves away from zero; what has too many
// digits for the target's precision is an error. A numeric without fixed scale goes through the kernels.
import { arithmetic, bind, choose, compare, constant, convert, fail, or } from "../../ir/build.ts";
import type { IrExpr, IrFailure } from "../../ir/ir.ts";
import {
  isFixedNumeric,
  type LogicalType,
  MAX_INT64_PRECISION,
  NUMERIC,
  sameType,
  type TypeKind,
} from "../../type/logical-type.ts";
import { numericOfInteger } from "../../type/numeric-rules.ts";
import { BIGINT_RANGE, INTEGER_RANGE, NUMERIC_OVERFLOW, SMALLINT_RANGE } from "../failures.ts";
import { numeric } from "../kernel-call.ts";
import { always, type CastRow, type CastTypes } from "./cast-row.ts";
import { toSmallint } from "./machine-casts.ts";

interface Fixed {
  readonly precision: number;
  readonly scale: number;
}

type IntegerKind = "int2" | "int4" | "int8";
const integers: readonly IntegerKind[] = ["int2", "int4", "int8"];

const isNarrow = ({ precision }: Fixed): boolean => precision <= MAX_INT64_PRECISION;
const irOf = (type: Fixed): "i64" | "i128" => (isNarrow(type) ? "i64" : "i128");

function fixedOf(type: LogicalType): Fixed | undefined {
  return isFixedNumeric(type) ? type : undefined;
}

/** A numeric in the other form or scale. */
export function rescale(arg: IrExpr, from: LogicalType, to: LogicalType): IrExpr {
  const [source, target] = [fixedOf(from), fixedOf(to)];
  if (source === undefined) return target === undefined ? limited(arg, from, to) : variableToFixed(arg, target);
  return target === undefined ? limited(fixedToVariable(arg, source), from, to) : fixedToFixed(arg, source, target);
}

/** The numeric that a text spells. */
export function numericOfText(text: IrExpr, to: LogicalType): IrExpr {
  const target = fixedOf(to);
  if (target === undefined || !isNarrow(target))
    return rescale(numeric("numericFromTextRef", "ref", [text]), NUMERIC, to);
  return numeric("fixed64FromText", "i64", [text, constant("i32", target.precision), constant("i32", target.scale)]);
}

/** Rounds to what a declaration without a fixed-scale form allows. */
function limited(arg: IrExpr, from: LogicalType, to: LogicalType): IrExpr {
  if (to.kind !== "numeric" || to.limit === undefined || sameType(from, to)) return arg;
  const { precision, scale } = to.limit;
  return numeric("numericApplyPrecision", "ref", [arg, constant("i32", precision), constant("i32", scale)]);
}

function variableToFixed(arg: IrExpr, to: Fixed): IrExpr {
  const limits = [constant("i32", to.precision), constant("i32", to.scale)];
  if (isNarrow(to)) return numeric("asFixed64", "i64", [arg, ...limits]);
  return numeric("numericToFixed128", "i128", [arg, ...limits]);
}

function fixedToVariable(arg: IrExpr, from: Fixed): IrExpr {
  const name = isNarrow(from) ? "numericFromFixed64" : "numericFromFixed128";
  return numeric(name, "ref", [arg, constant("i32", from.scale)]);
}

/** Whether every value of one fixed-scale type, rounded, has its place in the other. */
function fits(from: Fixed, to: Fixed): boolean {
  const wholeDigits = from.precision - from.scale;
  // Rounding can carry into one digit more.
  return wholeDigits + (to.scale < from.scale ? 1 : 0) <= to.precision - to.scale;
}

function fixedToFixed(arg: IrExpr, from: Fixed, to: Fixed): IrExpr {
  const type = irOf(from) === "i128" || irOf(to) === "i128" ? "i128" : "i64";
  const wide = convert(arg, type);
  const checked = !fits(from, to);
  const moved =
    to.scale >= from.scale ? scaleUp(wide, to.scale - from.scale, checked) : scaleDown(wide, from.scale - to.scale);
  const result = checked ? withinPrecision(moved, to) : moved;
  return convert(result, irOf(to), NUMERIC_OVERFLOW);
}

function scaleUp(arg: IrExpr, digits: number, checked: boolean): IrExpr {
  if (digits === 0) return arg;
  const factor = constant(arg.type as "i64" | "i128", 10n ** BigInt(digits));
  return arithmetic("mul", arg, factor, checked ? { failure: NUMERIC_OVERFLOW } : {});
}

/** Rounds halves away from zero. */
export function scaleDown(arg: IrExpr, digits: number): IrExpr {
  if (digits === 0) return arg;
  if (arg.type === "i128") return numeric("i128ScaleDown", "i128", [arg, constant("i32", digits)]);
  const power = 10n ** BigInt(digits);
  const half = constant("i64", power / 2n);
  return bind("scaled", arg, (value) => {
    const isNegative = compare("lt", value, constant("i64", 0n));
    const lower = arithmetic("sub", value, half);
    const away = choose([{ when: isNegative, then: lower }], arithmetic("add", value, half));
    return arithmetic("div", away, constant("i64", power), { zero: NUMERIC_OVERFLOW });
  });
}

function withinPrecision(arg: IrExpr, { precision }: Fixed): IrExpr {
  const type = arg.type as "i64" | "i128";
  const limit = 10n ** BigInt(precision);
  if (type === "i64" && precision > MAX_INT64_PRECISION) return arg;
  return bind("digits", arg, (value) => {
    const outside = or([compare("ge", value, constant(type, limit)), compare("le", value, constant(type, -limit))]);
    return choose([{ when: outside, then: fail(type, NUMERIC_OVERFLOW) }], value);
  });
}

function fromInteger(arg: IrExpr, { from, to }: CastTypes): IrExpr {
  const target = fixedOf(to);
  if (target === undefined) return limited(numeric("numericFromI64", "ref", [convert(arg, "i64")]), from, to);
  const source = numericOfInteger(from.kind as IntegerKind) as LogicalType & Fixed;
  return fixedToFixed(convert(arg, irOf(source)), source, target);
}

function toInteger(arg: IrExpr, { from, to }: CastTypes): IrExpr {
  const kind = to.kind as IntegerKind;
  const source = fixedOf(from);
  if (source === undefined) {
    if (kind === "int8") return numeric("asI64", "i64", [arg]);
    return numeric(kind === "int4" ? "asI32" : "asI16", "i32", [arg]);
  }
  const whole = scaleDown(arg, source.scale);
  if (kind === "int8") return convert(whole, "i64", BIGINT_RANGE);
  const failure: IrFailure = kind === "int4" ? INTEGER_RANGE : SMALLINT_RANGE;
  const narrowed = convert(whole, "i64", failure);
  return kind === "int4" ? convert(narrowed, "i32", INTEGER_RANGE) : toSmallint(narrowed);
}

/** Doubles are exact integers below 2^53, and powers of ten up to 10^22: one division then rounds once. */
const EXACT_DOUBLE = 2n ** 53n;
const EXACT_POWER = 22;

function toDouble(arg: IrExpr, from: LogicalType): IrExpr {
  const source = fixedOf(from);
  if (source === undefined) return numeric("asF64", "f64", [arg]);
  const exactly = (value: IrExpr): IrExpr => numeric("asF64", "f64", [fixedToVariable(value, source)]);
  if (!isNarrow(source) || source.scale > EXACT_POWER) return exactly(arg);
  const power = constant("f64", 10 ** source.scale);
  return bind("unscaled", arg, (value) => {
    const isLarge = or([
      compare("gt", value, constant("i64", EXACT_DOUBLE)),
      compare("lt", value, constant("i64", -EXACT_DOUBLE)),
    ]);
    return choose([{ when: isLarge, then: exactly(value) }], arithmetic("div", convert(value, "f64"), power));
  });
}

function toReal(arg: IrExpr, from: LogicalType): IrExpr {
  return numeric("asF32", "f32", [rescale(arg, from, { kind: "numeric" })]);
}

function fromFloat(arg: IrExpr, { from, to }: CastTypes): IrExpr {
  const exact = numeric(from.kind === "float8" ? "numericFromF64" : "numericFromF32", "ref", [arg]);
  return rescale(exact, { kind: "numeric" }, to);
}

const hasLimit = (type: LogicalType): boolean => type.kind === "numeric" && type.limit !== undefined;

function integerCanFail({ from, to }: CastTypes): boolean {
  const target = fixedOf(to);
  if (target === undefined) return hasLimit(to);
  return !fits(numericOfInteger(from.kind as IntegerKind) as LogicalType & Fixed, target);
}

function rescaleCanFail({ from, to }: CastTypes): boolean {
  const [source, target] = [fixedOf(from), fixedOf(to)];
  if (target === undefined) return hasLimit(to);
  return source === undefined || !fits(source, target);
}

const toFloatKinds: readonly TypeKind[] = ["float4", "float8"];

export const numericCasts = (): readonly CastRow[] => [
  {
    from: "numeric",
    to: "numeric",
    lower: (arg, { from, to }) => rescale(arg, from, to),
    canFail: rescaleCanFail,
  },
  ...integers.flatMap((kind): CastRow[] => [
    { from: kind, to: "numeric", lower: fromInteger, canFail: integerCanFail },
    { from: "numeric", to: kind, lower: toInteger, canFail: always },
  ]),
  ...toFloatKinds.flatMap((kind): CastRow[] => [
    { from: kind, to: "numeric", lower: fromFloat, canFail: ({ to }) => isFixedNumeric(to) || hasLimit(to) },
    {
      from: "numeric",
      to: kind,
      lower: (arg, { from }) => (kind === "float8" ? toDouble(arg, from) : toReal(arg, from)),
      canFail: ({ from }) => !isFixedNumeric(from),
    },
  ]),
];
