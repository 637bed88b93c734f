// A text cut at delimiters into a list of its parts: string_to_array and string_to_table.
import { choose, coalesce, constant, isNull } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { list, textConstant } from "./kernel-call.ts";
import { unlessNull } from "./list-ir.ts";
import { computedFirst } from "./strictly.ts";

const EMPTY = textConstant("");

/** The value, or no text for NULL. */
export const orEmpty = (value: IrExpr): IrExpr => (value.nullable ? coalesce([value, EMPTY]) : value);

/** 1, or 0 for NULL. */
export const isGiven = (value: IrExpr): IrExpr =>
  value.nullable ? choose([{ when: isNull(value), then: constant("i32", 0) }], constant("i32", 1)) : constant("i32", 1);

/** A NULL delimiter splits at each character. Parts that equal `nulls` are NULL. */
export function splitText(text: IrExpr, delimiter: IrExpr, nulls: IrExpr): IrExpr {
  return computedFirst([text, delimiter, nulls], (given) => split(...(given as [IrExpr, IrExpr, IrExpr])));
}

function split(text: IrExpr, delimiter: IrExpr, nulls: IrExpr): IrExpr {
  const characters = delimiter.nullable
    ? choose([{ when: isNull(delimiter), then: constant("i32", 1) }], constant("i32", 0))
    : constant("i32", 0);
  return unlessNull(
    [text],
    list("split", "ref", [text, orEmpty(delimiter), characters, orEmpty(nulls), isGiven(nulls)]),
  );
}
