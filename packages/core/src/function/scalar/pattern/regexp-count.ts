// regexp_count: how often a pattern matches (PostgreSQL manual, section 9.7.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { blockOf, guardedRow, localOptionsOf, regex } from "./regex-block.ts";
import { optional, parameter } from "./regex-parameter.ts";
import { failsUnlessSound } from "./regex-soundness.ts";

export const regexpCount: FunctionFamily = functionFamily(["regexp_count"], () =>
  optional(2, ["text", "text", "int4", "text"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name: "regexp_count",
      args,
      parameters: parametersNamed("string pattern start flags", args.length),
      result: "int4",
      canFail: failsUnlessSound({ flagsAt: 3, numbers: [2] }),
      doc: "Number of matches of the pattern, from a character on, with options.",
      lower: ([text, pattern, start, flags]) =>
        regex("count", "i32", [
          text as IrExpr,
          parameter(start, "start", 1, 1),
          blockOf(pattern as IrExpr, localOptionsOf(flags, "regexp_count")),
        ]),
    }),
  ),
);
