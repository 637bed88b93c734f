// make_time(hour, min, sec) (PostgreSQL manual, section 9.9).
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";

export const makeTime: FunctionFamily = functionFamily(["make_time"], () => [
  {
    ...datetimeRow,
    name: "make_time",
    args: ["int4", "int4", "float8"],
    parameters: parametersNamed("hour min sec", 3),
    result: "time",
    doc: "The time of an hour, minute and seconds.",
    lower: (args) => temporal("makeTime", "i64", args),
  },
]);
