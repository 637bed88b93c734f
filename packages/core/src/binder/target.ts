// An item of a SELECT list, as the clauses behind it see it.
import type { LogicalExpr } from "../logical/plan.ts";

export interface Target {
  readonly name: string;
  readonly expr: LogicalExpr;
  /** Computed for ORDER BY or DISTINCT ON, and not part of the result. */
  readonly hidden: boolean;
}
