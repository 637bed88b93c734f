// array_sort(array, descending, nulls_first) (PostgreSQL manual, section 9.19).
import { bind, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { changedArray } from "./changed-array.ts";

/** NULLs come last, but first where the order descends. */
const sorted: ScalarOverload["lower"] = ([array, ...flags]) => {
  const [descending = constant("bool", 0)] = flags;
  return bind("descending", descending, (downward) =>
    list("sorted", "ref", [array as IrExpr, downward, flags[1] ?? downward]),
  );
};

export const arraySort: FunctionFamily = functionFamily(["array_sort"], () => [
  {
    ...changedArray,
    name: "array_sort",
    args: ["list"],
    strict: true,
    canFail: false,
    doc: "The array's first dimension in order, NULLs last.",
    lower: sorted,
  },
  {
    ...changedArray,
    name: "array_sort",
    args: ["list", "bool"],
    strict: true,
    canFail: false,
    doc: "The array's first dimension in order, or descending with NULLs first.",
    lower: sorted,
  },
  {
    ...changedArray,
    name: "array_sort",
    args: ["list", "bool", "bool"],
    strict: true,
    canFail: false,
    doc: "As with one flag; the second says whether NULLs come first.",
    lower: sorted,
  },
]);
