// casefold (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const casefold: FunctionFamily = functionFamily(["casefold"], () => [
  rowFunction({
    name: "casefold",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "toFolded",
    canFail: false,
    doc: "In the form in which texts are equal that differ by case only.",
  }),
]);
