// date_bin(stride, x, origin) (PostgreSQL manual, section 9.9.3): instants are counted as they pass, so no zone matters.
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";

export const dateBin: FunctionFamily = functionFamily(["date_bin"], () =>
  (["timestamp", "timestamptz"] as const).map(
    (kind): ScalarOverload => ({
      ...datetimeRow,
      name: "date_bin",
      args: ["interval", kind, kind],
      result: kind,
      doc: "The start of the interval that the second argument lies in, counted from the third.",
      lower: (args) => temporal("binTimestamp", "i64", args),
    }),
  ),
);
