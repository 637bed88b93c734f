// regr_intercept(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { apply } from "./formula.ts";
import { regression } from "./regression.ts";
import { slope } from "./slope.ts";

export const regrIntercept = (): readonly AggregateOverload[] => [
  regression(
    "regr_intercept",
    (fit) => apply("-", fit.meanY, apply("*", slope(fit), fit.meanX)),
    "Where the fitted line meets the y axis.",
  ),
];
