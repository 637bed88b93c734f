// set_bit (PostgreSQL manual, section 9.5): bytes with one bit changed. Positions count from 0, those in a
// byte from its lowest bit.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const setBit: FunctionFamily = functionFamily(["set_bit"], () => [
  rowFunction({
    name: "set_bit",
    args: ["bytea", "int8", "int4"],
    result: "bytea",
    module: "bytes",
    kernel: "setBit",
    canFail: true,
    doc: "The value with another bit at a position.",
  }),
]);
