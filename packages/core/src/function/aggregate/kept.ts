// What ordered-set aggregates are made of (binder/ordered-sets.ts).
import { type AggregateOverload, PLAIN_REQUEST } from "../aggregate-registry.ts";
import { at } from "./build.ts";
import { collects, concat, entryOf } from "./collect.ts";

export const kept = (): readonly AggregateOverload[] => [
  {
    name: "ffq:values",
    args: ["any"],
    result: "bytea",
    nullable: true,
    accumulators: (args) => [concat(at(args, 0))],
    finish: (values) => at(values, 0),
    doc: "The values themselves, of up to eight bytes, one behind the other.",
  },
  {
    ...collects,
    name: "ffq:entries",
    args: ["any"],
    result: "bytea",
    accumulators: (args, request = PLAIN_REQUEST) => [concat(entryOf(args, request))],
    finish: (values) => at(values, 0),
    doc: "Entries of the values, NULLs too, with the keys that ORDER BY asks for.",
  },
];
