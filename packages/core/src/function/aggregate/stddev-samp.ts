// stddev_samp(x) and stddev(x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { variance } from "./variance.ts";

export const stddevSamp = (): readonly AggregateOverload[] =>
  ["stddev_samp", "stddev"].flatMap((name) => variance(name, "ffq:stddev_samp", "The sample standard deviation."));
