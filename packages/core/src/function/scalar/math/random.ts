// Random numbers (PostgreSQL manual, section 9.3), all equally likely.
import { convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { byChance, type Drawn } from "./chance.ts";

const row = { strict: true, volatility: "volatile" } as const;

const wide = (args: readonly IrExpr[]): readonly IrExpr[] => args.map((arg) => convert(arg, "i64"));

export const randomDraws: readonly Drawn[] = [
  {
    ...row,
    name: "random",
    args: [],
    result: "float8",
    canFail: false,
    doc: "A random number from 0 up to 1, which it does not reach.",
    draw: ({ number }) => number(),
  },
  {
    ...row,
    name: "random",
    args: ["int4", "int4"],
    result: "int4",
    canFail: true,
    doc: "A random whole number between two, both possible.",
    draw: ({ between }, args) => convert(between(wide(args)), "i32"),
  },
  {
    ...row,
    name: "random",
    args: ["int8", "int8"],
    result: "int8",
    canFail: true,
    doc: "A random whole number between two, both possible.",
    draw: ({ between }, args) => between(wide(args)),
  },
];

export const random: FunctionFamily = functionFamily(["random"], () => randomDraws.map(byChance));
