// bit_count of bytes (PostgreSQL manual, section 9.5).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const bitCount: FunctionFamily = functionFamily(["bit_count"], () => [
  rowFunction({
    name: "bit_count",
    args: ["bytea"],
    result: "int8",
    module: "bytes",
    kernel: "bitCount",
    canFail: false,
    doc: "Bits that are set.",
  }),
]);
