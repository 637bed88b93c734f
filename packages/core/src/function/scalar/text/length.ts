// length (PostgreSQL manual, sections 9.4 and 9.5): of a text in code points, also by the names char_length and
// character_length; of bytes. A char(n) counts without its trailing blanks.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const length: FunctionFamily = functionFamily(["length", "char_length", "character_length"], () => [
  rowFunction({
    name: "length",
    args: ["bytea"],
    result: "int4",
    module: "bytes",
    kernel: "byteLength",
    canFail: false,
    doc: "Bytes.",
  }),
  ...["length", "char_length", "character_length"].map((name) =>
    rowFunction({
      name,
      args: ["text"],
      result: "int4",
      module: "text",
      kernel: "length",
      canFail: false,
      doc: "Number of characters.",
    }),
  ),
]);
