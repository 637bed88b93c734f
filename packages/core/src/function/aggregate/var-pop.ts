// var_pop(x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { variance } from "./variance.ts";

export const varPop = (): readonly AggregateOverload[] =>
  variance("var_pop", "ffq:var_pop", "The population variance.");
