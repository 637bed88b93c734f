// get_byte (PostgreSQL manual, section 9.5): one byte. Positions count from 0.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const getByte: FunctionFamily = functionFamily(["get_byte"], () => [
  rowFunction({
    name: "get_byte",
    args: ["bytea", "int4"],
    result: "int4",
    module: "bytes",
    kernel: "getByte",
    canFail: true,
    doc: "The byte at a position.",
  }),
]);
