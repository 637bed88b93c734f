// array_sample(array, n) (PostgreSQL manual, section 9.19).
import { bind, choose, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { freeSeed } from "../math/chance.ts";
import { changedArray } from "./changed-array.ts";

const FIRST = constant("i32", 1);

// setseed decides nothing here, as in PostgreSQL.
export const arraySample: FunctionFamily = functionFamily(["array_sample"], () => [
  {
    ...changedArray,
    name: "array_sample",
    args: ["list", "int4"],
    strict: true,
    volatility: "volatile",
    doc: "So many entries of the array's first dimension, chosen by chance.",
    lower: ([array, size]) =>
      bind("array", array as IrExpr, (of) => {
        // The message of a wrong size says how many there are.
        const isThere = list("hasDimension", "bool", [of, FIRST]);
        const entries = choose([{ when: isThere, then: list("lengthOf", "i32", [of, FIRST]) }], constant("i32", 0));
        return list("sampled", "ref", [of, entries, size as IrExpr, freeSeed()]);
      }),
  },
]);
