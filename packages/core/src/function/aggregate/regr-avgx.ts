// regr_avgx(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { regression } from "./regression.ts";

export const regrAvgx = (): readonly AggregateOverload[] => [
  regression("regr_avgx", (fit) => fit.meanX, "The mean of the independent column."),
];
