// Statistics from their sums, as scalar rows that aggregates end in (function/aggregate/variance.ts, regression.ts):
// exactly over numerics, over twofold sums for doubles. Their names cannot be written in SQL without quotes.
import { arithmetic, bind, call, choose, compare, constant, convert, nullOf, unary } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { NUMERIC } from "../../../type/logical-type.ts";
import { numericCall, toRef } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;

const variants = [
  { name: "ffq:var_pop", isSample: false, isDeviation: false },
  { name: "ffq:var_samp", isSample: true, isDeviation: false },
  { name: "ffq:stddev_pop", isSample: false, isDeviation: true },
  { name: "ffq:stddev_samp", isSample: true, isDeviation: true },
] as const;

/** NULL for fewer values than the statistic needs. */
function ofEnough(count: IrExpr, least: number, value: IrExpr): IrExpr {
  return choose([{ when: compare("lt", count, constant("i64", BigInt(least))), then: nullOf(value.type) }], value);
}

const exact = (): readonly ScalarOverload[] =>
  variants.map(({ name, isSample, isDeviation }) => ({
    ...row,
    name,
    args: ["int8", "numeric", "numeric"],
    result: () => NUMERIC,
    doc: "From the count, the sum and the sum of squares.",
    lower: (args, types) => {
      const [count, total, squares] = args as readonly [IrExpr, IrExpr, IrExpr];
      const sums = [toRef(total, types.args[1] ?? NUMERIC), toRef(squares, types.args[2] ?? NUMERIC)];
      const flags = [isSample, isDeviation].map((flag) => constant("i32", Number(flag)));
      return bind("count", count, (n) =>
        ofEnough(n, isSample ? 2 : 1, numericCall("numericVariance", [n, ...sums, ...flags])),
      );
    },
  }));

/** The sum of products of deviations: of x with itself, or of two columns. */
const spread = (args: readonly IrExpr[]): IrExpr => call("float", "spread", "f64", args);

/** A sum of squares of deviations is not negative, whatever rounding says; NaN stays. */
function notNegative(value: IrExpr): IrExpr {
  return bind("square", value, (square) =>
    choose([{ when: compare("lt", square, constant("f64", 0)), then: constant("f64", 0) }], square),
  );
}

const twofold = (): readonly ScalarOverload[] =>
  variants.map(({ name, isSample, isDeviation }) => ({
    ...row,
    name: `${name}_of_floats`,
    args: ["int8", "numeric", "numeric"],
    result: "float8",
    doc: "From the count and the twofold sums of values and of their squares.",
    lower: (args) => {
      const [count, total, squares] = args as readonly [IrExpr, IrExpr, IrExpr];
      return bind("count", count, (n) =>
        bind("total", total, (sum) => {
          const divisor = convert(isSample ? arithmetic("sub", n, constant("i64", 1n)) : n, "f64");
          const variance = arithmetic("div", notNegative(spread([n, sum, sum, squares])), divisor);
          return ofEnough(n, isSample ? 2 : 1, isDeviation ? unary("sqrt", variance) : variance);
        }),
      );
    },
  }));

const covariance: ScalarOverload = {
  ...row,
  name: "ffq:spread",
  args: ["int8", "numeric", "numeric", "numeric"],
  result: "float8",
  doc: "The sum of products of deviations, from the count and the twofold sums of x, y and their products.",
  lower: spread,
};

const covarianceOfIntegers: ScalarOverload = {
  ...row,
  name: "ffq:spread_of_integers",
  args: ["int8", "numeric", "numeric", "numeric"],
  result: "float8",
  canFail: false,
  doc: "The sum of products of deviations, from the count and the exact sums of x, y and their products.",
  lower: (args) => call("float", "spreadOfIntegers", "f64", args),
};

const rounded: ScalarOverload = {
  ...row,
  name: "ffq:rounded",
  args: ["numeric"],
  result: "float8",
  canFail: false,
  doc: "The double nearest to a twofold sum.",
  lower: (args) => call("float", "roundTwofold", "f64", args),
};

export const varianceOfSums: FunctionFamily = functionFamily(
  [
    "ffq:var_pop",
    "ffq:var_samp",
    "ffq:stddev_pop",
    "ffq:stddev_samp",
    "ffq:var_pop_of_floats",
    "ffq:var_samp_of_floats",
    "ffq:stddev_pop_of_floats",
    "ffq:stddev_samp_of_floats",
    "ffq:spread",
    "ffq:spread_of_integers",
    "ffq:rounded",
  ],
  () => [...exact(), ...twofold(), covariance, covarianceOfIntegers, rounded],
);
