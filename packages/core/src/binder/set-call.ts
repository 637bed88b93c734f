// A call of a set-returning function in a SELECT list, as data: see set-calls.ts.
import type { LogicalExpr, OutputColumn } from "../logical/plan.ts";

export interface SetCall {
  /** Its elements. */
  readonly output: OutputColumn;
  /** What it returns, as a list. */
  readonly list: LogicalExpr;
  /** How many unnests lie below its own: 1 more than of the calls in its arguments. */
  readonly depth: number;
}
