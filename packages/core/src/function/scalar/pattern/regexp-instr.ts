// regexp_instr: where a pattern matches (PostgreSQL manual, section 9.7.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { blockOf, guardedRow, localOptionsOf, regex } from "./regex-block.ts";
import { groupOf, optional, parameter } from "./regex-parameter.ts";

export const regexpInstr: FunctionFamily = functionFamily(["regexp_instr"], () =>
  optional(2, ["text", "text", "int4", "int4", "int4", "text", "int4"]).map((args) =>
    guardedRow({
      strict: true,
      volatility: "immutable",
      name: "regexp_instr",
      args,
      parameters: parametersNamed("string pattern start N endoption flags subexpr", args.length),
      result: "int4",
      canFail: true,
      doc: "Where a match of the pattern begins (or, with 1 as endoption, what stands behind it); 0 if there is none. Parameters: start, number of the match, endoption, options, number of a group.",
      lower: ([text, pattern, start, number, end, flags, group]) =>
        regex("indexOf", "i32", [
          text as IrExpr,
          parameter(start, "start", 1, 1),
          parameter(number, "n", 1, 1),
          parameter(end, "endoption", 0, 0, 1),
          groupOf(group),
          blockOf(pattern as IrExpr, localOptionsOf(flags, "regexp_instr")),
        ]),
    }),
  ),
);
