// covar_samp(y, x) (PostgreSQL manual, section 9.21, statistics).
import { INT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { apply, choose, float, is, NULL_FLOAT } from "./formula.ts";
import { regression } from "./regression.ts";

export const covarSamp = (): readonly AggregateOverload[] => [
  regression(
    "covar_samp",
    ({ n, count, xy }) =>
      choose(
        is(">", n, { kind: "constant", value: 1n, type: INT8 }),
        apply("/", xy, apply("-", count, float(1))),
        NULL_FLOAT,
      ),
    "The sample covariance.",
  ),
];
