// stddev_pop(x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { variance } from "./variance.ts";

export const stddevPop = (): readonly AggregateOverload[] =>
  variance("stddev_pop", "ffq:stddev_pop", "The population standard deviation.");
