// cume_dist(args) WITHIN GROUP (PostgreSQL manual, section 9.21, hypothetical-set aggregates).
import { hypothetical, type OrderedSetRow } from "./ordered-set.ts";

export const cumeDist: OrderedSetRow = {
  name: "cume_dist",
  forms: [hypothetical("double precision")],
  doc: "The share of rows up to the last peer of the arguments as a row, that row counted too.",
};
