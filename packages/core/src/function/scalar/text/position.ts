// position (PostgreSQL manual, sections 9.4 and 9.5), of texts also by the name strpos. Positions count from 1, in
// texts by code points.
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export const position: FunctionFamily = functionFamily(["position", "strpos"], () => [
  rowFunction({
    name: "position",
    args: ["bytea", "bytea"],
    result: "int4",
    module: "bytes",
    kernel: "position",
    given: ([value, part]) => [part as IrExpr, value as IrExpr],
    canFail: false,
    doc: "Where the second argument begins in the first; 0 if it is not there.",
  }),
  ...["position", "strpos"].map((name) =>
    rowFunction({
      name,
      args: ["text", "text"],
      result: "int4",
      module: "text",
      kernel: "position",
      canFail: false,
      doc: "Where the second text begins in the first, from 1; 0 if it does not.",
    }),
  ),
]);
