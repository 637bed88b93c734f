// Sinks whose rows leave the pipeline while it runs (results, exchanges), instead of state at its end. What they
// put out belongs to whoever takes it.
import type { ResultBatch } from "../column/result-batch.ts";
import type { Sink } from "./operator.ts";
import type { RowStoreData } from "./row-store.ts";

export type Output =
  | { readonly kind: "result"; readonly batch: ResultBatch }
  /** Rows in the arena for the task that reads this partition. */
  | { readonly kind: "rows"; readonly partition: number; readonly rows: RowStoreData };

export interface OutputSink extends Sink<undefined> {
  /** What is ready to leave. A sink that keeps the rows' order gives all that is there when `isMorselDone`. */
  take(isMorselDone: boolean): readonly Output[];
  /** What is left, before the sink is finished. */
  last(): readonly Output[];
}

export function isOutputSink(sink: Sink<unknown>): sink is OutputSink {
  return "take" in sink;
}
