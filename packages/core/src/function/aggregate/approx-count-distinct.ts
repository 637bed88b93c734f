// approx_count_distinct(x), whose state is a table of bounded size (kernel/assembly/sketch-layout.part.ts): the
// answer does not depend on the order of the rows, on threads, spilled parts or tasks.
import { BYTEA, INT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, at, callOf } from "./build.ts";

export const approxCountDistinct = (): readonly AggregateOverload[] => [
  {
    name: "approx_count_distinct",
    args: ["any"],
    result: "int8",
    nullable: false,
    accumulators: (args) => [
      accumulate(
        "distinct-sketch",
        { kind: "call", overload: "ffq:hash(any)", args: [at(args, 0)], type: INT8 },
        BYTEA,
      ),
    ],
    finish: (values) => ({
      kind: "coalesce",
      args: [callOf("ffq:distinct_count", [at(values, 0)], INT8), { kind: "constant", value: 0n, type: INT8 }],
      type: INT8,
    }),
    doc: "How many different values there are: exactly up to 3,000, and beyond with a standard error of 2.2 %.",
  },
];
