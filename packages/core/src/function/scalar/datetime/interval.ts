// interval(x, field): the cast to `interval day to minute` and its like, by the number of the last field.
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";

export const interval: FunctionFamily = functionFamily(["interval"], () => [
  {
    result: "interval",
    ...datetimeRow,
    name: "interval",
    args: ["interval", "int4"],
    canFail: false,
    doc: "The interval without what lies below a field: 1 year, 2 month, 3 day, 4 hour, 5 minute.",
    lower: (args) => temporal("intervalKeep", "i128", args),
  },
]);
