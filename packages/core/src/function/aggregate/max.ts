// max(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { extreme } from "./extreme.ts";

export const max = (): readonly AggregateOverload[] => extreme("max", "The greatest value.");
