// make_interval (PostgreSQL manual, section 9.9): fields that are left out are 0.
import { call, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const FIELDS = ["int4", "int4", "int4", "int4", "int4", "int4", "float8"] as const;
const NAMES = ["years", "months", "weeks", "days", "hours", "mins", "secs"];
const ZEROS: readonly IrExpr[] = FIELDS.map((kind) => constant(kind === "int4" ? "i32" : "f64", 0));

export const makeInterval: FunctionFamily = functionFamily(["make_interval"], () =>
  Array.from(
    { length: FIELDS.length + 1 },
    (_, given): ScalarOverload => ({
      name: "make_interval",
      args: FIELDS.slice(0, given),
      result: "interval",
      strict: true,
      volatility: "immutable",
      canFail: given > 0,
      parameters: NAMES.slice(0, given).map((name) => ({ name, otherwise: 0 })),
      doc: "The interval of years, months, weeks, days, hours, minutes and seconds.",
      lower: (args) => call("math", "makeInterval", "i128", [...args, ...ZEROS.slice(args.length)]),
    }),
  ),
);
