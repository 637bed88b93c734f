// A text cut at the matches of a regular expression into a list of its parts.
import type { IrExpr } from "../../../ir/ir.ts";
import { listOf, TEXT } from "../../../type/logical-type.ts";
import type { ScalarOverload } from "../../registry.ts";
import { blockOf, guardedRow, localOptionsOf, regex } from "./regex-block.ts";
import { optional } from "./regex-parameter.ts";
import { failsUnlessSound } from "./regex-soundness.ts";

/** `calledAs` is the function's name in errors: that of a function that returns a set is another one in the registry. */
export function regexSplit(name: string, calledAs: string = name): readonly ScalarOverload[] {
  return optional(2, ["text", "text", "text"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name,
      args,
      result: () => listOf(TEXT),
      canFail: failsUnlessSound({ flagsAt: 2 }),
      doc: "The text cut at the pattern's matches.",
      lower: ([subject, pattern, flags]) =>
        regex("split", "ref", [subject as IrExpr, blockOf(pattern as IrExpr, localOptionsOf(flags, calledAs))]),
    }),
  );
}
