// The square of a bigint, which takes 126 bits, in three parts that each fit 64 and are summed as machine values: with
// x = high * 2^32 + low, low from -2^31 to 2^31 - 1, they are high², high * low and low². What they are put together by
// is exact. Their names cannot be written in SQL without quotes.
import { arithmetic, bind, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { NUMERIC } from "../../../type/logical-type.ts";
import { numericCall, toRef } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const whole = (value: bigint): IrExpr => constant("i64", value);

const low = (x: IrExpr): IrExpr => arithmetic("shr", arithmetic("shl", x, whole(32n)), whole(32n));

/** Rounded, since `low` has a sign: without the subtraction that it would be, which could leave 64 bits. */
function high(x: IrExpr): IrExpr {
  const highestOfLow = arithmetic("and", arithmetic("shr", x, whole(31n)), whole(1n));
  return arithmetic("add", arithmetic("shr", x, whole(32n)), highestOfLow);
}

const product = (x: IrExpr, left: (x: IrExpr) => IrExpr, right: (x: IrExpr) => IrExpr): IrExpr =>
  left === right
    ? bind("part", left(x), (part) => arithmetic("mul", part, part))
    : arithmetic("mul", left(x), right(x));

const parts: readonly ScalarOverload[] = (
  [
    ["ffq:square_high", high, high, "The square of the upper 32 bits."],
    ["ffq:square_cross", high, low, "The product of the upper and the lower 32 bits."],
    ["ffq:square_low", low, low, "The square of the lower 32 bits, which have a sign."],
  ] as const
).map(([name, left, right, doc]) => ({
  name,
  args: ["int8"],
  result: "int8",
  strict: true,
  volatility: "immutable",
  canFail: false,
  doc,
  lower: ([x]) => bind("x", x as IrExpr, (value) => product(value, left, right)),
}));

const together: ScalarOverload = {
  name: "ffq:square_of_parts",
  args: ["numeric", "numeric", "numeric"],
  result: () => NUMERIC,
  strict: true,
  volatility: "immutable",
  canFail: true,
  doc: "The sum of squares, from the sums of their three parts.",
  lower: (args, types) => {
    const [ofHigh, ofCross, ofLow] = args.map((arg, at) => toRef(arg, types.args[at] ?? NUMERIC)) as IrExpr[];
    const times = (value: IrExpr, factor: bigint): IrExpr =>
      numericCall("numericMultiply", [value, numericCall("numericFromI64", [whole(factor)])]);
    const plus = (left: IrExpr, right: IrExpr): IrExpr => numericCall("numericAdd", [left, right]);
    // (high * 2^31 + cross) * 2^33 + low
    const upper = plus(times(ofHigh as IrExpr, 1n << 31n), ofCross as IrExpr);
    return plus(times(upper, 1n << 33n), ofLow as IrExpr);
  },
};

export const squareParts: FunctionFamily = functionFamily(
  ["ffq:square_high", "ffq:square_cross", "ffq:square_low", "ffq:square_of_parts"],
  () => [...parts, together],
);
