// Texts as SQL writes them (PostgreSQL manual, section 9.4): quote_ident, quote_literal, quote_nullable, format, to_hex,
// to_oct, to_bin, unistr.
import { arithmetic, coalesce, constant, convert } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { listMake } from "../../ir/list.ts";
import { elementCode } from "../../type/element-code.ts";
import { type LogicalType, TEXT } from "../../type/logical-type.ts";
import { textsOf } from "../cast/list-casts.ts";
import { text, textConstant } from "../kernel-call.ts";
import { emptyList } from "../list-ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { asText, written } from "./written.ts";

const row = { result: "text", strict: true, volatility: "immutable", canFail: false } as const;

const quoted = (value: IrExpr, type: LogicalType): IrExpr => text("quoteLiteral", "ref", [asText(value, type)]);

const radix = (name: string, bits: number, doc: string): ScalarOverload[] => [
  {
    ...row,
    name,
    args: ["int4"],
    doc,
    // As the unsigned number of 32 bits.
    lower: ([value]) => {
      const wide = arithmetic("and", convert(value as IrExpr, "i64"), constant("i64", 0xffffffffn));
      return text("toRadix", "ref", [wide, constant("i32", bits)]);
    },
  },
  {
    ...row,
    name,
    args: ["int8"],
    doc,
    lower: ([value]) => text("toRadix", "ref", [value as IrExpr, constant("i32", bits)]),
  },
];

/** What format(template, VARIADIC array) is called. */
export const FORMAT_OF_LIST = "ffq:format";

export const textQuote: FunctionFamily = functionFamily(
  ["quote_ident", "quote_literal", "quote_nullable", "format", "ffq:format", "to_hex", "to_oct", "to_bin", "unistr"],
  () => [
    {
      ...row,
      name: "quote_ident",
      args: ["text"],
      doc: "The text as an identifier, in double quotes where it needs them.",
      lower: (args) => text("quoteIdentifier", "ref", args),
    },
    {
      ...row,
      name: "quote_literal",
      args: ["any"],
      prints: true,
      doc: "The value as a literal in quotes.",
      lower: ([value], { args: [type] }) => quoted(value as IrExpr, type as LogicalType),
    },
    {
      ...row,
      name: "quote_nullable",
      args: ["any"],
      strict: false,
      prints: true,
      doc: "The value as a literal in quotes, and NULL as the word.",
      lower: ([value], { args: [type] }) =>
        coalesce([quoted(value as IrExpr, type as LogicalType), textConstant("NULL")]),
    },
    {
      ...row,
      name: "format",
      args: ["text"],
      variadic: "any",
      strict: false,
      prints: true,
      canFail: true,
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
      strict: false,
      prints: true,
      canFail: true,
      doc: "format with the elements of an array.",
      lower: ([template, array], { args: [, type] }) => {
        const texts = textsOf(array as IrExpr, type as LogicalType);
        return text("format", "ref", [template as IrExpr, coalesce([texts, emptyList(TEXT)])]);
      },
    },
    ...radix("to_hex", 4, "The number in hexadecimal digits."),
    ...radix("to_oct", 3, "The number in octal digits."),
    ...radix("to_bin", 1, "The number in binary digits."),
    {
      ...row,
      name: "unistr",
      args: ["text"],
      canFail: true,
      doc: "Unicode escapes become the characters that they name.",
      lower: (args) => text("unescape", "ref", args),
    },
  ],
);
