// The port between a session and what runs its plans: this process (embedded-runtime.ts) or a cluster.
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import type { FfqError } from "../common/error.ts";
import type { RowGroupWork } from "../format/parquet/write-row-group.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { RowGroupEncoding } from "./encode-on-crew.ts";
import type { LeavingBatch } from "./leaving-batch.ts";
import type { SpillOptions } from "./query-spill.ts";
import type { ResultBatch, ResultStream } from "./result.ts";

/** The rows of a table in memory, for a runtime that cannot reach this process's memory. */
export interface TableRows {
  /** The same object for the same rows. */
  readonly key: object;
  /** All columns of the provider but the row number, as in the table's definition. */
  readonly fields: readonly Field[];
  read(signal: AbortSignal | undefined): AsyncIterable<ResultBatch>;
}

export interface RunOptions extends SpillOptions {
  /** Opens the tables that the plan names, as they were when the query was planned. */
  readonly tables: (ref: TableRef) => TableProvider;
  /** The rows of a table that lies in this process's memory; undefined: it does not. */
  readonly memoryRows?: (ref: TableRef) => TableRows | undefined;
  /** Stops the query within 100 ms: CANCELLED. */
  readonly signal?: AbortSignal;
  /** Stops the query when it has run that long: TIMEOUT. */
  readonly timeoutMs?: number;
  /** Bytes of operators' state and buffers; more is MEMORY_LIMIT. Absent: what the arena holds. */
  readonly memoryLimit?: number;
  /** The most rows of a batch. */
  readonly batchRows?: number;
}

export interface Runtime {
  /** Starts when the first batch is asked for. Errors reach the caller from the stream. */
  run(graph: StageGraph, options: RunOptions): ResultStream;
  /** Ends what runs (CLOSED) and the threads; waits for them. May be called more than once. */
  close(): Promise<void>;
}

/** The runtime of this process: it also encodes what leaves the engine as files. */
export interface LocalRuntime extends Runtime {
  /** As run, for who takes the rows further at once. What the query holds is freed when all is given back: `close` waits for it. */
  lend(graph: StageGraph, options: RunOptions): ResultStream<LeavingBatch>;
  /** After an error that leaves the memories in doubt (common/error.ts `damage`): ends what runs, and refuses what comes. */
  damaged(error: FfqError): void;
  /** How many tasks run at the same time: a row group that is encoded is one. */
  readonly capacity: number;
  /** Begins a row group on one of the threads. @throws FfqError, CANCELLED by the signal among them */
  encode(rowGroup: RowGroupWork, signal?: AbortSignal): Promise<RowGroupEncoding>;
}

/** A runtime of many machines. */
export interface ClusterRuntime extends Runtime {
  /** Tasks that can run at the same time, as far as is known; at least 1. */
  slots(): Promise<number>;
}
