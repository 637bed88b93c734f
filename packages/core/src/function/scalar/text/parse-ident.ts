// parse_ident: the parts of a qualified name (PostgreSQL manual, section 9.4).
import { constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listOf, TEXT } from "../../../type/logical-type.ts";
import { text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

export const parseIdent: FunctionFamily = functionFamily(["parse_ident"], () =>
  ([["text"], ["text", "bool"]] as const).map(
    (args): ScalarOverload => ({
      strict: true,
      volatility: "immutable",
      name: "parse_ident",
      args,
      result: () => listOf(TEXT),
      canFail: true,
      doc: "The parts of a qualified name; what stands behind it is an error unless the second argument is false.",
      lower: ([value, strict]) => text("parseIdentifier", "ref", [value as IrExpr, strict ?? constant("bool", 1)]),
    }),
  ),
);
