// The fraction of a percentile: itself, where it is one (PostgreSQL manual, 9.21, percentile_cont and percentile_disc).
// No statement can call it: ordered-set aggregates do (binder/ordered-sets.ts).
import { bind, choose, compare, constant, fail, or } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { PERCENTILE_RANGE } from "../../failures.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const percentileFraction: FunctionFamily = functionFamily(["ffq:percentile_fraction"], () => [
  {
    name: "ffq:percentile_fraction",
    args: ["float8"],
    result: "float8",
    strict: true,
    volatility: "immutable",
    canFail: true,
    doc: "Its argument; an error where that is not between 0 and 1.",
    lower: ([arg]) =>
      bind("fraction", arg as IrExpr, (value) => {
        const outside = or([
          compare("lt", value, constant("f64", 0)),
          // NaN is above every number here.
          compare("lt", constant("f64", 1), value),
        ]);
        return choose([{ when: outside, then: fail("f64", PERCENTILE_RANGE) }], value);
      }),
  },
]);
