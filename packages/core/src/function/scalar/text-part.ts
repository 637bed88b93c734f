// Parts of texts (PostgreSQL manual, section 9.4): substring, left, right, trimming, split_part, overlay. Most
// results point into their argument: no byte is copied.
import { arithmetic, constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { TRIM_SIDES } from "../../kernel/text.ts";
import { INTEGER_RANGE } from "../failures.ts";
import { text, textConstant } from "../kernel-call.ts";
import type { ScalarOverload } from "../registry.ts";

const row = { result: "text", strict: true, volatility: "immutable" } as const;

const BLANK = textConstant(" ");

const substring = (name: string): ScalarOverload[] => [
  {
    ...row,
    name,
    args: ["text", "int4"],
    canFail: false,
    doc: "From a character on.",
    lower: (args) => text("substringFrom", "ref", args),
  },
  {
    ...row,
    name,
    args: ["text", "int4", "int4"],
    canFail: ([, , count]) => typeof count !== "number" || count < 0,
    doc: "From a character on, so many characters.",
    lower: (args) => text("substring", "ref", args),
  },
];

const trims: readonly { readonly name: string; readonly side: number; readonly where: string }[] = [
  { name: "ltrim", side: TRIM_SIDES.leading, where: "at the start" },
  { name: "rtrim", side: TRIM_SIDES.trailing, where: "at the end" },
  { name: "btrim", side: TRIM_SIDES.both, where: "at both ends" },
];

const trim = ({ name, side, where }: (typeof trims)[number]): ScalarOverload[] => [
  {
    ...row,
    name,
    args: ["text"],
    canFail: false,
    doc: `Without blanks ${where}.`,
    lower: ([value]) => text("trim", "ref", [value as IrExpr, BLANK, constant("i32", side)]),
  },
  {
    ...row,
    name,
    args: ["text", "text"],
    canFail: false,
    doc: `Without the second text's characters ${where}.`,
    lower: (args) => text("trim", "ref", [...args, constant("i32", side)]),
  },
];

function overlay(value: IrExpr, put: IrExpr, from: IrExpr, count: IrExpr): IrExpr {
  const one = constant("i32", 1);
  const checked = { failure: INTEGER_RANGE };
  const before = text("substring", "ref", [value, one, arithmetic("sub", from, one, checked)]);
  const after = text("substringFrom", "ref", [value, arithmetic("add", from, count, checked)]);
  return text("concat", "ref", [text("concat", "ref", [before, put]), after]);
}

export const textPart: readonly ScalarOverload[] = [
  ...["substring", "substr"].flatMap(substring),
  ...trims.flatMap(trim),
  ...(["left", "right"] as const).map(
    (name): ScalarOverload => ({
      ...row,
      name,
      args: ["text", "int4"],
      canFail: false,
      doc: `The ${name}most characters; of a negative number, all but so many.`,
      lower: (args) => text(name, "ref", args),
    }),
  ),
  {
    ...row,
    name: "split_part",
    args: ["text", "text", "int4"],
    canFail: ([, , field]) => typeof field !== "number" || field === 0,
    doc: "The field of that number, from 1, of a text cut at the second one; negative numbers count from the end.",
    lower: (args) => text("splitPart", "ref", args),
  },
  {
    ...row,
    name: "overlay",
    args: ["text", "text", "int4"],
    canFail: true,
    doc: "Puts the second text over the first from a character on.",
    lower: ([value, put, from]) =>
      overlay(value as IrExpr, put as IrExpr, from as IrExpr, text("length", "i32", [put as IrExpr])),
  },
  {
    ...row,
    name: "overlay",
    args: ["text", "text", "int4", "int4"],
    canFail: true,
    doc: "Puts the second text in the place of so many characters.",
    lower: ([value, put, from, count]) => overlay(value as IrExpr, put as IrExpr, from as IrExpr, count as IrExpr),
  },
];
