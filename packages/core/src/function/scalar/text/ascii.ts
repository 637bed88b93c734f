// ascii: the code point of a character (PostgreSQL manual, section 9.4), of any character and not only of ASCII.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const ascii: FunctionFamily = functionFamily(["ascii"], () => [
  rowFunction({
    name: "ascii",
    args: ["text"],
    result: "int4",
    module: "text",
    kernel: "ascii",
    canFail: false,
    doc: "Code point of the first character; 0 of an empty text.",
  }),
]);
