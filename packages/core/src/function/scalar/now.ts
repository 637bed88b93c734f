// The time when the statement began, which is the transaction's here: every statement is one (PostgreSQL manual,
// section 9.9.5). The session puts the moment in the place of these calls before the plan is optimized
// (session/statement-time.ts), so nothing is left to compute.
import { internal } from "../../common/error.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

/** now() and its like. */
export const NOW_OVERLOADS: ReadonlySet<string> = new Set([
  "now()",
  "transaction_timestamp()",
  "statement_timestamp()",
]);

/** clock_timestamp(): when the plan was made, for all rows. */
export const CLOCK_OVERLOAD = "clock_timestamp()";

const moment = (name: string, doc: string): ScalarOverload => ({
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

export const nowFunctions: FunctionFamily = functionFamily(
  ["now", "transaction_timestamp", "statement_timestamp", "clock_timestamp"],
  () => [
    ...["now", "transaction_timestamp", "statement_timestamp"].map((name) => moment(name, "When the statement began.")),
    moment("clock_timestamp", "When the statement was planned: one moment for all rows."),
  ],
);
