// bit_and(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { bits } from "./bits.ts";

export const bitAnd = (): readonly AggregateOverload[] => bits("bit_and", "bit-and", "The bits that all values have.");
