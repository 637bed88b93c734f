// split_part: a field of a text cut at delimiters (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const splitPart: FunctionFamily = functionFamily(["split_part"], () => [
  rowFunction({
    name: "split_part",
    args: ["text", "text", "int4"],
    result: "text",
    module: "text",
    kernel: "splitPart",
    canFail: ([, , field]) => typeof field !== "number" || field === 0,
    doc: "The field of that number, from 1, of a text cut at the second one; negative numbers count from the end.",
  }),
]);
