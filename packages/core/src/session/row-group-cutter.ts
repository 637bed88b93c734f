// Where a stream of batches is cut into row groups: at so many rows, or earlier at so many bytes. Pure.
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { sliceResult } from "../format/parquet/slice-result.ts";
import { DEFAULT_ROW_GROUP_ROWS, type ParquetFileOptions } from "../format/parquet/write-file.ts";
import { columnTypeOf, type ResultForm } from "../format/parquet/write-types.ts";

/** Rows of 250 bytes still fill a row group; of wider ones the memory that a COPY takes must stay in bounds. */
const DEFAULT_ROW_GROUP_BYTES = 32 * 1024 * 1024;

export class RowGroupCutter {
  readonly #forms: readonly ResultForm[];
  readonly #mostRows: number;
  readonly #mostBytes: number;
  #batches: ResultBatch[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(fields: readonly Field[], options: ParquetFileOptions) {
    this.#forms = fields.map((field) => columnTypeOf(field).form);
    this.#mostRows = options.rowGroupRows ?? DEFAULT_ROW_GROUP_ROWS;
    this.#mostBytes = options.rowGroupBytes ?? DEFAULT_ROW_GROUP_BYTES;
  }

  /** The row groups that are full now, each as its batches. `isOwned`: the batch may become part of one as it is. */
  add(batch: ResultBatch, isOwned: boolean): readonly (readonly ResultBatch[])[] {
    const full: (readonly ResultBatch[])[] = [];
    const bytes = bytesOf(batch);
    for (let from = 0; from < batch.rows; ) {
      if (this.#rows > 0 && this.#bytes + bytes > this.#mostBytes) full.push(this.rest());
      const to = Math.min(batch.rows, from + this.#mostRows - this.#rows);
      this.#take(batch, from, to, (bytes * (to - from)) / batch.rows, isOwned);
      if (this.#rows === this.#mostRows) full.push(this.rest());
      from = to;
    }
    return full;
  }

  /** What does not make a whole row group; nothing is left then. */
  rest(): readonly ResultBatch[] {
    const batches = this.#batches;
    this.#batches = [];
    this.#rows = 0;
    this.#bytes = 0;
    return batches;
  }

  #take(batch: ResultBatch, from: number, to: number, bytes: number, isOwned: boolean): void {
    const isWhole = from === 0 && to === batch.rows && isOwned;
    this.#batches.push(isWhole ? batch : sliceResult(batch, this.#forms, from, to));
    this.#rows += to - from;
    this.#bytes += bytes;
  }
}

function bytesOf({ columns }: ResultBatch): number {
  return columns.reduce(
    (sum, { data, offsets, validity }) =>
      sum + data.byteLength + (offsets?.byteLength ?? 0) + (validity?.byteLength ?? 0),
    0,
  );
}
