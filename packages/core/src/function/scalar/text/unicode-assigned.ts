// unicode_assigned (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const unicodeAssigned: FunctionFamily = functionFamily(["unicode_assigned"], () => [
  rowFunction({
    name: "unicode_assigned",
    args: ["text"],
    result: "bool",
    module: "text",
    kernel: "isAssigned",
    canFail: false,
    doc: "Whether every character is assigned in Unicode 16.",
  }),
]);
