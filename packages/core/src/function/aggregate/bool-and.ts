// bool_and(x) and every(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { ofBooleans } from "./of-booleans.ts";

export const boolAnd = (): readonly AggregateOverload[] =>
  ["bool_and", "every"].map((name) => ofBooleans(name, "min", "Whether all values are true."));
