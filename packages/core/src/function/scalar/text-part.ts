// Parts of texts (PostgreSQL manual, section 9.4): substring, left, right, trimming, split_part, overlay. Most
// results point into their argument: no byte is copied.
import { arithmetic, choose, compare, constant, fail } from "../../ir/build.ts";
import type { IrExpr, IrFailure } from "../../ir/ir.ts";
import { TRIM_SIDES } from "../../kernel/text.ts";
import { INTEGER_RANGE } from "../failures.ts";
import { text, textConstant } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { strictly } from "../strictly.ts";

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

const NEGATIVE_LENGTH: IrFailure = { sqlstate: "22011", message: "negative substring length not allowed" };

/** What stands before the place, the other text, and what stands behind so many characters. */
function overlay([value, put, from, count]: readonly [IrExpr, IrExpr, IrExpr, IrExpr]): IrExpr {
  const one = constant("i32", 1);
  const checked = { failure: INTEGER_RANGE };
  const before = text("substring", "ref", [value, one, arithmetic("sub", from, one, checked)]);
  const after = text("substringFrom", "ref", [value, arithmetic("add", from, count, checked)]);
  const joined = text("concat", "ref", [text("concat", "ref", [before, put]), after]);
  return choose([{ when: compare("lt", from, one), then: fail("ref", NEGATIVE_LENGTH) }], joined);
}

export const textPart: FunctionFamily = functionFamily(
  ["substring", "substr", "ltrim", "rtrim", "btrim", "left", "right", "split_part", "overlay"],
  () => [
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
      lower: (args) =>
        strictly(args, ([value, put, from]) =>
          overlay([value as IrExpr, put as IrExpr, from as IrExpr, text("length", "i32", [put as IrExpr])]),
        ),
    },
    {
      ...row,
      name: "overlay",
      args: ["text", "text", "int4", "int4"],
      canFail: true,
      doc: "Puts the second text in the place of so many characters.",
      lower: (args) => strictly(args, (given) => overlay(given as readonly [IrExpr, IrExpr, IrExpr, IrExpr])),
    },
  ],
);
