// any_value(x) (PostgreSQL manual, section 9.21), which is the first value met, and of no value NULL.
import { NUMERIC } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, at } from "./build.ts";

export const anyValue = (): readonly AggregateOverload[] => [
  {
    name: "any_value",
    args: ["any"],
    result: ([type]) => type ?? NUMERIC,
    nullable: true,
    accumulators: (args) => [accumulate("first", at(args, 0), at(args, 0).type)],
    finish: (values) => at(values, 0),
    doc: "Any of the values.",
  },
];
