// The time when the statement began, which is the transaction's here: every statement is one (PostgreSQL manual,
// section 9.9.5). The session puts the moment in the place of these calls before the plan is optimized
// (session/statement-time.ts), so nothing is left to compute.
import { internal } from "../../common/error.ts";
import type { ScalarOverload } from "../registry.ts";

/** now() and its like. */
export const NOW_OVERLOADS: ReadonlySet<string> = new Set([
  "now()",
  "transaction_timestamp()",
  "statement_timestamp()",
]);

export const nowFunctions: readonly ScalarOverload[] = ["now", "transaction_timestamp", "statement_timestamp"].map(
  (name) => ({
    name,
    args: [],
    result: "timestamptz",
    strict: true,
    volatility: "stable",
    canFail: false,
    doc: "When the statement began.",
    lower: () => {
      throw internal(`${name}() in a plan that runs`);
    },
  }),
);
