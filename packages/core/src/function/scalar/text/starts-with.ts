// starts_with, and ^@ as the operator of it (PostgreSQL manual, section 9.4).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const startsWith: FunctionFamily = functionFamily(["starts_with", "^@"], () =>
  ["starts_with", "^@"].map((name) =>
    rowFunction({
      name,
      args: ["text", "text"],
      result: "bool",
      module: "text",
      kernel: "startsWith",
      canFail: false,
      doc: "Whether the first text begins with the second.",
    }),
  ),
);
