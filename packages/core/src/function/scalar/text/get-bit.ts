// get_bit (PostgreSQL manual, section 9.5): one bit. Positions count from 0, those in a byte from its lowest bit.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const getBit: FunctionFamily = functionFamily(["get_bit"], () => [
  rowFunction({
    name: "get_bit",
    args: ["bytea", "int8"],
    result: "int4",
    module: "bytes",
    kernel: "getBit",
    canFail: true,
    doc: "The bit at a position.",
  }),
]);
