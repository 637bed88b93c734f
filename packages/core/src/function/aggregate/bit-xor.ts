// bit_xor(x) (PostgreSQL manual, section 9.21).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { bits } from "./bits.ts";

export const bitXor = (): readonly AggregateOverload[] =>
  bits("bit_xor", "bit-xor", "The bits that an odd number of values has.");
