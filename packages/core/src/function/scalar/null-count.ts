// num_nulls and num_nonnulls (PostgreSQL manual, section 9.2).
import { arithmetic, choose, constant, isNull } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

/** How many arguments are NULL, or are not. */
function countOf(args: readonly IrExpr[], nulls: boolean): IrExpr {
  const one = constant("i32", nulls ? 1 : 0);
  const other = constant("i32", nulls ? 0 : 1);
  return args
    .map((arg) => choose([{ when: isNull(arg), then: one }], other))
    .reduce((sum, next) => arithmetic("add", sum, next));
}

export const nullCounts: FunctionFamily = functionFamily(["num_nulls", "num_nonnulls"], () =>
  (
    [
      ["num_nulls", true, "How many of the arguments are NULL."],
      ["num_nonnulls", false, "How many of the arguments are not NULL."],
    ] as const
  ).map(
    ([name, nulls, doc]): ScalarOverload => ({
      name,
      args: ["any"],
      variadic: "any",
      result: "int4",
      strict: false,
      volatility: "immutable",
      canFail: false,
      doc,
      lower: (args) => countOf(args, nulls),
    }),
  ),
);
