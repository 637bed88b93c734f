// regexp_match: what the groups of a pattern's first match hold (PostgreSQL manual, section 9.7.3).
import { bind, choose, compare, constant, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listOf, TEXT } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { blockOf, guardedRow, localOptionsOf, regex } from "./regex-block.ts";
import { optional } from "./regex-parameter.ts";
import { failsUnlessSound } from "./regex-soundness.ts";

/** The captures, or NULL where there is no match: the kernel says so by 0. */
function match([subject, pattern, flags]: readonly IrExpr[]): IrExpr {
  const block = blockOf(pattern as IrExpr, localOptionsOf(flags, "regexp_match"));
  return bind("captures", regex("match", "i64", [subject as IrExpr, block]), (captures) =>
    choose(
      [{ when: compare("ne", captures, constant("i64", 0n)), then: regex("asList", "ref", [captures]) }],
      nullOf("ref"),
    ),
  );
}

export const regexpMatch: FunctionFamily = functionFamily(["regexp_match"], () =>
  optional(2, ["text", "text", "text"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name: "regexp_match",
      args,
      result: () => listOf(TEXT),
      canFail: failsUnlessSound({ flagsAt: 2 }),
      doc: "What the groups of the pattern's first match hold, or the match if it has none; NULL if there is no match.",
      lower: match,
    }),
  ),
);
