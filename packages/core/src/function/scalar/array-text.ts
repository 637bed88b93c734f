// Arrays and texts (PostgreSQL manual, section 9.19): array_to_string, string_to_array. How an array is written in whole
// is its cast to text.
import { constant, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { type LogicalType, listOf, TEXT } from "../../type/logical-type.ts";
import { textsOf } from "../cast/list-casts.ts";
import { list, textConstant } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../registry.ts";
import { isGiven, orEmpty, splitText } from "../split-ir.ts";

const row = { volatility: "immutable", canFail: false, strict: false } as const;
const EMPTY = textConstant("");

export const arrayText: FunctionFamily = functionFamily(["array_to_string", "string_to_array"], () => [
  {
    ...row,
    name: "array_to_string",
    prints: true,
    args: ["list", "text"],
    result: "text",
    strict: true,
    doc: "The elements' texts with one between them; NULLs are passed over.",
    lower: ([array, separator], { args: [type] }) =>
      list("joined", "ref", [
        textsOf(array as IrExpr, type as LogicalType),
        separator as IrExpr,
        EMPTY,
        constant("i32", 0),
      ]),
  },
  {
    ...row,
    name: "array_to_string",
    prints: true,
    args: ["list", "text", "text"],
    result: "text",
    doc: "The elements' texts with one between them, and another for NULLs.",
    lower: ([array, separator, nulls], { args: [type] }) => {
      const shown = nulls as IrExpr;
      const texts = textsOf(array as IrExpr, type as LogicalType);
      return list("joined", "ref", [texts, separator as IrExpr, orEmpty(shown), isGiven(shown)]);
    },
  },
  {
    ...row,
    name: "string_to_array",
    args: ["text", "text"],
    result: () => listOf(TEXT),
    doc: "The parts of a text between delimiters; its characters if the delimiter is NULL.",
    lower: ([text, delimiter]) => splitText(text as IrExpr, delimiter as IrExpr, nullOf("ref")),
  },
  {
    ...row,
    name: "string_to_array",
    args: ["text", "text", "text"],
    result: () => listOf(TEXT),
    doc: "As with a delimiter alone; parts that equal the third text are NULL.",
    lower: ([text, delimiter, nulls]) => splitText(text as IrExpr, delimiter as IrExpr, nulls as IrExpr),
  },
]);
