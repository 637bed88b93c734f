// Physical plans: operators over column positions, as plain data. Everything that a worker or another process
// needs to run a fragment is in it; nothing here knows kernels, files or SQL. Ids are given once, by the
// planner, and carried explicitly: nobody numbers a plan by walking it a second time.

import type { ScanRanges } from "../catalog/scan-ranges.ts";
import type { TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import type { CteId, StageId, StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { WindowFrame } from "../expr/window-frame.ts";
import type { Accumulator } from "../function/aggregate-registry.ts";
import type { WindowStep } from "../function/window-registry.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { Partitioning } from "./partitioning.ts";

export interface PhysicalSortKey {
  readonly expr: PhysicalExpr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** An accumulator of an aggregate node; calls are taken apart into these by the planner (function/aggregate-registry.ts). */
export interface PhysicalAccumulator extends Accumulator {
  /** Takes only the rows for which it is true. */
  readonly filter?: PhysicalExpr;
  /** Takes each distinct value of a group once. Never in a partial phase. */
  readonly distinct: boolean;
}

/** Rows or groups of a frame's bound; or, with RANGE, the bound itself: a value of the type of `key`, the order key. */
export type PhysicalFrameOffset = number | { readonly key: PhysicalExpr; readonly value: PhysicalExpr };

export type PhysicalFrame = WindowFrame<PhysicalFrameOffset>;

/** One column of a window node; calls are taken apart into these by the planner (function/window-registry.ts). */
export type PhysicalWindowStep =
  | Exclude<WindowStep, { readonly kind: "nth-value" }>
  | (Extract<WindowStep, { readonly kind: "nth-value" }> & { readonly frame: PhysicalFrame })
  | {
      readonly kind: "accumulate";
      readonly accumulator: PhysicalAccumulator;
      readonly frame: PhysicalFrame;
      readonly type: LogicalType;
    };

/** Rows whose rank of this kind is greater are not wanted: a window may leave them out, or not. */
export interface RankLimit {
  readonly ranking: "row-number" | "rank" | "dense-rank";
  /** From 1 on. */
  readonly most: number;
}

/** As logical/plan.ts says, with the probe side left and the build side right. */
export type PhysicalJoinKind =
  | "inner"
  | "left"
  | "right"
  | "full"
  | "semi"
  | "anti"
  | "single"
  | "mark"
  | "right-semi"
  | "right-anti";

/** Fields of the node's output, in order. */
interface Node {
  readonly fields: readonly Field[];
  /** Rows the planner expects. */
  readonly estimatedRows: number;
}

export type PhysicalPlan = Node &
  (
    | {
        readonly kind: "scan";
        readonly table: TableRef;
        /** Positions in the provider's fields. */
        readonly columns: readonly number[];
        /** Over all the provider's fields; those that reading does not apply stand in a filter above. */
        readonly filters: readonly PhysicalExpr[];
        /** Every task of the stage reads all of it; otherwise each reads its share. */
        readonly whole?: boolean;
        /** What the shares are: by the values of a column. Absent: by the table's parts. */
        readonly ranges?: ScanRanges;
      }
    | { readonly kind: "values"; readonly rows: readonly (readonly Datum[])[] }
    | {
        readonly kind: "table-function";
        readonly overload: string;
        readonly args: readonly PhysicalExpr[];
        readonly input?: PhysicalPlan;
      }
    | { readonly kind: "filter"; readonly input: PhysicalPlan; readonly predicate: PhysicalExpr }
    | { readonly kind: "project"; readonly input: PhysicalPlan; readonly exprs: readonly PhysicalExpr[] }
    | {
        /** Output: keys, accumulators' values, and with grouping sets the number of the set (int8) a row comes from. */
        readonly kind: "hash-aggregate";
        readonly state: StateId;
        readonly input: PhysicalPlan;
        readonly keys: readonly PhysicalExpr[];
        readonly accumulators: readonly PhysicalAccumulator[];
        /** final: the input is what a partial phase put out, and the accumulators merge. */
        readonly phase: "single" | "partial" | "final";
        /** Positions in `keys`, one list a set: keys that are not in a row's set are NULL. */
        readonly groupingSets?: readonly (readonly number[])[];
      }
    | {
        readonly kind: "hash-join";
        readonly state: StateId;
        readonly join: PhysicalJoinKind;
        readonly probe: PhysicalPlan;
        readonly build: PhysicalPlan;
        readonly keys: readonly {
          readonly probe: PhysicalExpr;
          readonly build: PhysicalExpr /** NULL equals NULL. */;
          readonly nullsEqual: boolean;
        }[];
        /** Over probe columns followed by build columns. */
        readonly residual?: PhysicalExpr;
      }
    | {
        readonly kind: "nested-loop-join";
        readonly state: StateId;
        readonly join: PhysicalJoinKind;
        readonly probe: PhysicalPlan;
        readonly build: PhysicalPlan;
        readonly predicate?: PhysicalExpr;
      }
    | {
        readonly kind: "sort";
        readonly state: StateId;
        readonly input: PhysicalPlan;
        readonly keys: readonly PhysicalSortKey[];
        /** Only the first rows are needed. */
        readonly limit?: number;
      }
    /** Output: the input's columns, then one for each step. */
    | {
        readonly kind: "window";
        readonly state: StateId;
        readonly input: PhysicalPlan;
        readonly partitionBy: readonly PhysicalExpr[];
        readonly orderBy: readonly PhysicalSortKey[];
        readonly steps: readonly PhysicalWindowStep[];
        /** All steps are ranks then. */
        readonly rankLimit?: RankLimit;
      }
    | {
        readonly kind: "limit";
        readonly state: StateId;
        readonly input: PhysicalPlan;
        readonly limit?: number;
        readonly offset: number;
      }
    /** The first row of each key, in input order; the input is sorted by them. */
    | { readonly kind: "distinct-on"; readonly input: PhysicalPlan; readonly keys: readonly PhysicalExpr[] }
    | { readonly kind: "union-all"; readonly inputs: readonly PhysicalPlan[] }
    /** Each row as often as the bigint in column `count` says, without that column: EXCEPT ALL, INTERSECT ALL. */
    | { readonly kind: "repeat"; readonly input: PhysicalPlan; readonly count: number }
    /** Writes `definition` into a spool that cte-scans in `body` read. */
    | {
        readonly kind: "cte";
        readonly state: StateId;
        readonly cte: CteId;
        readonly definition: PhysicalPlan;
        readonly body: PhysicalPlan;
      }
    | { readonly kind: "cte-scan"; readonly state: StateId; readonly cte: CteId; readonly columns: readonly number[] }
    | {
        readonly kind: "recursive-cte";
        readonly state: StateId;
        readonly cte: CteId;
        readonly base: PhysicalPlan;
        readonly step: PhysicalPlan;
        readonly distinct: boolean;
        /** How many rounds may add rows before that is an error; 0: any number. */
        readonly mostRounds: number;
        /** How many rows are asked for: with so many no further round is needed. Absent: all are. */
        readonly rowLimit?: number;
      }
    /** The output of another stage. */
    | { readonly kind: "exchange-read"; readonly stage: StageId }
    /** Where the stage graph will be cut; planner-internal, absent from fragments. */
    | { readonly kind: "exchange"; readonly input: PhysicalPlan; readonly partitioning: Partitioning }
    /** An operator of an extension: its package encodes, creates and explains it. */
    | {
        readonly kind: "extension";
        readonly name: string;
        readonly payload: unknown;
        readonly inputs: readonly PhysicalPlan[];
      }
  );
