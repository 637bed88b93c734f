// ~ ~* !~ !~* (PostgreSQL manual, section 9.7.3): whether a text matches a regular expression. SIMILAR TO is ~ with a
// translated pattern.
import { constant, not } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { REGEX_FOLD } from "../../../kernel/regex.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { blockOf, guardedRow, NO_OPTIONS, regex } from "../pattern/regex-block.ts";
import { failsUnlessSound } from "../pattern/regex-soundness.ts";

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

export const regexMatch: FunctionFamily = functionFamily(["~", "!~", "~*", "!~*"], () =>
  operators.flatMap(({ symbol, options, negated, doc }) =>
    subjects.map(
      (subject): ScalarOverload =>
        guardedRow({
          ...row,
          name: symbol,
          args: [subject, "text"],
          result: "bool",
          canFail: failsUnlessSound(),
          doc,
          lower: ([value, pattern]) => {
            const found = regex("test", "bool", [value as IrExpr, blockOf(pattern as IrExpr, options)]);
            return negated ? not(found) : found;
          },
        }),
    ),
  ),
);
