// convert_to: the bytes of a text in an encoding (PostgreSQL manual, section 9.5).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { checkEncoding } from "./encoding.ts";

export const convertTo: FunctionFamily = functionFamily(["convert_to"], () => [
  {
    strict: true,
    volatility: "immutable",
    canFail: true,
    name: "convert_to",
    args: ["text", "text"],
    result: "bytea",
    doc: "The bytes of a text in UTF8.",
    lower: ([value, encoding]) => {
      checkEncoding(encoding as IrExpr, "destination");
      return value as IrExpr;
    },
  },
]);
