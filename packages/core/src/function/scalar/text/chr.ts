// chr: the character of a code point (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const chr: FunctionFamily = functionFamily(["chr"], () => [
  rowFunction({
    name: "chr",
    args: ["int4"],
    result: "text",
    module: "text",
    kernel: "chr",
    canFail: true,
    doc: "The character with that code point.",
  }),
]);
