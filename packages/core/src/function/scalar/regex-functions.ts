// regexp_like, regexp_count, regexp_instr, regexp_substr, regexp_replace and substring with a pattern (PostgreSQL manual,
// section 9.7.3). Parameters that are left out have the values that the manual gives them.
import { arithmetic, bind, choose, compare, constant, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { Datum } from "../../type/datum.ts";
import { textConstant } from "../kernel-call.ts";
import {
  type ArgumentKind,
  type FunctionFamily,
  functionFamily,
  parametersNamed,
  type ScalarOverload,
} from "../registry.ts";
import {
  blockOf,
  guardedRow,
  isSoundOptions,
  isSoundPattern,
  localOptionsOf,
  NO_OPTIONS,
  optionsOf,
  regex,
} from "./regex-block.ts";

const row = { strict: true, volatility: "immutable" } as const;
const int = (value: number): IrExpr => constant("i32", value);
const MOST = 2147483647;
/** As assembly/regex-lex.part.ts has it. */
const GLOBAL = 64;

/** A parameter that has to lie between two numbers; left out, it is `otherwise`. */
function parameter(value: IrExpr | undefined, name: string, otherwise: number, least: number, most = MOST): IrExpr {
  if (value === undefined) return int(otherwise);
  return regex("within", "i32", [value, textConstant(name), int(least), int(most)]);
}

/** Of a pattern without groups the first one is all that matches: what the kernel calls -1. */
function groupOf(value: IrExpr | undefined): IrExpr {
  if (value === undefined) return int(0);
  const isFirst = (group: IrExpr): IrExpr => compare("eq", group, int(1));
  return bind("group", parameter(value, "subexpr", 0, 0), (group) =>
    choose([{ when: isFirst(group), then: int(-1) }], group),
  );
}

type Rule = (constants: readonly (Datum | undefined)[]) => boolean;

/** Fails unless pattern and options are constants that are known to be good, and numbers are left out or good constants. */
const canFail =
  (flagsAt: number | undefined, numbers: readonly number[] = []): Rule =>
  (constants) =>
    !isSoundPattern(constants[1]) ||
    (flagsAt !== undefined && flagsAt < constants.length && !isSoundOptions(constants[flagsAt], false)) ||
    numbers.some((at) => {
      const value = constants[at];
      return at < constants.length && !(typeof value === "number" && value > 0);
    });

/** The overloads that leave out parameters from the end. */
function optional(required: number, args: readonly ArgumentKind[]): ArgumentKind[][] {
  return Array.from({ length: args.length - required + 1 }, (_, more) => args.slice(0, required + more));
}

const localOptions = (flags: IrExpr | undefined, name: string): IrExpr =>
  flags === undefined ? NO_OPTIONS : localOptionsOf(flags, name);

/** The part that `place` found, or NULL. */
function partAt(text: IrExpr, place: (text: IrExpr) => IrExpr): IrExpr {
  return bind("subject", text, (subject) =>
    bind("place", place(subject), (found) =>
      choose(
        [{ when: compare("ge", found, constant("i64", 0n)), then: regex("part", "ref", [subject, found]) }],
        nullOf("ref"),
      ),
    ),
  );
}

const like = (args: readonly ArgumentKind[]): ScalarOverload => ({
  ...row,
  name: "regexp_like",
  args,
  parameters: parametersNamed("string pattern flags", args.length),
  result: "bool",
  canFail: canFail(2),
  doc: "Whether the text matches the pattern; a third text gives options.",
  lower: ([text, pattern, flags]) =>
    regex("test", "bool", [text as IrExpr, blockOf(pattern as IrExpr, localOptions(flags, "regexp_like"))]),
});

const count = (args: readonly ArgumentKind[]): ScalarOverload => ({
  ...row,
  name: "regexp_count",
  args,
  parameters: parametersNamed("string pattern start flags", args.length),
  result: "int4",
  canFail: canFail(3, [2]),
  doc: "Number of matches of the pattern, from a character on, with options.",
  lower: ([text, pattern, start, flags]) =>
    regex("count", "i32", [
      text as IrExpr,
      parameter(start, "start", 1, 1),
      blockOf(pattern as IrExpr, localOptions(flags, "regexp_count")),
    ]),
});

const instr = (args: readonly ArgumentKind[]): ScalarOverload => ({
  ...row,
  name: "regexp_instr",
  args,
  parameters: parametersNamed("string pattern start N endoption flags subexpr", args.length),
  result: "int4",
  canFail: true,
  doc: "Where a match of the pattern begins (or, with 1 as endoption, what stands behind it); 0 if there is none. Parameters: start, number of the match, endoption, options, number of a group.",
  lower: ([text, pattern, start, number, end, flags, group]) =>
    regex("indexOf", "i32", [
      text as IrExpr,
      parameter(start, "start", 1, 1),
      parameter(number, "n", 1, 1),
      parameter(end, "endoption", 0, 0, 1),
      groupOf(group),
      blockOf(pattern as IrExpr, localOptions(flags, "regexp_instr")),
    ]),
});

const substr = (args: readonly ArgumentKind[]): ScalarOverload => ({
  ...row,
  name: "regexp_substr",
  args,
  parameters: parametersNamed("string pattern start N flags subexpr", args.length),
  result: "text",
  canFail: true,
  doc: "The match of the pattern, or NULL. Parameters: start, number of the match, options, number of a group.",
  lower: ([text, pattern, start, number, flags, group]) =>
    partAt(text as IrExpr, (subject) =>
      regex("place", "i64", [
        subject,
        parameter(start, "start", 1, 1),
        parameter(number, "n", 1, 1),
        groupOf(group),
        blockOf(pattern as IrExpr, localOptions(flags, "regexp_substr")),
      ]),
    ),
});

/** substring(text from pattern): the first group's match, or the whole one. */
function substringOf(text: IrExpr, pattern: IrExpr): IrExpr {
  return partAt(text, (subject) =>
    regex("place", "i64", [subject, int(1), int(1), int(-1), blockOf(pattern, NO_OPTIONS)]),
  );
}

function replaceWith(args: readonly (IrExpr | undefined)[]): IrExpr {
  const [text, pattern, replacement, start, number, block] = args as readonly IrExpr[];
  return regex("replace", "ref", [
    text as IrExpr,
    replacement as IrExpr,
    start as IrExpr,
    number as IrExpr,
    block ?? blockOf(pattern as IrExpr, NO_OPTIONS),
  ]);
}

const replaceRow = { ...row, name: "regexp_replace", result: "text" } as const;

const replacements = (): readonly ScalarOverload[] => [
  {
    ...replaceRow,
    args: ["text", "text", "text"],
    parameters: parametersNamed("string pattern replacement", 3),
    canFail: canFail(undefined),
    doc: "The first match of the pattern becomes the third text, in which \\1 to \\9 stand for groups and \\& for the match.",
    lower: (args) => replaceWith([...args.slice(0, 3), int(1), int(1)]),
  },
  {
    ...replaceRow,
    args: ["text", "text", "text", "text"],
    parameters: parametersNamed("string pattern replacement flags", 4),
    canFail: ([, pattern, , flags]) => !isSoundPattern(pattern) || !isSoundOptions(flags, true),
    doc: "As with three texts, with options: with g every match is replaced.",
    lower: ([text, pattern, replacement, flags]) =>
      bind("options", optionsOf(flags as IrExpr), (options) => {
        const isGlobal = compare("ne", arithmetic("and", options, int(GLOBAL)), int(0));
        const number = choose([{ when: isGlobal, then: int(0) }], int(1));
        // The pattern is compiled once only where its options are seen to be constant.
        const block = blockOf(pattern as IrExpr, optionsOf(flags as IrExpr));
        return replaceWith([text, pattern, replacement, int(1), number, block]);
      }),
  },
  ...optional(4, ["text", "text", "text", "int4", "int4", "text"]).map(
    (args): ScalarOverload => ({
      ...replaceRow,
      args,
      parameters: parametersNamed("string pattern replacement start N flags", args.length),
      canFail: true,
      doc: "As with three texts, from a character on. Parameters: start, number of the match (0: all of them), options.",
      lower: ([text, pattern, replacement, start, number, flags]) =>
        replaceWith([
          text,
          pattern,
          replacement,
          parameter(start, "start", 1, 1),
          parameter(number, "n", 1, 0),
          blockOf(pattern as IrExpr, flags === undefined ? NO_OPTIONS : optionsOf(flags)),
        ]),
    }),
  ),
];

const rows = (): readonly ScalarOverload[] => [
  ...optional(2, ["text", "text", "text"]).map(like),
  ...optional(2, ["text", "text", "int4", "text"]).map(count),
  ...optional(2, ["text", "text", "int4", "int4", "int4", "text", "int4"]).map(instr),
  ...optional(2, ["text", "text", "int4", "int4", "text", "int4"]).map(substr),
  ...replacements(),
  {
    ...row,
    name: "substring",
    args: ["text", "text"],
    result: "text",
    canFail: canFail(undefined),
    doc: "What the pattern's first group matches, or the pattern if it has none; NULL if there is no match.",
    lower: ([text, pattern]) => substringOf(text as IrExpr, pattern as IrExpr),
  },
  {
    ...row,
    name: "substring",
    args: ["text", "text", "text"],
    result: "text",
    canFail: true,
    doc: "What SQL's regular expression matches between escaped double quotes; the third text is the escape character.",
    lower: ([text, pattern, escape]) =>
      substringOf(text as IrExpr, regex("similarPattern", "ref", [pattern as IrExpr, escape as IrExpr])),
  },
];

export const regexFunctions: FunctionFamily = functionFamily(
  ["regexp_like", "regexp_count", "regexp_instr", "regexp_substr", "regexp_replace", "substring"],
  () => rows().map(guardedRow),
);
