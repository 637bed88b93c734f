// regr_sxx(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { regression } from "./regression.ts";

export const regrSxx = (): readonly AggregateOverload[] => [
  regression("regr_sxx", (fit) => fit.xx, "The sum of squared deviations of the independent column."),
];
