// translate: a text with characters replaced one by one (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const translate: FunctionFamily = functionFamily(["translate"], () => [
  rowFunction({
    name: "translate",
    args: ["text", "text", "text"],
    result: "text",
    module: "text",
    kernel: "translate",
    canFail: true,
    doc: "Characters of the second text become those of the third.",
  }),
]);
