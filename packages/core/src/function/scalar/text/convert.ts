// convert: bytes of one encoding as those of another (PostgreSQL manual, section 9.5).
import type { IrExpr } from "../../../ir/ir.ts";
import { bytes } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { checkEncoding } from "./encoding.ts";

export const convert: FunctionFamily = functionFamily(["convert"], () => [
  {
    strict: true,
    volatility: "stable",
    canFail: true,
    name: "convert",
    args: ["bytea", "text", "text"],
    result: "bytea",
    doc: "Bytes in UTF8, which are looked at, as bytes in UTF8.",
    lower: ([value, source, destination]) => {
      checkEncoding(source as IrExpr, "source");
      checkEncoding(destination as IrExpr, "destination");
      return bytes("textOfBytes", "ref", [value as IrExpr]);
    },
  },
]);
