// Decodes a row group whose column chunks already lie in the arena: the synchronous, worker's side of a scan.
// Every batch shows each column in one representation (flat slots, or dictionary codes), so a batch may be
// shorter than asked for.
import type { Arena } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { FilePlace } from "./bad-file.ts";
import type { DecodeKernels } from "./chunk-context.ts";
import type { ChunkInput, ColumnInput } from "./chunk-input.ts";
import { ColumnReader } from "./column-reader.ts";
import { NestedReader } from "./nested-reader.ts";
import type { RowRange } from "./row-ranges.ts";

export interface RowGroupInput {
  readonly arena: Arena;
  /** Everything that decoding allocates belongs to it. */
  readonly region: Region;
  readonly kernels: DecodeKernels;
  readonly file: string;
  readonly rowGroup: number;
  readonly columns: readonly ColumnInput[];
  /** The rows to give, in order. */
  readonly ranges: readonly RowRange[];
}

/** Gives a column's rows. */
export interface RowReader {
  /** Passes over the rows before this one of the row group, which must not lie behind. */
  moveTo(row: number): void;
  /** Rows that can be taken at once, at most `rows`. */
  stretch(rows: number): number;
  /** The next rows; frees what only the last ones used. */
  take(rows: number): Vector;
  close(): void;
}

export class RowGroupReader {
  readonly #columns: RowReader[] = [];
  readonly #ranges: RowRange[];

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(input: RowGroupInput) {
    this.#ranges = [...input.ranges];
    const place = { file: input.file, rowGroup: input.rowGroup };
    try {
      for (const column of input.columns) this.#columns.push(openColumn(input, column, place));
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** The next rows, at most `maximumRows`; undefined at the end. Valid until the next call or close(). */
  next(maximumRows: number): Batch | undefined {
    const [range] = this.#ranges;
    if (range === undefined) return undefined;
    let rows = Math.min(maximumRows, range.end - range.start);
    for (const column of this.#columns) {
      column.moveTo(range.start);
      rows = column.stretch(rows);
    }
    const columns = this.#columns.map((column) => column.take(rows));
    if (range.start + rows === range.end) this.#ranges.shift();
    else this.#ranges[0] = { start: range.start + rows, end: range.end };
    return { rows, columns };
  }

  /** Frees everything that decoding allocated; the chunks' own bytes stay. */
  close(): void {
    for (const column of this.#columns.splice(0)) column.close();
    this.#ranges.length = 0;
  }
}

function openColumn({ region, kernels }: RowGroupInput, { column, chunks }: ColumnInput, place: FilePlace): RowReader {
  if (column.kind === "nested") return new NestedReader(region, kernels, column, chunks, place);
  return new ColumnReader(region, kernels, chunks[0] as ChunkInput, column.nullable, place);
}
