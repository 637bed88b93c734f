// bool_or(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { ofBooleans } from "./of-booleans.ts";

export const boolOr = (): readonly AggregateOverload[] => [ofBooleans("bool_or", "max", "Whether any value is true.")];
