// lower (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const lower: FunctionFamily = functionFamily(["lower"], () => [
  rowFunction({
    name: "lower",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "toLower",
    canFail: false,
    doc: "In lower case.",
  }),
]);
