// make_timestamp(year, month, mday, hour, min, sec) (PostgreSQL manual, section 9.9).
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";
import { TIMESTAMP_FIELD_NAMES, TIMESTAMP_FIELDS } from "./timestamp-fields.ts";

export const makeTimestamp: FunctionFamily = functionFamily(["make_timestamp"], () => [
  {
    ...datetimeRow,
    name: "make_timestamp",
    args: TIMESTAMP_FIELDS,
    parameters: parametersNamed(TIMESTAMP_FIELD_NAMES, TIMESTAMP_FIELDS.length),
    result: "timestamp",
    doc: "The timestamp of a year, month, day, hour, minute and seconds.",
    lower: (args) => temporal("makeTimestamp", "i64", args),
  },
]);
