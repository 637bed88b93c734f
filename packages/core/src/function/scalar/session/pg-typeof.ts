// pg_typeof(value) (PostgreSQL manual, section 9.27).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const pgTypeof: FunctionFamily = functionFamily(["pg_typeof"], () => [
  {
    name: "pg_typeof",
    args: ["any"],
    implicit: ["type"],
    result: "text",
    strict: false,
    volatility: "stable",
    canFail: false,
    doc: "The name of the argument's type, as text.",
    // What is asked is what was bound: the value is not computed for it.
    lower: ([, name]) => name as IrExpr,
  },
]);
