// regr_avgy(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { regression } from "./regression.ts";

export const regrAvgy = (): readonly AggregateOverload[] => [
  regression("regr_avgy", (fit) => fit.meanY, "The mean of the dependent column."),
];
