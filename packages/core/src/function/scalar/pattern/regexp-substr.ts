// regexp_substr: what a pattern matches (PostgreSQL manual, section 9.7.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { blockOf, guardedRow, localOptionsOf } from "./regex-block.ts";
import { groupOf, optional, parameter } from "./regex-parameter.ts";
import { partAt } from "./regex-part.ts";

export const regexpSubstr: FunctionFamily = functionFamily(["regexp_substr"], () =>
  optional(2, ["text", "text", "int4", "int4", "text", "int4"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name: "regexp_substr",
      args,
      parameters: parametersNamed("string pattern start N flags subexpr", args.length),
      result: "text",
      canFail: true,
      doc: "The match of the pattern, or NULL. Parameters: start, number of the match, options, number of a group.",
      lower: ([text, pattern, start, number, flags, group]) =>
        partAt(text as IrExpr, [
          parameter(start, "start", 1, 1),
          parameter(number, "n", 1, 1),
          groupOf(group),
          blockOf(pattern as IrExpr, localOptionsOf(flags, "regexp_substr")),
        ]),
    }),
  ),
);
