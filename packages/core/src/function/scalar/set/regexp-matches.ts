// regexp_matches: as regexp_match, and with the option g of all matches (PostgreSQL manual, section 9.7.3).
import { arithmetic } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listOf, TEXT } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { blockOf, GLOBAL, guardedRow, optionsOf, regex } from "../pattern/regex-block.ts";
import { optional } from "../pattern/regex-parameter.ts";
import { failsUnlessSound } from "../pattern/regex-soundness.ts";
import { setFunction } from "./set-function.ts";

/** A list of the captures of each match; of the first only without the option g. */
function matches([subject, pattern, flags]: readonly IrExpr[]): IrExpr {
  const options = optionsOf(flags);
  const all = flags === undefined ? options : arithmetic("and", options, GLOBAL);
  return regex("matches", "ref", [subject as IrExpr, all, blockOf(pattern as IrExpr, options)]);
}

const NAME = setFunction("regexp_matches");

export const regexpMatches: FunctionFamily = functionFamily([NAME], () =>
  optional(2, ["text", "text", "text"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name: NAME,
      args,
      result: () => listOf(listOf(TEXT)),
      canFail: failsUnlessSound({ flagsAt: 2, global: true }),
      doc: "What the groups of the pattern's first match hold, or of all matches with the option g.",
      lower: matches,
    }),
  ),
);
