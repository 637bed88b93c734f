// Rows of columns and batches that stand together: shown, not copied.
import { storageWidth } from "../type/storage.ts";
import { type Batch, isUnread, throughIndex, type Vector } from "./vector.ts";

/** Logical rows [start, start + rows) of a column. */
export function sliceVector(column: Vector, start: number, rows: number): Vector {
  const { type, storage, index, dictionary } = column;
  if (index !== 0) return throughIndex(column, index + start * 4);
  const data = column.data + start * storageWidth(storage);
  const validity = column.validity === 0 ? 0 : column.validity + start;
  return { type, storage, data, validity, index, slots: rows, dictionary };
}

/** Rows [start, start + rows) of a batch. Columns that were left unread are read for all of it, when they are asked for. */
export function sliceBatch({ columns, complete }: Batch, start: number, rows: number): Batch {
  const sliced = columns.map((column) => (isUnread(column) ? column : sliceVector(column, start, rows)));
  if (complete === undefined) return { rows, columns: sliced };
  let all: readonly Vector[] | undefined;
  const read = (): readonly Vector[] => complete().map((column) => sliceVector(column, start, rows));
  return { rows, columns: sliced, complete: () => (all ??= read()) };
}

/** The rows of a batch from one on. */
export function rowsFrom(batch: Batch, start: number): Batch {
  return sliceBatch(batch, start, batch.rows - start);
}

/** Gives `take` all rows of a batch, in order: it takes what it can, at least one, and answers how many. */
export function takeAll(batch: Batch, take: (rows: Batch) => number): void {
  let rest = batch;
  for (let taken = take(rest); taken < rest.rows; taken = take(rest)) rest = rowsFrom(rest, taken);
}
