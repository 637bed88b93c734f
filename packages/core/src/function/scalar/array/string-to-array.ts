// string_to_array(text, delimiter, null_string) (PostgreSQL manual, section 9.19).
import { nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type LogicalType, listOf, TEXT } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { splitText } from "../../split-ir.ts";

const row = {
  volatility: "immutable",
  canFail: false,
  strict: false,
  name: "string_to_array",
  result: (): LogicalType => listOf(TEXT),
} as const;

export const stringToArray: FunctionFamily = functionFamily(["string_to_array"], () => [
  {
    ...row,
    args: ["text", "text"],
    doc: "The parts of a text between delimiters; its characters if the delimiter is NULL.",
    lower: ([text, delimiter]) => splitText(text as IrExpr, delimiter as IrExpr, nullOf("ref")),
  },
  {
    ...row,
    args: ["text", "text", "text"],
    doc: "As with a delimiter alone; parts that equal the third text are NULL.",
    lower: ([text, delimiter, nulls]) => splitText(text as IrExpr, delimiter as IrExpr, nulls as IrExpr),
  },
]);
