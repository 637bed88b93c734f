// concat (PostgreSQL manual, section 9.4): NULLs are passed over, not so by ||. A boolean is `t` here and `true` to ||.
import { coalesce } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { text, textConstant } from "../../kernel-call.ts";
import { type CallTypes, type FunctionFamily, functionFamily } from "../../registry.ts";
import { joinedRow } from "./joined.ts";
import { written } from "./written.ts";

function join(args: readonly IrExpr[], { args: types }: CallTypes): IrExpr {
  const parts = args.map((arg, position) => {
    const part = written(arg, types[position] as LogicalType);
    return part.nullable ? coalesce([part, textConstant("")]) : part;
  });
  return parts.reduce((joined, part) => text("concat", "ref", [joined, part]));
}

export const concat: FunctionFamily = functionFamily(["concat"], () => [
  {
    ...joinedRow,
    name: "concat",
    args: ["any"],
    variadic: "any",
    strict: false,
    doc: "All arguments that are not NULL, one after the other.",
    lower: join,
  },
]);
