// bit_length: eight for each byte (PostgreSQL manual, sections 9.4 and 9.5).
import { arithmetic, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { bytes, text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const row = { strict: true, volatility: "immutable", name: "bit_length", result: "int4", canFail: false } as const;
const eightTimes = (length: IrExpr): IrExpr => arithmetic("mul", length, constant("i32", 8));

export const bitLength: FunctionFamily = functionFamily(["bit_length"], () => [
  { ...row, args: ["bytea"], doc: "Bits.", lower: (args) => eightTimes(bytes("byteLength", "i32", args)) },
  { ...row, args: ["text"], doc: "Number of bits.", lower: (args) => eightTimes(text("octetLength", "i32", args)) },
]);
