// set_byte (PostgreSQL manual, section 9.5): bytes with one of them changed. Positions count from 0.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const setByte: FunctionFamily = functionFamily(["set_byte"], () => [
  rowFunction({
    name: "set_byte",
    args: ["bytea", "int4", "int4"],
    result: "bytea",
    module: "bytes",
    kernel: "setByte",
    canFail: true,
    doc: "The value with another byte at a position.",
  }),
]);
