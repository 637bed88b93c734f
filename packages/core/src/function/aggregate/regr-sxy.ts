// regr_sxy(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { regression } from "./regression.ts";

export const regrSxy = (): readonly AggregateOverload[] => [
  regression("regr_sxy", (fit) => fit.xy, "The sum of products of both columns' deviations."),
];
