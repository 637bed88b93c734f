// array_reverse(array) (PostgreSQL manual, section 9.19).
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { changedArray } from "./changed-array.ts";

export const arrayReverse: FunctionFamily = functionFamily(["array_reverse"], () => [
  {
    ...changedArray,
    name: "array_reverse",
    args: ["list"],
    strict: true,
    canFail: false,
    doc: "The array's first dimension from the last to the first.",
    lower: (args) => list("reversed", "ref", args),
  },
]);
