// string_to_table(text, delimiter, null_string): the parts of a text between delimiters, see string_to_array.
import { nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listOf, TEXT } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { splitText } from "../../split-ir.ts";
import { setFunction } from "./set-function.ts";

const name = setFunction("string_to_table");

export const stringToTable: FunctionFamily = functionFamily([name], () =>
  [2, 3].map((count) => ({
    strict: false,
    volatility: "immutable",
    canFail: false,
    name,
    args: Array.from({ length: count }, () => "text" as const),
    result: () => listOf(TEXT),
    doc: "The parts of a text between delimiters.",
    lower: ([text, delimiter, nulls]) => splitText(text as IrExpr, delimiter as IrExpr, nulls ?? nullOf("ref")),
  })),
);
