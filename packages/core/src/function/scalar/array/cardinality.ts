// cardinality(array) (PostgreSQL manual, section 9.19).
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const cardinality: FunctionFamily = functionFamily(["cardinality"], () => [
  {
    strict: true,
    volatility: "immutable",
    canFail: false,
    name: "cardinality",
    args: ["list"],
    result: "int4",
    doc: "The number of elements in all dimensions.",
    lower: (args) => list("count", "i32", args),
  },
]);
