// What a query gives its caller: a stream of batches (column/result-batch.ts), and what running it took.
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import type { PhysicalPlan } from "../physical/plan.ts";

export type { ResultBatch, ResultColumn };

/** What one node of the plan did, over all threads and tasks. */
export interface OperatorStatistics {
  /** Rows and batches that it put out. */
  readonly rows: number;
  readonly batches: number;
  /** Time on workers, without that of the nodes below it. */
  readonly milliseconds: number;
  /** The most that its state took on one thread. */
  readonly memoryBytes: number;
  /** That it wrote to disk because memory was short, compressed. */
  readonly spilledBytes: number;
  /** Of a scan: what it read and passed over, by name. */
  readonly scanned?: Readonly<Record<string, number>>;
  /** Of a filter: how many rows its conjuncts (from 0, as written) were asked for, and how many they let through. */
  readonly conjuncts?: readonly {
    readonly places: readonly number[];
    readonly asked: number;
    readonly passed: number;
  }[];
}

export interface QueryStatistics {
  /** By node of the stage graph that was run; nodes that have not run yet are absent. */
  readonly operators: ReadonlyMap<PhysicalPlan, OperatorStatistics>;
  /** The most arena memory that the query's operators held at one time. */
  readonly peakBytes: number;
  /** The most arena memory of what streamed through: bytes that were read ahead, columns that were being decoded. */
  readonly streamingPeakBytes?: number;
  /** From the start to the last row, or to now. */
  readonly milliseconds: number;
}

/**
 * The rows of a query, in order. Pulling drives it: a caller that does not ask stops the workers once their
 * buffers are full. Everything the query holds is freed at the end of the rows, at an error, and by `close`.
 */
export interface ResultStream<Batch = ResultBatch> extends AsyncIterable<Batch> {
  readonly fields: readonly Field[];
  /** So far; complete after the last row. */
  readonly statistics: QueryStatistics;
  /** Ends the query early; waits until everything is freed. Does nothing after the end. */
  close(): Promise<void>;
}
