// Moments of the statement that runs, which is the transaction here: every statement is one (PostgreSQL manual,
// section 9.9.5). The session puts the moment in the place of these calls before the plan is optimized
// (session/statement-time.ts), so nothing is left to compute.
import { internal } from "../../../common/error.ts";
import type { ScalarOverload } from "../../registry.ts";

/** now() and its like: when the statement began. */
export const NOW_OVERLOADS: ReadonlySet<string> = new Set([
  "now()",
  "transaction_timestamp()",
  "statement_timestamp()",
]);

/** The row of a function that gives a moment: when the statement began, if nothing else is said. */
export const statementMoment = (name: string, doc = "When the statement began."): ScalarOverload => ({
  name,
  args: [],
  result: "timestamptz",
  strict: true,
  volatility: "stable",
  canFail: false,
  doc,
  lower: () => {
    throw internal(`${name}() in a plan that runs`);
  },
});
