// md5 of texts and bytes (PostgreSQL manual, sections 9.4 and 9.5).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const md5: FunctionFamily = functionFamily(["md5"], () =>
  (["text", "bytea"] as const).map((kind) =>
    rowFunction({
      name: "md5",
      args: [kind],
      result: "text",
      module: "digest",
      kernel: "md5",
      canFail: false,
      doc: "The MD5 hash, in hexadecimal digits.",
    }),
  ),
);
