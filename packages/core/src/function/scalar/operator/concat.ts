// || of texts and of bytes (PostgreSQL manual, sections 9.4 and 9.5): NULL with NULL, unlike concat. Values of other
// types take part by their text form, a boolean as `true`.
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { text } from "../../kernel-call.ts";
import { type CallTypes, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { joinedRow } from "../text/joined.ts";
import { rowFunction } from "../text/row-function.ts";
import { asText } from "../text/written.ts";

function join(args: readonly IrExpr[], { args: types }: CallTypes): IrExpr {
  const [left, right] = args.map((arg, position) => asText(arg, types[position] as LogicalType));
  return text("concat", "ref", [left as IrExpr, right as IrExpr]);
}

export const concatOperator: FunctionFamily = functionFamily(["||"], () => [
  rowFunction({
    name: "||",
    args: ["bytea", "bytea"],
    result: "bytea",
    module: "text",
    kernel: "concat",
    canFail: false,
    doc: "Both values, one after the other.",
  }),
  ...(
    [
      ["text", "text"],
      ["any", "text"],
      ["text", "any"],
    ] as const
  ).map(
    (args): ScalarOverload => ({
      ...joinedRow,
      name: "||",
      args,
      strict: true,
      nonarray: true,
      doc: "Both texts, one after the other.",
      lower: join,
    }),
  ),
]);
