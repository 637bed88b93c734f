// quote_nullable: as quote_literal, but NULL is the word (PostgreSQL manual, section 9.4).
import { coalesce } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { textConstant } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { quoted } from "./quoted.ts";

export const quoteNullable: FunctionFamily = functionFamily(["quote_nullable"], () => [
  {
    strict: false,
    volatility: "immutable",
    canFail: false,
    name: "quote_nullable",
    args: ["any"],
    result: "text",
    prints: true,
    doc: "The value as a literal in quotes, and NULL as the word.",
    lower: ([value], { args: [type] }) =>
      coalesce([quoted(value as IrExpr, type as LogicalType), textConstant("NULL")]),
  },
]);
