// octet_length: the length in bytes (PostgreSQL manual, sections 9.4 and 9.5), trailing blanks of a char(n)
// included.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const octetLength: FunctionFamily = functionFamily(["octet_length"], () => [
  rowFunction({
    name: "octet_length",
    args: ["bytea"],
    result: "int4",
    module: "bytes",
    kernel: "byteLength",
    canFail: false,
    doc: "Bytes.",
  }),
  rowFunction({
    name: "octet_length",
    args: ["text"],
    result: "int4",
    module: "text",
    kernel: "octetLength",
    canFail: false,
    doc: "Number of bytes.",
  }),
  rowFunction({
    name: "octet_length",
    args: ["bpchar"],
    result: "int4",
    module: "text",
    kernel: "octetLength",
    canFail: false,
    doc: "Number of bytes, blanks at the end included.",
  }),
]);
