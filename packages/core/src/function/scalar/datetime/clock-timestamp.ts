// clock_timestamp() (PostgreSQL manual, section 9.9.5): when the plan was made, for all rows.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { statementMoment } from "./statement-moment.ts";

/** The key of its one row. */
export const CLOCK_OVERLOAD = "clock_timestamp()";

export const clockTimestamp: FunctionFamily = functionFamily(["clock_timestamp"], () => [
  statementMoment("clock_timestamp", "When the statement was planned: one moment for all rows."),
]);
