// = <> < <= > >= over intervals, as PostgreSQL orders them: a month is 30 days and a day 24 hours (PostgreSQL manual, section
// 9.9).
import { compare, constant } from "../../../ir/build.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { datetimeRow } from "../datetime/datetime-row.ts";
import { comparisonOperators } from "./comparison.ts";

export const intervalComparison: FunctionFamily = functionFamily(["=", "<>", "<", "<=", ">", ">="], () =>
  comparisonOperators.map(
    ({ symbol, ir, doc }): ScalarOverload => ({
      ...datetimeRow,
      name: symbol,
      args: ["interval", "interval"],
      result: "bool",
      canFail: false,
      doc,
      lower: (args) => compare(ir, temporal("intervalCompare", "i32", args), constant("i32", 0)),
    }),
  ),
);
