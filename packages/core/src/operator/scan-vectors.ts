// Reads columns that lie in the arena (memory tables, spooled results) in batches. Flat columns are shown in
// place: nothing is copied.
import { sliceVector } from "../column/slice.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { BatchSource } from "./operator.ts";

/** The rows [start, end) of `columns`, at most `batchRows` at a time. */
export function scanVectors(columns: readonly Vector[], start: number, end: number, batchRows: number): BatchSource {
  let position = start;
  return {
    next(): Batch | undefined {
      if (position >= end) return undefined;
      const rows = Math.min(batchRows, end - position);
      const from = position;
      position += rows;
      return { rows, columns: columns.map((column) => sliceVector(column, from, rows)) };
    },
    close(): void {
      position = end;
    },
  };
}
