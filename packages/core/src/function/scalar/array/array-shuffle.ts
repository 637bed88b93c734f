// array_shuffle(array) (PostgreSQL manual, section 9.19).
import type { IrExpr } from "../../../ir/ir.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { freeSeed } from "../math/chance.ts";
import { changedArray } from "./changed-array.ts";

// setseed decides nothing here, as in PostgreSQL.
export const arrayShuffle: FunctionFamily = functionFamily(["array_shuffle"], () => [
  {
    ...changedArray,
    name: "array_shuffle",
    args: ["list"],
    strict: true,
    volatility: "volatile",
    canFail: false,
    doc: "The array's first dimension in random order.",
    lower: ([array]) => list("shuffled", "ref", [array as IrExpr, freeSeed()]),
  },
]);
