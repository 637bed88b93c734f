// percent_rank(args) WITHIN GROUP (PostgreSQL manual, section 9.21, hypothetical-set aggregates).
import { hypothetical, type OrderedSetRow } from "./ordered-set.ts";

export const percentRank: OrderedSetRow = {
  name: "percent_rank",
  forms: [hypothetical("double precision")],
  doc: "The share of the rows that would stand before the arguments as a row.",
};
