// Decodes a row group whose column chunks already lie in the arena: the synchronous, worker's side of a scan.
// Every batch shows each column in one representation (flat slots, or dictionary codes), so a batch may be
// shorter than asked for.
import type { Arena } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import type { DecodeKernels } from "./chunk-context.ts";
import { type ChunkInput, ColumnReader } from "./column-reader.ts";

export interface RowGroupInput {
  readonly arena: Arena;
  /** Everything that decoding allocates belongs to it. */
  readonly region: Region;
  readonly kernels: DecodeKernels;
  readonly file: string;
  readonly rowGroup: number;
  readonly columns: readonly ChunkInput[];
  /** Of the row group. */
  readonly rows: number;
  /** Only these rows; absent: all. */
  readonly range?: RowRange;
}

/** Rows [start, end) of a row group. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

export class RowGroupReader {
  readonly #columns: ColumnReader[] = [];
  #left: number;

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(input: RowGroupInput) {
    const { start, end } = input.range ?? { start: 0, end: input.rows };
    this.#left = end - start;
    const place = { file: input.file, rowGroup: input.rowGroup };
    try {
      for (const column of input.columns) {
        const reader = new ColumnReader(input.region, input.kernels, column, input.rows, place);
        this.#columns.push(reader);
        reader.skip(start);
      }
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** The next rows, at most `maximumRows`; undefined at the end. Valid until the next call or close(). */
  next(maximumRows: number): Batch | undefined {
    if (this.#left === 0) return undefined;
    let rows = Math.min(maximumRows, this.#left);
    for (const column of this.#columns) rows = column.stretch(rows);
    const columns = this.#columns.map((column) => column.take(rows));
    this.#left -= rows;
    return { rows, columns };
  }

  /** Frees everything that decoding allocated; the chunks' own bytes stay. */
  close(): void {
    for (const column of this.#columns.splice(0)) column.close();
    this.#left = 0;
  }
}
