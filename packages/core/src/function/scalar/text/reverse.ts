// reverse: the characters of a text, or bytes, from the last to the first (PostgreSQL manual, sections 9.4 and 9.5).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const reverse: FunctionFamily = functionFamily(["reverse"], () => [
  rowFunction({
    name: "reverse",
    args: ["bytea"],
    result: "bytea",
    module: "bytes",
    kernel: "reverseBytes",
    canFail: false,
    doc: "The last byte first.",
  }),
  rowFunction({
    name: "reverse",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "reverse",
    canFail: false,
    doc: "Characters in reverse order.",
  }),
]);
