// make_date(year, month, day) (PostgreSQL manual, section 9.9).
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";

export const makeDate: FunctionFamily = functionFamily(["make_date"], () => [
  {
    ...datetimeRow,
    name: "make_date",
    args: ["int4", "int4", "int4"],
    parameters: parametersNamed("year month day", 3),
    result: "date",
    doc: "The date of a year (negative: BC), month and day.",
    lower: (args) => temporal("makeDate", "i32", args),
  },
]);
