// Batches of a query for a reader that takes their rows further at once (writers of files): it is told whose the memory is that
// they lie in.
import type { ArenaBatch } from "../column/arena-batch.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { ResultStream } from "./result.ts";

/** Rows in the arena. The query keeps its memory until they are given back. */
export interface LentBatch {
  readonly kind: "lent";
  readonly batch: ArenaBatch;
  copy(): ResultBatch;
  /** Once, when nobody looks at them any more. */
  giveBack(): void;
}

export type LeavingBatch =
  /** In buffers that are the reader's. */
  | { readonly kind: "own"; readonly batch: ResultBatch }
  /** In buffers that others look at as well. */
  | { readonly kind: "shared"; readonly batch: ResultBatch }
  | LentBatch;

/** The batches of a stream whose buffers are not the reader's alone. */
export function sharedBatches(stream: ResultStream): ResultStream<LeavingBatch> {
  return {
    fields: stream.fields,
    get statistics() {
      return stream.statistics;
    },
    close: () => stream.close(),
    async *[Symbol.asyncIterator]() {
      for await (const batch of stream) yield { kind: "shared", batch };
    },
  };
}
