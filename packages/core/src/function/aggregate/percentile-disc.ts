// percentile_disc(fraction) WITHIN GROUP (PostgreSQL manual, section 9.21, ordered-set aggregates).
import type { OrderedSetRow } from "./ordered-set.ts";

export const percentileDisc: OrderedSetRow = {
  name: "percentile_disc",
  forms: [
    { direct: "double precision", key: "any" },
    { direct: "double precision[]", key: "any", result: "array" },
  ],
  doc: "The first of the ordered values whose place is not before a fraction; for an array of fractions as many values.",
};
