// trim_array(array, n) (PostgreSQL manual, section 9.19).
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { changedArray } from "./changed-array.ts";

export const trimArray: FunctionFamily = functionFamily(["trim_array"], () => [
  {
    ...changedArray,
    name: "trim_array",
    args: ["list", "int4"],
    strict: true,
    doc: "The array without so many of its last elements.",
    lower: (args) => list("trim", "ref", args),
  },
]);
