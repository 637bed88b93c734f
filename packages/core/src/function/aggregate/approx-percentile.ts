// approx_percentile(x, fraction), whose state is a table of bounded size (kernel/assembly/sketch-layout.part.ts): the
// answer does not depend on the order of the rows, on threads, spilled parts or tasks.
import { BYTEA, FLOAT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, at, callOf } from "./build.ts";

export const approxPercentile = (): readonly AggregateOverload[] => [
  {
    name: "approx_percentile",
    args: ["float8", "float8"],
    result: "float8",
    nullable: true,
    accumulators: (args) => [
      accumulate("histogram-sketch", at(args, 0), BYTEA),
      accumulate("first", callOf("ffq:percentile_fraction", [at(args, 1)], FLOAT8), FLOAT8),
    ],
    finish: (values) => callOf("ffq:histogram_value", values, FLOAT8),
    doc: "The value at a fraction (the second argument) of the values in order, at most 0.4 % nearer to 0 than it is.",
  },
];
