// Where a stream of batches is cut into row groups: at so many rows, or earlier at so many bytes. Pure.
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { sliceResult } from "../format/parquet/slice-result.ts";
import { DEFAULT_ROW_GROUP_ROWS, type ParquetFileOptions } from "../format/parquet/write-file.ts";
import { columnTypeOf, type ResultForm } from "../format/parquet/write-types.ts";

/** Rows of one row group: those of a batch, or a share of them. */
export interface RowGroupPiece {
  readonly batch: ResultBatch;
  /** They are its first ones: the row group before is whole. */
  readonly isFirst: boolean;
}

/** Rows of 250 bytes still fill a row group; of wider ones the memory that a COPY takes must stay in bounds. */
const DEFAULT_ROW_GROUP_BYTES = 32 * 1024 * 1024;

export class RowGroupCutter {
  readonly #forms: readonly ResultForm[];
  readonly #mostRows: number;
  readonly #mostBytes: number;
  /** Of the row group that is not whole. */
  #rows = 0;
  #bytes = 0;

  constructor(fields: readonly Field[], options: ParquetFileOptions) {
    this.#forms = fields.map((field) => columnTypeOf(field).form);
    this.#mostRows = options.rowGroupRows ?? DEFAULT_ROW_GROUP_ROWS;
    this.#mostBytes = options.rowGroupBytes ?? DEFAULT_ROW_GROUP_BYTES;
  }

  /** The batch's rows by row group, in their order. `isOwned`: the batch may become part of one as it is. */
  cut(batch: ResultBatch, isOwned: boolean): readonly RowGroupPiece[] {
    const pieces: RowGroupPiece[] = [];
    const bytes = bytesOf(batch);
    for (let from = 0; from < batch.rows; ) {
      const isFirst = this.#rows === 0 || this.#rows === this.#mostRows || this.#bytes + bytes > this.#mostBytes;
      if (isFirst) {
        this.#rows = 0;
        this.#bytes = 0;
      }
      const to = Math.min(batch.rows, from + this.#mostRows - this.#rows);
      const isWhole = from === 0 && to === batch.rows && isOwned;
      pieces.push({ batch: isWhole ? batch : sliceResult(batch, this.#forms, from, to), isFirst });
      this.#rows += to - from;
      this.#bytes += (bytes * (to - from)) / batch.rows;
      from = to;
    }
    return pieces;
  }
}

function bytesOf({ columns }: ResultBatch): number {
  return columns.reduce(
    (sum, { data, offsets, validity }) =>
      sum + data.byteLength + (offsets?.byteLength ?? 0) + (validity?.byteLength ?? 0),
    0,
  );
}
