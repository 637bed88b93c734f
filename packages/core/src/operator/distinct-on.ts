// DISTINCT ON: the first row of each run of equal keys. The input is sorted by the keys, and comes from one thread.
import { Projection } from "../codegen/projection.ts";
import { sliceVector } from "../column/slice.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { keyKernels } from "../kernel/key.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { KeyEncoder } from "./key-encoder.ts";
import { keyLayout } from "./key-layout.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import { PartedInput } from "./parted-input.ts";
import { RowView } from "./row-view.ts";
import { firstCut } from "./spill/wide-rows.ts";

/** Texts of keys that were met are kept as long as they are a part of what is free: only the last row's are needed. */
const PART_OF_FREE = 16;

export function createDistinctOn(context: TaskContext, keys: readonly PhysicalExpr[], input: BatchSource): BatchSource {
  const { arena, region } = context;
  const gauge = context.spill?.gauge(region);
  const parted = new PartedInput(input);
  const projection = new Projection(context, keys);
  const layout = keyLayout(keys.map(({ type }) => ({ type, nulls: "equal" })));
  const met = region.createChild();
  let encoder = KeyEncoder.create(met, layout);
  const records = new GrowingBuffer(region);
  const list = new GrowingBuffer(region);
  const view = new RowView(region);
  const previous = region.allocate(8 * layout.words);
  let hasPrevious = 0;
  const forget = (columns: readonly Vector[], rows: number): void => {
    encoder.release();
    encoder = KeyEncoder.create(met, layout);
    const last = columns.map((column) => sliceVector(column, rows - 1, 1));
    encoder.encode(last, 1, previous, 0);
  };
  return {
    next(): Batch | undefined {
      for (let idle = 1; ; idle++) {
        const batch = parted.next();
        if (batch === undefined) return undefined;
        const { rows, columns } = projection.evaluateFirst(firstCut(arena, gauge, batch));
        parted.taken(batch, rows);
        const at = records.reserve(8 * layout.words * rows);
        encoder.encode(columns, rows, at, 0);
        const starts = list.reserve(4 * Math.max(1, rows));
        const kept = keyKernels(arena).runStarts(at, layout.words, rows, previous, hasPrevious, starts);
        if (rows > 0) hasPrevious = 1;
        if (rows > 0 && PART_OF_FREE * met.usedBytes > region.freeBytes) forget(columns, rows);
        if (kept > 0 || idle === IDLE_BATCHES) return { rows: kept, columns: view.show(batch.columns, starts, kept) };
        context.checkCancelled();
      }
    },
    close(): void {
      projection.close();
      encoder.release();
      met.release();
      records.free();
      list.free();
      view.close();
      region.free(previous);
      parted.close();
    },
  };
}
