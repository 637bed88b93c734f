// Sinks whose rows leave the pipeline while it runs (results, exchanges), instead of state at its end. What they
// put out belongs to whoever takes it.
import type { ArenaBatch } from "../column/arena-batch.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import { internal } from "../common/error.ts";
import type { PartedSink, Sink } from "./operator.ts";
import type { RowStoreData } from "./row-store.ts";

export type Output =
  | { readonly kind: "result"; readonly batch: ResultBatch }
  /** The same where it lies, for who copies it out of the arena and frees it. */
  | { readonly kind: "arena"; readonly batch: ArenaBatch }
  /** Rows in the arena for the task that reads this partition. */
  | { readonly kind: "rows"; readonly partition: number; readonly rows: RowStoreData };

export interface OutputSink extends PartedSink<undefined> {
  /** What is ready to leave. A sink that keeps the rows' order gives all that is there when `isMorselDone`. */
  take(isMorselDone: boolean): readonly Output[];
  /** What is left, before the sink is finished. */
  last(): readonly Output[];
}

export function isOutputSink(sink: Sink<unknown>): sink is OutputSink {
  return "take" in sink;
}

/** Of a sink that copies all rows out. */
export function resultOf(output: Output): ResultBatch {
  if (output.kind !== "result") throw internal(`a result of kind ${output.kind}`);
  return output.batch;
}
