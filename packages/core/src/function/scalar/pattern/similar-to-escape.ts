// similar_to_escape: SIMILAR TO is ~ with a pattern that it translates (PostgreSQL manual, section 9.7.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { textConstant } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { guardedRow, regex } from "./regex-block.ts";

const row = {
  strict: true,
  volatility: "immutable",
  name: "similar_to_escape",
  result: "text",
  canFail: true,
} as const;

export const similarToEscape: FunctionFamily = functionFamily(["similar_to_escape"], () => [
  guardedRow({
    ...row,
    args: ["text"],
    doc: "SQL's regular expression as one of PostgreSQL's; the escape character is the backslash.",
    lower: ([pattern]) => regex("similarPattern", "ref", [pattern as IrExpr, textConstant("\\")]),
  }),
  guardedRow({
    ...row,
    args: ["text", "text"],
    doc: "SQL's regular expression as one of PostgreSQL's; the second text is the escape character.",
    lower: (args) => regex("similarPattern", "ref", args),
  }),
]);
