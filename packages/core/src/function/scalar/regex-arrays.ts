// regexp_match, regexp_matches, regexp_split_to_array and regexp_split_to_table (PostgreSQL manual, section 9.7.3): arrays
// of texts, and lists that are unnested where the function returns a set.
import { arithmetic, bind, choose, compare, constant, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { listOf, TEXT } from "../../type/logical-type.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
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
import { setFunction } from "./set-functions.ts";

const row = { strict: true, volatility: "immutable", result: () => listOf(TEXT) } as const;

const block = (pattern: IrExpr | undefined, flags: IrExpr | undefined, name: string): IrExpr =>
  blockOf(pattern as IrExpr, flags === undefined ? NO_OPTIONS : localOptionsOf(flags, name));

const canFail: ScalarOverload["canFail"] = ([, pattern, ...rest]) =>
  !isSoundPattern(pattern) || rest.some((flags) => !isSoundOptions(flags, false));

/** The captures, or NULL where there is no match: the kernel says so by 0. */
function match([subject, pattern, flags]: readonly IrExpr[]): IrExpr {
  const found = regex("match", "i64", [subject as IrExpr, block(pattern, flags, "regexp_match")]);
  return bind("captures", found, (captures) =>
    choose(
      [{ when: compare("ne", captures, constant("i64", 0n)), then: regex("asList", "ref", [captures]) }],
      nullOf("ref"),
    ),
  );
}

/** As assembly/regex-lex.part.ts has it. */
const GLOBAL = 64;

/** A list of the captures of each match; of the first only without the option g. */
function matches([subject, pattern, flags]: readonly IrExpr[]): IrExpr {
  if (flags === undefined) {
    return regex("matches", "ref", [subject as IrExpr, constant("i32", 0), blockOf(pattern as IrExpr, NO_OPTIONS)]);
  }
  const options = optionsOf(flags);
  const all = arithmetic("and", options, constant("i32", GLOBAL));
  return regex("matches", "ref", [subject as IrExpr, all, blockOf(pattern as IrExpr, optionsOf(flags))]);
}

const both = [["text", "text"] as const, ["text", "text", "text"] as const];

const rows = (): readonly ScalarOverload[] =>
  both.flatMap((args): ScalarOverload[] => [
    {
      ...row,
      name: "regexp_match",
      args,
      canFail,
      doc: "What the groups of the pattern's first match hold, or the match if it has none; NULL if there is no match.",
      lower: match,
    },
    {
      ...row,
      name: "regexp_split_to_array",
      args,
      canFail,
      doc: "The text cut at the pattern's matches.",
      lower: ([subject, pattern, flags]) =>
        regex("split", "ref", [subject as IrExpr, block(pattern, flags, "regexp_split_to_array")]),
    },
    {
      ...row,
      name: setFunction("regexp_split_to_table"),
      args,
      canFail,
      doc: "The text cut at the pattern's matches.",
      lower: ([subject, pattern, flags]) =>
        regex("split", "ref", [subject as IrExpr, block(pattern, flags, "regexp_split_to_table")]),
    },
    {
      ...row,
      name: setFunction("regexp_matches"),
      args,
      result: () => listOf(listOf(TEXT)),
      canFail: ([, pattern, ...rest]) => !isSoundPattern(pattern) || rest.some((flags) => !isSoundOptions(flags, true)),
      doc: "What the groups of the pattern's first match hold, or of all matches with the option g.",
      lower: matches,
    },
  ]);

export const regexArrays: FunctionFamily = functionFamily(
  ["regexp_match", "regexp_split_to_array", "ffq:set:regexp_split_to_table", "ffq:set:regexp_matches"],
  () => rows().map(guardedRow),
);
