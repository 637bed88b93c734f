// Integers in the digits of a power of two, a negative one as the unsigned number of its bits.
import { arithmetic, constant, convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const row = { result: "text", strict: true, volatility: "immutable", canFail: false } as const;

/** A digit stands for so many bits. */
export function radix(name: string, bits: number, doc: string): FunctionFamily {
  const digits = (value: IrExpr): IrExpr => text("toRadix", "ref", [value, constant("i32", bits)]);
  return functionFamily([name], () => [
    {
      ...row,
      name,
      args: ["int4"],
      doc,
      // As the unsigned number of 32 bits.
      lower: ([value]) => digits(arithmetic("and", convert(value as IrExpr, "i64"), constant("i64", 0xffffffffn))),
    },
    { ...row, name, args: ["int8"], doc, lower: ([value]) => digits(value as IrExpr) },
  ]);
}
