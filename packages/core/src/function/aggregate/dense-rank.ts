// dense_rank(args) WITHIN GROUP (PostgreSQL manual, section 9.21, hypothetical-set aggregates).
import { hypothetical, type OrderedSetRow } from "./ordered-set.ts";

export const denseRank: OrderedSetRow = {
  name: "dense_rank",
  forms: [hypothetical("bigint")],
  doc: "The number of the peer group that the arguments, as a row, would be in.",
};
