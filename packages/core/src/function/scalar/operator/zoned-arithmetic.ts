// + and - over timestamps with time zone (PostgreSQL manual, section 9.9), by the clocks of the session's zone.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { movedInstant } from "../datetime/moved-instant.ts";
import { temporalOperator } from "./temporal-operator.ts";

export const zonedArithmetic: FunctionFamily = functionFamily(["+", "-"], () => [
  movedInstant("+", "later"),
  movedInstant("+", "later", true),
  movedInstant("-", "earlier"),
  ...temporalOperator({
    name: "-",
    args: ["timestamptz", "timestamptz"],
    result: "interval",
    type: "i128",
    kernel: "timestampDifference",
    doc: "Days of 24 hours and time between.",
  }),
]);
