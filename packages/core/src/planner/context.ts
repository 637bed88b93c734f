// What planning one query needs from outside, and what its parts hand to each other. Ids are given out here
// and nowhere else, once for the whole query.
import type { ValueBlock } from "../catalog/statistics.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import { type ColumnId, StageId, StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { AggregateRegistry } from "../function/aggregate-registry.ts";
import type { WindowRegistry } from "../function/window-registry.ts";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Datum } from "../type/datum.ts";

export interface PlannerContext {
  readonly aggregates: AggregateRegistry;
  readonly windows: WindowRegistry;
  /** The table that a plan names. */
  provider(ref: TableRef): TableProvider;
  /** The value of an expression over no columns; undefined when it has to wait for run time. */
  fold(expr: PhysicalExpr): Datum | undefined;
  /** Rows that a node is expected to give (optimizer/estimate.ts). */
  estimateRows(plan: LogicalPlan): number;
  /** Of a function of the program (planner/lower-functions.ts); undefined for any other. Absent: there are none. */
  external?(overload: string): { readonly isStrict: boolean } | undefined;
  /** Tasks of a stage that can be spread. 1: no exchanges at all. */
  readonly partitions: number;
  /** An input of at most as many rows is not worth being spread. 0: whatever can be spread is. */
  readonly smallInputRows: number;
  /** The most rounds of a recursion. 0: no limit. */
  readonly recursionLimit: number;
  /** Whether two evaluations for the same row can differ. */
  readonly isVolatile: (expr: PhysicalExpr) => boolean;
  /** Whether evaluating it for some row can end the query. */
  readonly canFail: (expr: PhysicalExpr) => boolean;
  /**
   * Parts of a table that is sorted by a column (position in the provider's fields): tasks may divide it by the column's
   * values. Undefined: it is not sorted, or is not to be divided so.
   */
  blocksOf(table: TableRef, column: number): readonly ValueBlock[] | undefined;
}

/** A subtree of the plan, and where each of its columns stands. */
export interface Lowered {
  readonly plan: PhysicalPlan;
  readonly columns: ReadonlyMap<ColumnId, number>;
}

/** A spool or recursion whose rows cte-refs read. */
export interface OpenCte {
  readonly state: StateId;
  readonly columns: ReadonlyMap<ColumnId, number>;
}

/** Hands out the query's ids. */
export class PlanIds {
  #state = 0;
  #stage = 0;

  state(): StateId {
    return StateId(++this.#state);
  }

  stage(): StageId {
    return StageId(++this.#stage);
  }
}

export function fieldOf({ name, type, nullable }: OutputColumn): Field {
  return { name, type, nullable };
}

/** Columns by their place in a list. */
export function positionsOf(columns: readonly OutputColumn[]): ReadonlyMap<ColumnId, number> {
  return new Map(columns.map(({ id }, position) => [id, position]));
}
