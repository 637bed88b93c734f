// bit_or(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { bits } from "./bits.ts";

export const bitOr = (): readonly AggregateOverload[] => bits("bit_or", "bit-or", "The bits that any value has.");
