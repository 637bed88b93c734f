// A value as SQL writes it: a literal in quotes.
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { text } from "../../kernel-call.ts";
import { asText } from "./written.ts";

export function quoted(value: IrExpr, type: LogicalType): IrExpr {
  return text("quoteLiteral", "ref", [asText(value, type)]);
}
