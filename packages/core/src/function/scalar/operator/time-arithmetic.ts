// + and - over times of day (PostgreSQL manual, section 9.9): they go around the clock, a time with time zone keeps its
// offset, and a date with a time is a timestamp.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { type TemporalOperator, temporalOperator } from "./temporal-operator.ts";

const operators: readonly TemporalOperator[] = [
  {
    name: "+",
    args: ["time", "interval"],
    result: "time",
    type: "i64",
    kernel: "timeAddInterval",
    commutes: true,
    doc: "Later by an interval, around the clock.",
  },
  {
    name: "-",
    args: ["time", "interval"],
    result: "time",
    type: "i64",
    kernel: "timeSubtractInterval",
    doc: "Earlier by an interval, around the clock.",
  },
  {
    name: "-",
    args: ["time", "time"],
    result: "interval",
    type: "i128",
    kernel: "timeDifference",
    doc: "Time between.",
  },
  {
    name: "+",
    args: ["timetz", "interval"],
    result: "timetz",
    type: "i64",
    kernel: "timetzAddInterval",
    commutes: true,
    doc: "Later by an interval, around the clock.",
  },
  {
    name: "-",
    args: ["timetz", "interval"],
    result: "timetz",
    type: "i64",
    kernel: "timetzSubtractInterval",
    doc: "Earlier by an interval, around the clock.",
  },
  {
    name: "+",
    args: ["date", "time"],
    result: "timestamp",
    type: "i64",
    kernel: "dateAddTime",
    commutes: true,
    doc: "The date at a time of day.",
  },
  {
    name: "+",
    args: ["date", "timetz"],
    result: "timestamptz",
    type: "i64",
    kernel: "dateAddTimetz",
    commutes: true,
    doc: "The date at a time of day.",
  },
];

export const timeArithmetic: FunctionFamily = functionFamily(["+", "-"], () => operators.flatMap(temporalOperator));
