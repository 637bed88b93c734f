// Reads columns that lie in the arena (memory tables, spooled results) in batches. Flat columns are shown in
// place: nothing is copied.
import { type Batch, throughIndex, type Vector } from "../column/vector.ts";
import { storageWidth } from "../type/storage.ts";
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

/** Logical rows [start, start + rows) of a column. */
export function sliceVector(column: Vector, start: number, rows: number): Vector {
  const { type, storage, index, dictionary } = column;
  if (index !== 0) return throughIndex(column, index + start * 4);
  const data = column.data + start * storageWidth(storage);
  const validity = column.validity === 0 ? 0 : column.validity + start;
  return { type, storage, data, validity, index, slots: rows, dictionary };
}
