// replace: a text with every occurrence of another replaced (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const replace: FunctionFamily = functionFamily(["replace"], () => [
  rowFunction({
    name: "replace",
    args: ["text", "text", "text"],
    result: "text",
    module: "text",
    kernel: "replace",
    canFail: true,
    doc: "Every occurrence of the second text becomes the third.",
  }),
]);
