// What a pipeline is made of, as plain data that crosses threads: a source, transforms and a sink, each a plan
// node without its inputs. pipeline/pipeline.ts makes these from a plan; create.ts makes operators of them.
import type { ScanRange } from "../catalog/scan-ranges.ts";
import type { TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import type { StageId, StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { Datum } from "../type/datum.ts";
import type { HashAggregateSpec, HashJoinSpec, NestedLoopJoinSpec, SortSpec, WindowSpec } from "./spec.ts";

export type SourceSpec =
  /** The caller's thread reads its morsels through the provider. */
  | {
      readonly kind: "scan";
      readonly table: TableRef;
      readonly columns: readonly number[];
      readonly filters: readonly PhysicalExpr[];
      /** All of it, not the task's share. */
      readonly whole: boolean;
      /** The task's share, where that is a range of values: of reading, and of rows. */
      readonly range?: ScanRange;
      readonly rowRange?: RowRange;
      /** Columns, by position among those that are read, by which what comes next picks rows: it asks for the others when rows are left. */
      readonly deciding?: readonly number[];
    }
  | { readonly kind: "values"; readonly fields: readonly Field[]; readonly rows: readonly (readonly Datum[])[] }
  | { readonly kind: "table-function"; readonly call: TableFunctionSpec }
  /** What a breaker left. */
  | { readonly kind: "state"; readonly state: StateId; readonly spec: HashAggregateSpec | SortSpec | WindowSpec }
  /** The build rows that no probe row matched (right-semi: that one did). */
  | { readonly kind: "unmatched"; readonly state: StateId; readonly spec: HashJoinSpec | NestedLoopJoinSpec }
  /** A common table expression's rows. */
  | { readonly kind: "spool"; readonly state: StateId; readonly columns: readonly number[] }
  /** In a recursive step: the rows that the last round added. */
  | { readonly kind: "working"; readonly state: StateId; readonly columns: readonly number[] }
  | { readonly kind: "exchange-read"; readonly stage: StageId };

/** The rows of a task whose share of a table is a range of values. */
export interface RowRange {
  /** Of the column, among those that are read. */
  readonly position: number;
  /** In the units of its storage. Absent: from the least, and the NULLs. */
  readonly from?: bigint;
  /** The first that is not in it. */
  readonly to?: bigint;
  /** Whether a row is in it, over the columns that are read. */
  readonly predicate: PhysicalExpr;
}

export interface TableFunctionSpec {
  readonly overload: string;
  readonly args: readonly PhysicalExpr[];
  readonly fields: readonly Field[];
}

export type TransformSpec =
  /** `leavesUnread`: what comes next picks rows, too, before it looks at columns that the scan left unread. */
  | { readonly kind: "filter"; readonly predicate: PhysicalExpr; readonly leavesUnread?: true }
  | { readonly kind: "project"; readonly exprs: readonly PhysicalExpr[] }
  | { readonly kind: "hash-join"; readonly state: StateId; readonly spec: HashJoinSpec }
  | { readonly kind: "nested-loop-join"; readonly state: StateId; readonly spec: NestedLoopJoinSpec }
  /** Counts in the arena, over all threads that run the node. */
  | { readonly kind: "limit"; readonly state: StateId; readonly limit?: number; readonly offset: number }
  | { readonly kind: "repeat"; readonly count: number }
  | { readonly kind: "distinct-on"; readonly fields: readonly Field[]; readonly keys: readonly PhysicalExpr[] }
  /** Once for each input row, whose columns stand before the function's. */
  | { readonly kind: "table-function"; readonly call: TableFunctionSpec };

export type SinkSpec =
  | { readonly kind: "hash-aggregate"; readonly state: StateId; readonly spec: HashAggregateSpec }
  | { readonly kind: "sort"; readonly state: StateId; readonly spec: SortSpec }
  | { readonly kind: "window"; readonly state: StateId; readonly spec: WindowSpec }
  | { readonly kind: "hash-join-build"; readonly state: StateId; readonly spec: HashJoinSpec }
  | { readonly kind: "nested-loop-build"; readonly state: StateId; readonly spec: NestedLoopJoinSpec }
  | { readonly kind: "spool"; readonly state: StateId; readonly fields: readonly Field[] }
  /** A recursive common table expression: what it adds to the rows so far is the next round's input. */
  | {
      readonly kind: "recursion";
      readonly state: StateId;
      readonly fields: readonly Field[];
      readonly distinct: boolean;
    }
  /** Out of the arena, to the caller. */
  | {
      readonly kind: "result";
      readonly fields: readonly Field[];
      /** Batches stay in the arena while there is room: the caller copies them out. */
      readonly inArena?: boolean;
    }
  | { readonly kind: "exchange-write"; readonly fields: readonly Field[]; readonly partitioning: Partitioning };
