// ~ ~* !~ !~* and similar_to_escape (PostgreSQL manual, section 9.7.3). SIMILAR TO is ~ with a translated pattern.
import { constant, not } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { REGEX_FOLD } from "../../kernel/regex.ts";
import { textConstant } from "../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { blockOf, guardedRow, isSoundPattern, NO_OPTIONS, regex } from "./regex-block.ts";

const row = { strict: true, volatility: "immutable" } as const;
const subjects: readonly ArgumentKind[] = ["text", "bpchar"];

const operators: readonly {
  readonly symbol: string;
  readonly options: IrExpr;
  readonly negated: boolean;
  readonly doc: string;
}[] = [
  { symbol: "~", options: NO_OPTIONS, negated: false, doc: "Matches the regular expression." },
  { symbol: "!~", options: NO_OPTIONS, negated: true, doc: "Does not match the regular expression." },
  {
    symbol: "~*",
    options: constant("i32", REGEX_FOLD),
    negated: false,
    doc: "Matches the regular expression, whatever the case of letters.",
  },
  {
    symbol: "!~*",
    options: constant("i32", REGEX_FOLD),
    negated: true,
    doc: "Does not match the regular expression, whatever the case of letters.",
  },
];

const rows = (): readonly ScalarOverload[] => [
  ...operators.flatMap(({ symbol, options, negated, doc }) =>
    subjects.map(
      (subject): ScalarOverload => ({
        ...row,
        name: symbol,
        args: [subject, "text"],
        result: "bool",
        canFail: ([, pattern]) => !isSoundPattern(pattern),
        doc,
        lower: ([value, pattern]) => {
          const found = regex("test", "bool", [value as IrExpr, blockOf(pattern as IrExpr, options)]);
          return negated ? not(found) : found;
        },
      }),
    ),
  ),
  {
    ...row,
    name: "similar_to_escape",
    args: ["text"],
    result: "text",
    canFail: true,
    doc: "SQL's regular expression as one of PostgreSQL's; the escape character is the backslash.",
    lower: ([pattern]) => regex("similarPattern", "ref", [pattern as IrExpr, textConstant("\\")]),
  },
  {
    ...row,
    name: "similar_to_escape",
    args: ["text", "text"],
    result: "text",
    canFail: true,
    doc: "SQL's regular expression as one of PostgreSQL's; the second text is the escape character.",
    lower: (args) => regex("similarPattern", "ref", args),
  },
];

export const regexOperators: FunctionFamily = functionFamily(["~", "!~", "~*", "!~*", "similar_to_escape"], () =>
  rows().map(guardedRow),
);
