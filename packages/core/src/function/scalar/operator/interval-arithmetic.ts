// + - * / over intervals (PostgreSQL manual, section 9.9); fractions of a product or quotient cascade downwards only.
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { datetimeRow } from "../datetime/datetime-row.ts";

const row = { result: "interval", ...datetimeRow } as const;
const byKernel =
  (name: string) =>
  (args: readonly IrExpr[]): IrExpr =>
    temporal(name, "i128", args);

export const intervalArithmetic: FunctionFamily = functionFamily(["+", "-", "*", "/"], () => [
  { ...row, name: "+", args: ["interval", "interval"], doc: "Sum.", lower: byKernel("intervalAdd") },
  { ...row, name: "-", args: ["interval", "interval"], doc: "Difference.", lower: byKernel("intervalSubtract") },
  { ...row, name: "*", args: ["interval", "float8"], doc: "Multiple.", lower: byKernel("intervalMultiply") },
  {
    ...row,
    name: "*",
    args: ["float8", "interval"],
    doc: "Multiple.",
    lower: ([by, interval]) => byKernel("intervalMultiply")([interval as IrExpr, by as IrExpr]),
  },
  { ...row, name: "/", args: ["interval", "float8"], doc: "Quotient.", lower: byKernel("intervalDivide") },
  { ...row, name: "-", args: ["interval"], doc: "Negation.", lower: byKernel("intervalNegate") },
]);
