// regexp_like: as ~, with options (PostgreSQL manual, section 9.7.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { blockOf, guardedRow, localOptionsOf, regex } from "./regex-block.ts";
import { optional } from "./regex-parameter.ts";
import { failsUnlessSound } from "./regex-soundness.ts";

export const regexpLike: FunctionFamily = functionFamily(["regexp_like"], () =>
  optional(2, ["text", "text", "text"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name: "regexp_like",
      args,
      parameters: parametersNamed("string pattern flags", args.length),
      result: "bool",
      canFail: failsUnlessSound({ flagsAt: 2 }),
      doc: "Whether the text matches the pattern; a third text gives options.",
      lower: ([text, pattern, flags]) =>
        regex("test", "bool", [text as IrExpr, blockOf(pattern as IrExpr, localOptionsOf(flags, "regexp_like"))]),
    }),
  ),
);
