// mode() WITHIN GROUP (PostgreSQL manual, section 9.21, ordered-set aggregates).
import type { OrderedSetRow } from "./ordered-set.ts";

export const mode: OrderedSetRow = {
  name: "mode",
  forms: [{ direct: "", key: "any" }],
  doc: "The most frequent value; of several the first in order.",
};
