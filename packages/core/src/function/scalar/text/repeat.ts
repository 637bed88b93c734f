// repeat: a text several times (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const repeat: FunctionFamily = functionFamily(["repeat"], () => [
  rowFunction({
    name: "repeat",
    args: ["text", "int4"],
    result: "text",
    module: "text",
    kernel: "repeat",
    canFail: true,
    doc: "The text so many times.",
  }),
]);
