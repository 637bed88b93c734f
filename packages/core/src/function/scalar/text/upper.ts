// upper (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const upper: FunctionFamily = functionFamily(["upper"], () => [
  rowFunction({
    name: "upper",
    args: ["text"],
    result: "text",
    module: "text",
    kernel: "toUpper",
    canFail: false,
    doc: "In upper case.",
  }),
]);
