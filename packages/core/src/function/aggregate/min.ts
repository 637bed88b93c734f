// min(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { extreme } from "./extreme.ts";

export const min = (): readonly AggregateOverload[] => extreme("min", "The least value.");
