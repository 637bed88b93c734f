// + and - over dates, timestamps and intervals (PostgreSQL manual, section 9.9): months first, cut to the month's last
// day, then days, then time. A date meets an interval as the timestamp of its midnight. Infinities stay infinite; what
// leaves the range of the type is an error.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { type TemporalOperator, temporalOperator } from "./temporal-operator.ts";

const operators: readonly TemporalOperator[] = [
  {
    name: "+",
    args: ["date", "int4"],
    result: "date",
    type: "i32",
    kernel: "dateAddDays",
    commutes: true,
    doc: "Days later.",
  },
  { name: "-", args: ["date", "int4"], result: "date", type: "i32", kernel: "dateSubtractDays", doc: "Days earlier." },
  { name: "-", args: ["date", "date"], result: "int4", type: "i32", kernel: "dateDifference", doc: "Days between." },
  {
    name: "+",
    args: ["date", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "dateAddInterval",
    commutes: true,
    doc: "The date's midnight, later by an interval.",
  },
  {
    name: "-",
    args: ["date", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "dateSubtractInterval",
    doc: "The date's midnight, earlier by an interval.",
  },
  {
    name: "+",
    args: ["timestamp", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "timestampAddInterval",
    commutes: true,
    doc: "Later by an interval.",
  },
  {
    name: "-",
    args: ["timestamp", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "timestampSubtractInterval",
    doc: "Earlier by an interval.",
  },
  {
    name: "-",
    args: ["timestamp", "timestamp"],
    result: "interval",
    type: "i128",
    kernel: "timestampDifference",
    doc: "Days and time between.",
  },
];

export const dateArithmetic: FunctionFamily = functionFamily(["+", "-"], () => operators.flatMap(temporalOperator));
