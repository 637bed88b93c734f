// regr_slope(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { regression } from "./regression.ts";
import { slope } from "./slope.ts";

export const regrSlope = (): readonly AggregateOverload[] => [
  regression("regr_slope", slope, "The slope of the fitted line."),
];
