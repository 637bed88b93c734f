// format (PostgreSQL manual, section 9.4), and the row that a call with an array behind VARIADIC becomes. The kernel
// sees the arguments as texts.
import { coalesce } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listMake } from "../../../ir/list.ts";
import { elementCode } from "../../../type/element-code.ts";
import { type LogicalType, TEXT } from "../../../type/logical-type.ts";
import { textsOf } from "../../cast/list-casts.ts";
import { text } from "../../kernel-call.ts";
import { emptyList } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { written } from "./written.ts";

/** What format(template, VARIADIC array) is called. */
export const FORMAT_OF_LIST = "ffq:format";

const row = { result: "text", strict: false, volatility: "immutable", canFail: true } as const;

export const format: FunctionFamily = functionFamily(["format", FORMAT_OF_LIST], () => [
  {
    ...row,
    name: "format",
    args: ["text"],
    variadic: "any",
    prints: true,
    doc: "The template with its arguments: %s as text, %I as identifier, %L as literal; n$ before the letter gives a position, a number or * a width.",
    lower: ([template, ...args], { args: types }) => {
      const texts = args.map((arg, position) => written(arg, types[position + 1] as LogicalType));
      return text("format", "ref", [template as IrExpr, listMake(elementCode(TEXT), texts)]);
    },
  },
  {
    ...row,
    name: FORMAT_OF_LIST,
    args: ["text", "list"],
    prints: true,
    doc: "format with the elements of an array.",
    lower: ([template, array], { args: [, type] }) => {
      const texts = textsOf(array as IrExpr, type as LogicalType);
      return text("format", "ref", [template as IrExpr, coalesce([texts, emptyList(TEXT)])]);
    },
  },
]);
