// var_samp(x) and variance(x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { variance } from "./variance.ts";

export const varSamp = (): readonly AggregateOverload[] =>
  ["var_samp", "variance"].flatMap((name) => variance(name, "ffq:var_samp", "The sample variance."));
