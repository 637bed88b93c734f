// Rounding of numerics: it stays on integers where the argument has a fixed scale, else it is the kernels'.
import {
  arithmetic,
  bind,
  call,
  choose,
  compare,
  constant,
  convert,
  isNull,
  nullOf,
  unary,
} from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { Datum } from "../../../type/datum.ts";
import {
  isFixedNumeric,
  type LogicalType,
  MAX_FIXED_PRECISION,
  MAX_INT64_PRECISION,
  NUMERIC,
} from "../../../type/logical-type.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { irTypeOf } from "../../ir-type.ts";
import { fixedOf, numericCall, rescale, tenPower, toRef } from "../../numeric-scale.ts";
import type { CallTypes, ScalarOverload } from "../../registry.ts";

type Rounding = "ceil" | "floor" | "round" | "trunc";

/** Rounding to whole numbers can carry into one more digit. */
function wholeType([type = NUMERIC]: readonly LogicalType[]): LogicalType {
  return isFixedNumeric(type) ? fixedOf(type.precision - type.scale + 1, 0) : NUMERIC;
}

const kernelOf: Readonly<Record<Rounding, (arg: IrExpr) => IrExpr>> = {
  ceil: (arg) => numericCall("numericCeil", [arg]),
  floor: (arg) => numericCall("numericFloor", [arg]),
  round: (arg) => numericCall("numericRound", [arg, constant("i32", 0)]),
  trunc: (arg) => numericCall("numericTruncate", [arg, constant("i32", 0)]),
};

function toWhole(rounding: Rounding, [arg]: readonly IrExpr[], types: CallTypes): IrExpr {
  const [type = NUMERIC] = types.args;
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
  [type = NUMERIC]: readonly LogicalType[],
  constants: readonly (Datum | undefined)[] | undefined,
): LogicalType {
  const scale = constants?.[1];
  if (!isFixedNumeric(type) || typeof scale !== "number" || scale < 0) return NUMERIC;
  const integers = type.precision - type.scale + 1;
  return integers + scale <= MAX_FIXED_PRECISION ? fixedOf(integers, scale) : NUMERIC;
}

function roundTo(rounding: "round" | "trunc", args: readonly IrExpr[], types: CallTypes): IrExpr {
  const [arg, digits] = args as readonly [IrExpr, IrExpr];
  const [type = NUMERIC] = types.args;
  const { result } = types;
  if (!isFixedNumeric(type) || !isFixedNumeric(result)) {
    return numericCall(rounding === "round" ? "numericRound" : "numericTruncate", [toRef(arg, type), digits]);
  }
  const width = irTypeOf(result) === "i64" ? "i64" : "i128";
  if (result.scale >= type.scale) return rescale(arg, type, result.scale, width);
  return convert(dropDigits(rounding, arg, type.scale - result.scale), width);
}

const row = { strict: true, volatility: "immutable", args: ["numeric"], canFail: true } as const;

/** The row that rounds to whole numbers. */
export function numericToWhole(name: string, rounding: Rounding, doc: string): ScalarOverload {
  return { ...row, name, result: wholeType, doc, lower: (args, types) => toWhole(rounding, args, types) };
}

/** The row that rounds to so many digits after the point. */
export function numericToScale(name: "round" | "trunc", doc: string): ScalarOverload {
  return {
    ...row,
    name,
    args: ["numeric", "int4"],
    result: roundedType,
    doc,
    lower: (args, types) => roundTo(name, args, types),
  };
}
