// What a query gives its caller: batches of plain columns in Arrow's layout, in ordinary ArrayBuffers that the
// caller may keep as long as it likes. Nothing here points into the arena.
import type { Field } from "../column/vector.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { LogicalType } from "../type/logical-type.ts";

/**
 * One column of a batch. `data` holds, per row:
 *
 * bool: a bit, least significant first. int2: i16. int4, date: i32. int8, timestamp (microseconds): i64.
 * float4: f32. float8: f64. numeric(p, s): the unscaled value in 16 bytes. interval: months i32, days i32,
 * microseconds i64. text, varchar, bpchar: UTF-8 bytes between two `offsets`; numeric without fixed scale: the
 * same, of PostgreSQL's text form.
 */
export interface ResultColumn {
  readonly type: LogicalType;
  readonly rows: number;
  readonly nullCount: number;
  /** A bit per row, 1 = valid; absent when no row is NULL. */
  readonly validity?: Uint8Array<ArrayBuffer>;
  /** rows + 1 positions in `data`, the first 0; only where the type says so above. */
  readonly offsets?: Int32Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface ResultBatch {
  readonly rows: number;
  readonly columns: readonly ResultColumn[];
}

/** What one node of the plan did, over all threads and tasks. */
export interface OperatorStatistics {
  /** Rows and batches that it put out. */
  readonly rows: number;
  readonly batches: number;
  /** Time on workers, without that of the nodes below it. */
  readonly milliseconds: number;
}

export interface QueryStatistics {
  /** By node of the stage graph that was run; nodes that have not run yet are absent. */
  readonly operators: ReadonlyMap<PhysicalPlan, OperatorStatistics>;
  /** The most arena memory that the query held at one time. */
  readonly peakBytes: number;
  /** From the start to the last row, or to now. */
  readonly milliseconds: number;
}

/**
 * The rows of a query, in order. Pulling drives it: a caller that does not ask stops the workers once their
 * buffers are full. Everything the query holds is freed at the end of the rows, at an error, and by `close`.
 */
export interface ResultStream extends AsyncIterable<ResultBatch> {
  readonly fields: readonly Field[];
  /** So far; complete after the last row. */
  readonly statistics: QueryStatistics;
  /** Ends the query early; waits until everything is freed. Does nothing after the end. */
  close(): Promise<void>;
}
