// The part of a text that a regular expression matches.
import { bind, choose, compare, constant, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { blockOf, NO_OPTIONS, regex } from "./regex-block.ts";

/** The part at the place that is found by these parameters, or NULL. */
export function partAt(text: IrExpr, parameters: readonly IrExpr[]): IrExpr {
  return bind("subject", text, (subject) =>
    bind("place", regex("place", "i64", [subject, ...parameters]), (found) =>
      choose(
        [{ when: compare("ge", found, constant("i64", 0n)), then: regex("part", "ref", [subject, found]) }],
        nullOf("ref"),
      ),
    ),
  );
}

/** substring(text from pattern): the first group's match, or the whole one. */
export function firstGroup(text: IrExpr, pattern: IrExpr): IrExpr {
  const [first, orWhole] = [constant("i32", 1), constant("i32", -1)];
  return partAt(text, [first, first, orWhole, blockOf(pattern, NO_OPTIONS)]);
}
