// The port between a session and what runs its plans: this process (embedded-runtime.ts) or a cluster.
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { ResultStream } from "./result.ts";

export interface RunOptions {
  /** Opens the tables that the plan names, as they were when the query was planned. */
  readonly tables: (ref: TableRef) => TableProvider;
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
