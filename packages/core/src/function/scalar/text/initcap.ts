// initcap (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const initcap: FunctionFamily = functionFamily(["initcap"], () => [
  rowFunction({
    name: "initcap",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "initcap",
    canFail: true,
    doc: "The first letter of each word in upper case, the others in lower.",
  }),
]);
