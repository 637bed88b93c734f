// unistr: a text whose Unicode escapes are resolved (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const unistr: FunctionFamily = functionFamily(["unistr"], () => [
  rowFunction({
    name: "unistr",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "unescape",
    canFail: true,
    doc: "Unicode escapes become the characters that they name.",
  }),
]);
