// percentile_cont(fraction) WITHIN GROUP (PostgreSQL manual, section 9.21, ordered-set aggregates).
import type { OrderedSetRow } from "./ordered-set.ts";

export const percentileCont: OrderedSetRow = {
  name: "percentile_cont",
  forms: [
    { direct: "double precision", key: "double precision", result: "double precision" },
    { direct: "double precision", key: "interval", result: "interval" },
    { direct: "double precision[]", key: "double precision", result: "double precision[]" },
    { direct: "double precision[]", key: "interval", result: "interval[]" },
  ],
  doc: "The value at a fraction of the ordered values, between two neighbours where it falls there; for an array of fractions as many values.",
};
