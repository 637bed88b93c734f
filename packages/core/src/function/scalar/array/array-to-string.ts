// array_to_string(array, separator, null_string) (PostgreSQL manual, section 9.19). How an array is written in whole
// is its cast to text.
import { constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { textsOf } from "../../cast/list-casts.ts";
import { list, textConstant } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { isGiven, orEmpty } from "../../split-ir.ts";

const row = {
  volatility: "immutable",
  canFail: false,
  strict: false,
  name: "array_to_string",
  prints: true,
  result: "text",
} as const;
const EMPTY = textConstant("");

export const arrayToString: FunctionFamily = functionFamily(["array_to_string"], () => [
  {
    ...row,
    args: ["list", "text"],
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
    args: ["list", "text", "text"],
    doc: "The elements' texts with one between them, and another for NULLs.",
    lower: ([array, separator, nulls], { args: [type] }) => {
      const shown = nulls as IrExpr;
      const texts = textsOf(array as IrExpr, type as LogicalType);
      return list("joined", "ref", [texts, separator as IrExpr, orEmpty(shown), isGiven(shown)]);
    },
  },
]);
