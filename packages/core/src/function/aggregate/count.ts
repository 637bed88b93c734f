// count(*) and count(x): of no row they are 0, not NULL.
import { INT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { at, countOf } from "./build.ts";

const row = { name: "count", result: "int8", nullable: false } as const;

export const count = (): readonly AggregateOverload[] => [
  {
    ...row,
    args: [],
    accumulators: () => [{ operator: "count-rows", type: INT8 }],
    finish: (values) => at(values, 0),
    doc: "The number of rows.",
  },
  {
    ...row,
    args: ["any"],
    accumulators: (args) => [countOf(at(args, 0))],
    finish: (values) => at(values, 0),
    doc: "The number of rows where the argument is not NULL.",
  },
];
