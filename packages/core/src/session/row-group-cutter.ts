// Where a stream of batches is cut into row groups: at so many rows, or earlier at so many bytes. Pure.
import { DEFAULT_ROW_GROUP_ROWS, type ParquetFileOptions } from "../format/parquet/write-file.ts";

/** Rows of a batch that belong to one row group: `from` to `to` (exclusive). */
export interface RowGroupPiece {
  readonly from: number;
  readonly to: number;
  /** They are its first ones: the row group before is whole. */
  readonly isFirst: boolean;
}

/** Rows of 250 bytes still fill a row group; of wider ones the memory that a COPY takes must stay in bounds. */
const DEFAULT_ROW_GROUP_BYTES = 32 * 1024 * 1024;

export class RowGroupCutter {
  readonly #mostRows: number;
  readonly #mostBytes: number;
  /** Of the row group that is not whole. */
  #rows = 0;
  #bytes = 0;

  constructor(options: ParquetFileOptions) {
    this.#mostRows = options.rowGroupRows ?? DEFAULT_ROW_GROUP_ROWS;
    this.#mostBytes = options.rowGroupBytes ?? DEFAULT_ROW_GROUP_BYTES;
  }

  /** The next batch's rows by row group, in their order. */
  cut(rows: number, bytes: number): readonly RowGroupPiece[] {
    const pieces: RowGroupPiece[] = [];
    for (let from = 0; from < rows; ) {
      const isFirst = this.#rows === 0 || this.#rows === this.#mostRows || this.#bytes + bytes > this.#mostBytes;
      if (isFirst) {
        this.#rows = 0;
        this.#bytes = 0;
      }
      const to = Math.min(rows, from + this.#mostRows - this.#rows);
      pieces.push({ from, to, isFirst });
      this.#rows += to - from;
      this.#bytes += (bytes * (to - from)) / rows;
      from = to;
    }
    return pieces;
  }
}
