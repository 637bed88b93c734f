// pg_size_bytes (PostgreSQL manual, section 9.27.7): what pg_size_pretty writes, read.
import { bind } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { numeric, text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const pgSizeBytes: FunctionFamily = functionFamily(["pg_size_bytes"], () => [
  {
    name: "pg_size_bytes",
    args: ["text"],
    result: "int8",
    strict: true,
    volatility: "immutable",
    canFail: true,
    doc: "The number of bytes that a size with a unit is: 1 kB is 1,024 of them.",
    lower: ([size]) =>
      bind("size", size as IrExpr, (of) => {
        const number = numeric("numericFromTextRef", "ref", [text("sizeNumber", "ref", [of])]);
        const unit = numeric("numericFromI64", "ref", [text("sizeUnit", "i64", [of])]);
        return numeric("asI64", "i64", [numeric("numericMultiply", "ref", [number, unit])]);
      }),
  },
]);
