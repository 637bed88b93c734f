// regr_count(y, x) (PostgreSQL manual, section 9.21, statistics).
import { INT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { at } from "./build.ts";
import { pairsInOrder } from "./in-order.ts";
import { fitAccumulators } from "./regression.ts";

export const regrCount = (): readonly AggregateOverload[] => [
  {
    name: "regr_count",
    args: ["float8", "float8"],
    result: "int8",
    nullable: false,
    accumulators: (args) => [...fitAccumulators(args).slice(0, 1)],
    finish: (values) => at(values, 0),
    inOrder: pairsInOrder(({ n }) => ({
      kind: "coalesce",
      args: [n, { kind: "constant", value: 0n, type: INT8 }],
      type: INT8,
    })),
    doc: "The number of rows where neither column is NULL.",
  },
];
