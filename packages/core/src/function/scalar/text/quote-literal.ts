// quote_literal: a value as SQL writes it (PostgreSQL manual, section 9.4).
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { quoted } from "./quoted.ts";

export const quoteLiteral: FunctionFamily = functionFamily(["quote_literal"], () => [
  {
    strict: true,
    volatility: "immutable",
    canFail: false,
    name: "quote_literal",
    args: ["any"],
    result: "text",
    prints: true,
    doc: "The value as a literal in quotes.",
    lower: ([value], { args: [type] }) => quoted(value as IrExpr, type as LogicalType),
  },
]);
