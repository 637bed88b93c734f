// Decodes a row group whose column chunks already lie in the arena: the synchronous, worker's side of a scan.
// Every batch shows each column in one representation (flat slots, or dictionary codes), so a batch may be
// shorter than asked for. Where only some columns decide which rows are wanted, the others are decoded for the batches
// that ask for them: pages in which no row is wanted are not even decompressed.
import type { Arena } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { type Batch, unreadColumn, type Vector } from "../../column/vector.ts";
import { storageOf } from "../../type/storage.ts";
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
  /** Positions of the columns that a batch has; the others are read when it is asked for them. Absent: all. */
  readonly deciding?: readonly number[];
}

/** Gives a column's rows. */
export interface RowReader {
  /** Passes over the rows before this one of the row group, which must not lie behind. */
  moveTo(row: number): void;
  /** Rows from this one on that can be taken at once, at most `rows`. Reads nothing. */
  stretch(row: number, rows: number): number;
  /** The next rows; frees what only the last ones used. */
  take(rows: number): Vector;
  close(): void;
}

export class RowGroupReader {
  readonly #input: RowGroupInput;
  /** Those that are open: flat ones that are left unread need not be there before they are wanted. */
  readonly #columns: (RowReader | undefined)[];
  /** What stands in a column's place as long as it is not read; undefined: it is read at once. */
  readonly #unread: readonly (Vector | undefined)[];
  readonly #hasUnread: boolean;
  readonly #ranges: RowRange[];

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(input: RowGroupInput) {
    this.#input = input;
    this.#columns = input.columns.map(() => undefined);
    this.#ranges = [...input.ranges];
    this.#unread = input.columns.map(({ column }, position) =>
      input.deciding === undefined || input.deciding.includes(position)
        ? undefined
        : unreadColumn(column.type, storageOf(column.type)),
    );
    this.#hasUnread = this.#unread.some((column) => column !== undefined);
    try {
      for (const [position, { column }] of input.columns.entries()) {
        if (this.#unread[position] === undefined || column.kind === "nested") this.#opened(position);
      }
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** The next rows, at most `maximumRows`; undefined at the end. Valid until the next call or close(). */
  next(maximumRows: number): Batch | undefined {
    const [range] = this.#ranges;
    if (range === undefined) return undefined;
    const { start, end } = range;
    let rows = Math.min(maximumRows, end - start);
    for (const column of this.#columns) if (column !== undefined) rows = column.stretch(start, rows);
    const columns = this.#unread.map((unread, position) => unread ?? this.#taken(position, start, rows));
    if (start + rows === end) this.#ranges.shift();
    else this.#ranges[0] = { start: start + rows, end };
    if (!this.#hasUnread) return { rows, columns };
    let all: readonly Vector[] | undefined;
    return { rows, columns, complete: () => (all ??= this.#completed(columns, start, rows)) };
  }

  #completed(columns: readonly Vector[], start: number, rows: number): readonly Vector[] {
    return columns.map((column, position) =>
      this.#unread[position] === undefined ? column : this.#taken(position, start, rows),
    );
  }

  #taken(position: number, start: number, rows: number): Vector {
    const column = this.#opened(position);
    column.moveTo(start);
    return column.take(rows);
  }

  #opened(position: number): RowReader {
    return (this.#columns[position] ??= openColumn(this.#input, position));
  }

  /** Frees everything that decoding allocated; the chunks' own bytes stay. */
  close(): void {
    for (const column of this.#columns.splice(0)) column?.close();
    this.#ranges.length = 0;
  }
}

function openColumn({ region, kernels, columns, file, rowGroup }: RowGroupInput, position: number): RowReader {
  const place = { file, rowGroup };
  const { column, chunks } = columns[position] as ColumnInput;
  if (column.kind === "nested") return new NestedReader(region, kernels, column, chunks, place);
  return new ColumnReader(region, kernels, chunks[0] as ChunkInput, column.nullable, place);
}
