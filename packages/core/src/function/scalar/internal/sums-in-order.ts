// What sums, means and variances of floats end in whose calls have ORDER BY (function/aggregate/in-order.ts), and statistics
// of two columns: entries become a list in the keys' order, and that is added up. No statement can call these.
import { arithmetic, bind, choose, compare, constant, convert, nullOf, unary } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { elementCode } from "../../../type/element-code.ts";
import { FLOAT8, type LogicalType, UNKNOWN } from "../../../type/logical-type.ts";
import { TWOFOLD } from "../../aggregate-registry.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const row = { args: ["bytea", "bool"], strict: true, volatility: "immutable", canFail: true } as const;

/** What is made of the values in order. */
function ofValues(args: readonly IrExpr[], type: LogicalType, body: (values: IrExpr) => IrExpr): IrExpr {
  const [bytes, distinct] = args as readonly [IrExpr, IrExpr];
  const code = constant("i32", elementCode(type));
  return bind("values", list("listOfEntries", "ref", [bytes, code, constant("bool", 1), distinct]), body);
}

const countOf = (values: IrExpr): IrExpr => list("count", "i32", [values]);
const asDouble = (value: IrExpr): IrExpr => convert(value, "f64");

const variants = [
  { name: "ffq:var_pop_in_order", isSample: false, isDeviation: false },
  { name: "ffq:var_samp_in_order", isSample: true, isDeviation: false },
  { name: "ffq:stddev_pop_in_order", isSample: false, isDeviation: true },
  { name: "ffq:stddev_samp_in_order", isSample: true, isDeviation: true },
] as const;

export const sumsInOrder: FunctionFamily = functionFamily(
  [
    "ffq:sum_in_order",
    "ffq:avg_in_order",
    "ffq:var_pop_in_order",
    "ffq:var_samp_in_order",
    "ffq:stddev_pop_in_order",
    "ffq:stddev_samp_in_order",
    "ffq:pair",
    "ffq:pair_count",
    "ffq:pair_sum",
  ],
  () => [
    {
      ...row,
      name: "ffq:sum_in_order",
      result: () => UNKNOWN,
      doc: "The sum of the entries' values, in the keys' order; the flag: each key once. Of the type that the call has.",
      lower: (args, { result }) =>
        ofValues(args, result, (values) =>
          result.kind === "float4" ? list("sumF32", "f32", [values]) : list("sumF64", "f64", [values]),
        ),
    },
    {
      ...row,
      name: "ffq:avg_in_order",
      result: "float8",
      doc: "The mean of the entries' doubles, added in the keys' order; the flag: each key once.",
      lower: (args) =>
        ofValues(args, FLOAT8, (values) =>
          arithmetic("div", list("sumF64", "f64", [values]), asDouble(countOf(values))),
        ),
    },
    ...variants.map(
      ({ name, isSample, isDeviation }): ScalarOverload => ({
        ...row,
        name,
        result: "float8",
        doc: "Of the entries' doubles, taken in the keys' order; the flag: each key once.",
        lower: (args) =>
          ofValues(args, FLOAT8, (values) => {
            const count = countOf(values);
            const divisor = isSample ? arithmetic("sub", count, constant("i32", 1)) : count;
            const variance = arithmetic("div", list("squaresF64", "f64", [values]), asDouble(divisor));
            const value = isDeviation ? unary("sqrt", variance) : variance;
            if (!isSample) return value;
            // One value has no sample variance.
            return choose([{ when: compare("lt", count, constant("i32", 2)), then: nullOf("f64") }], value);
          }),
      }),
    ),
    {
      ...row,
      name: "ffq:pair",
      args: ["float8", "float8"],
      result: () => TWOFOLD,
      canFail: false,
      doc: "Two doubles as one value.",
      lower: (args) => list("pair", "i128", args),
    },
    {
      ...row,
      name: "ffq:pair_count",
      result: "int8",
      doc: "How many pairs the entries hold; the flag: each key once.",
      lower: (args) => ofValues(args, TWOFOLD, (values) => convert(countOf(values), "i64")),
    },
    {
      ...row,
      name: "ffq:pair_sum",
      args: ["bytea", "bool", "int4"],
      result: "float8",
      doc: "One of the sums over the entries' pairs, by its number: of x, of y, of both squared deviations, of their products.",
      lower: ([bytes, distinct, which]) =>
        ofValues([bytes as IrExpr, distinct as IrExpr], TWOFOLD, (values) =>
          list("pairSum", "f64", [values, which as IrExpr]),
        ),
    },
  ],
);
