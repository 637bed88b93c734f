// convert_from: the text that bytes are in an encoding (PostgreSQL manual, section 9.5).
import type { IrExpr } from "../../../ir/ir.ts";
import { bytes } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { checkEncoding } from "./encoding.ts";

export const convertFrom: FunctionFamily = functionFamily(["convert_from"], () => [
  {
    strict: true,
    volatility: "immutable",
    canFail: true,
    name: "convert_from",
    args: ["bytea", "text"],
    result: "text",
    doc: "The text of bytes in UTF8.",
    lower: ([value, encoding]) => {
      checkEncoding(encoding as IrExpr, "source");
      return bytes("textOfBytes", "ref", [value as IrExpr]);
    },
  },
]);
