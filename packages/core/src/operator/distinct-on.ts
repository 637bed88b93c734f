// DISTINCT ON: the first row of each run of equal keys. The input is sorted by the keys, and comes from one thread.
import { Projection } from "../codegen/projection.ts";
import type { Batch } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { keyKernels } from "../kernel/key.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { KeyEncoder } from "./key-encoder.ts";
import { keyLayout } from "./key-layout.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import { RowView } from "./row-view.ts";

export function createDistinctOn(context: TaskContext, keys: readonly PhysicalExpr[], input: BatchSource): BatchSource {
  const { arena, region } = context;
  const projection = new Projection(context, keys);
  const layout = keyLayout(keys.map(({ type }) => ({ type, nulls: "equal" })));
  const encoder = KeyEncoder.create(region, layout);
  const records = new GrowingBuffer(region);
  const list = new GrowingBuffer(region);
  const view = new RowView(region);
  const previous = region.allocate(8 * layout.words);
  let hasPrevious = 0;
  return {
    next(): Batch | undefined {
      for (let idle = 1; ; idle++) {
        const batch = input.next();
        if (batch === undefined) return undefined;
        const { rows } = batch;
        const at = records.reserve(8 * layout.words * rows);
        projection.evaluateInParts(batch, (columns, count, from) => {
          encoder.encode(columns, count, at + 8 * layout.words * from, 0);
        });
        const starts = list.reserve(4 * Math.max(1, rows));
        const kept = keyKernels(arena).runStarts(at, layout.words, rows, previous, hasPrevious, starts);
        if (rows > 0) hasPrevious = 1;
        if (kept > 0 || idle === IDLE_BATCHES) return { rows: kept, columns: view.show(batch.columns, starts, kept) };
        context.checkCancelled();
      }
    },
    close(): void {
      projection.close();
      encoder.release();
      records.free();
      list.free();
      view.close();
      region.free(previous);
      input.close();
    },
  };
}
