// covar_pop(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { apply } from "./formula.ts";
import { regression } from "./regression.ts";

export const covarPop = (): readonly AggregateOverload[] => [
  regression("covar_pop", ({ count, xy }) => apply("/", xy, count), "The population covariance."),
];
