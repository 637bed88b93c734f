// Arrays and texts (PostgreSQL manual, section 9.19): array_to_string, string_to_array. How an array is written in whole
// is its cast to text.
import { choose, coalesce, constant, isNull } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { type LogicalType, listOf, TEXT } from "../../type/logical-type.ts";
import { textsOf } from "../cast/list-casts.ts";
import { list, textConstant } from "../kernel-call.ts";
import { unlessNull } from "../list-ir.ts";
import type { ScalarOverload } from "../registry.ts";

const row = { volatility: "immutable", canFail: false, strict: false } as const;
const EMPTY = textConstant("");

const orEmpty = (value: IrExpr): IrExpr => (value.nullable ? coalesce([value, EMPTY]) : value);

/** A NULL delimiter splits at each character. */
function split(text: IrExpr, delimiter: IrExpr, nulls: IrExpr): IrExpr {
  const given = (value: IrExpr): IrExpr =>
    value.nullable
      ? choose([{ when: isNull(value), then: constant("i32", 0) }], constant("i32", 1))
      : constant("i32", 1);
  const characters = delimiter.nullable
    ? choose([{ when: isNull(delimiter), then: constant("i32", 1) }], constant("i32", 0))
    : constant("i32", 0);
  return unlessNull([text], list("split", "ref", [text, orEmpty(delimiter), characters, orEmpty(nulls), given(nulls)]));
}

export const arrayText: readonly ScalarOverload[] = [
  {
    ...row,
    name: "array_to_string",
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
    args: ["list", "text", "text"],
    result: "text",
    doc: "The elements' texts with one between them, and another for NULLs.",
    lower: ([array, separator, nulls], { args: [type] }) => {
      const shown = nulls as IrExpr;
      const isShown = shown.nullable
        ? choose([{ when: isNull(shown), then: constant("i32", 0) }], constant("i32", 1))
        : constant("i32", 1);
      const texts = textsOf(array as IrExpr, type as LogicalType);
      return list("joined", "ref", [texts, separator as IrExpr, orEmpty(shown), isShown]);
    },
  },
  {
    ...row,
    name: "string_to_array",
    args: ["text", "text"],
    result: () => listOf(TEXT),
    doc: "The parts of a text between delimiters; its characters if the delimiter is NULL.",
    lower: ([text, delimiter]) =>
      split(text as IrExpr, delimiter as IrExpr, { op: "null", type: "ref", nullable: true }),
  },
  {
    ...row,
    name: "string_to_array",
    args: ["text", "text", "text"],
    result: () => listOf(TEXT),
    doc: "As with a delimiter alone; parts that equal the third text are NULL.",
    lower: ([text, delimiter, nulls]) => split(text as IrExpr, delimiter as IrExpr, nulls as IrExpr),
  },
];
