// = <> < <= > >= over text, bytea and char(n) (PostgreSQL manual, section 9.2), by code point: the C collation. varchar
// compares as text. Blanks at the end of a char(n) do not count.
import { compare, constant, not } from "../../../ir/build.ts";
import type { CompareOperator, IrExpr } from "../../../ir/ir.ts";
import { textEquals } from "../../equality.ts";
import { text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { comparisonOperators } from "./comparison.ts";

function compareText(operator: CompareOperator, left: IrExpr, right: IrExpr): IrExpr {
  if (operator === "eq") return textEquals(left, right);
  if (operator === "ne") return not(textEquals(left, right));
  return compare(operator, text("compare", "i32", [left, right]), constant("i32", 0));
}

function compareChar(operator: CompareOperator, left: IrExpr, right: IrExpr): IrExpr {
  return compare(operator, text("compareChar", "i32", [left, right]), constant("i32", 0));
}

const row = { result: "bool", strict: true, volatility: "immutable", canFail: false } as const;

export const textComparison: FunctionFamily = functionFamily(["=", "<>", "<", "<=", ">", ">="], () =>
  comparisonOperators.flatMap(({ symbol, ir, doc }) => [
    {
      ...row,
      name: symbol,
      args: ["text", "text"],
      doc,
      lower: (args) => compareText(ir, args[0] as IrExpr, args[1] as IrExpr),
    },
    {
      ...row,
      name: symbol,
      args: ["bytea", "bytea"],
      doc,
      lower: (args) => compareText(ir, args[0] as IrExpr, args[1] as IrExpr),
    },
    {
      ...row,
      name: symbol,
      args: ["bpchar", "bpchar"],
      doc,
      lower: (args) => compareChar(ir, args[0] as IrExpr, args[1] as IrExpr),
    },
  ]),
);
