// What WITH defines, while it is bound, and what a WITH around a whole statement may define beside queries. Types alone: the
// second is loaded with the statements that change tables (changing-with.ts).
import type { CommonTableExpr } from "@pgsql/types";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import type { CteEntry, QueryPlace } from "./scope.ts";

export interface Definition {
  readonly entry: CteEntry;
  readonly plan: LogicalPlan;
  readonly materialized: boolean;
  /** How often this definition refers to earlier ones. */
  readonly uses: ReadonlyMap<CteEntry, number>;
}

/** A definition that changes a table. */
export interface BoundDefinition {
  readonly plan: LogicalPlan;
  /** What a reference gives: the columns of RETURNING. */
  readonly columns: readonly OutputColumn[];
  /** Of the name that stands for it. */
  readonly reference: Pick<CteEntry, "held" | "guard">;
}

export interface Changes {
  /** Binds INSERT, UPDATE or DELETE. */
  define(at: QueryPlace, cte: CommonTableExpr): BoundDefinition;
  /** The statement's plan with the queries that it reads around it; what changes tables is kept apart. */
  arrange(definitions: readonly Definition[], body: LogicalPlan): LogicalPlan;
}
