// decode: bytes from the text that encode writes (PostgreSQL manual, section 9.5).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const decode: FunctionFamily = functionFamily(["decode"], () => [
  rowFunction({
    name: "decode",
    args: ["text", "text"],
    result: "bytea",
    module: "bytes",
    kernel: "decode",
    canFail: true,
    doc: "The bytes of a text in hex, base64 or escape.",
  }),
]);
