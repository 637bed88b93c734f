// encode: bytes written as text (PostgreSQL manual, section 9.5).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const encode: FunctionFamily = functionFamily(["encode"], () => [
  rowFunction({
    name: "encode",
    args: ["bytea", "text"],
    result: "text",
    module: "bytes",
    kernel: "encode",
    canFail: true,
    doc: "The bytes as text in hex, base64 or escape.",
  }),
]);
