// rank(args) WITHIN GROUP (PostgreSQL manual, section 9.21, hypothetical-set aggregates).
import { hypothetical, type OrderedSetRow } from "./ordered-set.ts";

export const rank: OrderedSetRow = {
  name: "rank",
  forms: [hypothetical("bigint")],
  doc: "The row number that the arguments, as a row, would have among the ordered rows: that of their first peer.",
};
