// regr_syy(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { regression } from "./regression.ts";

export const regrSyy = (): readonly AggregateOverload[] => [
  regression("regr_syy", (fit) => fit.yy, "The sum of squared deviations of the dependent column."),
];
