// A Parquet file, row group by row group, onto a sink: magic number, row groups, footer. The writer holds one
// row group at most. Whether readers can see half a file is the sink's matter: `finish` is what publishes.
import type { Field } from "../../column/vector.ts";
import { FfqError, internal } from "../../common/error.ts";
import type { ByteSink } from "../../io/byte-store.ts";
import { concatChunks, type RowChunk, sliceChunk } from "./write-column-data.ts";
import {
  type ColumnChunkMetadata,
  type Extent,
  encodeFooter,
  type PlacedPageIndex,
  type PlacedRowGroup,
  type SortingColumn,
} from "./write-metadata.ts";
import { type RowGroupOptions, rowGroupSettings } from "./write-options.ts";
import { encodeColumnIndex, encodeOffsetIndex } from "./write-page-index.ts";
import { type EncodedRowGroup, encodeRowGroup } from "./write-row-group.ts";
import { leavesOfTree, writeTreeOf } from "./write-tree.ts";

export interface ParquetFileOptions extends RowGroupOptions {
  /** Rows per row group. Default 122880. */
  readonly rowGroupRows?: number;
  /** About how many bytes of rows a row group has at most: wide rows make it end earlier. Default 32 MiB. */
  readonly rowGroupBytes?: number;
  /** What the footer names as the file's writer. */
  readonly createdBy?: string;
  /** How the rows are sorted: for readers, nothing is sorted here. */
  readonly sorting?: readonly SortingColumn[];
}

/** Rows per row group unless told otherwise: what DuckDB uses, and what readers parallelise well over. */
export const DEFAULT_ROW_GROUP_ROWS = 122880;

const MAGIC = new TextEncoder().encode("PAR1");
const CREATED_BY = "ffq version 0.1.0";

export class ParquetFileWriter {
  readonly #sink: ByteSink;
  readonly #schema: readonly Field[];
  /** How many column chunks a row group has. */
  readonly #leaves: number;
  readonly #options: ParquetFileOptions;
  readonly #rowGroupRows: number;
  #groups: PlacedRowGroup[] = [];
  /** Rows that do not yet make a row group; the writer owns their memory. */
  #pending: RowChunk[] = [];
  #pendingRows = 0;
  #position = 0;
  #state: "open" | "finished" | "aborted" = "open";

  /** @throws FfqError UNSUPPORTED for a type that Parquet cannot hold, CONFIG for options out of range */
  constructor(sink: ByteSink, schema: readonly Field[], options: ParquetFileOptions = {}) {
    if (schema.length === 0)
      throw new FfqError("INVALID_QUERY", "a Parquet file needs at least one column", { sqlstate: "42601" });
    this.#leaves = schema.flatMap((field) => leavesOfTree(writeTreeOf(field))).length;
    rowGroupSettings(options);
    const { rowGroupRows = DEFAULT_ROW_GROUP_ROWS } = options;
    if (!(Number.isSafeInteger(rowGroupRows) && rowGroupRows >= 1)) {
      throw new FfqError("CONFIG", `rowGroupRows must be a positive integer, not ${rowGroupRows}`);
    }
    this.#sink = sink;
    this.#schema = schema;
    this.#options = options;
    this.#rowGroupRows = rowGroupRows;
  }

  /** Rows written so far, pending ones among them. */
  get rows(): number {
    return this.#groups.reduce((sum, group) => sum + group.metadata.rows, this.#pendingRows);
  }

  /** Adds rows; whole row groups are written at once. The chunk's memory may be reused afterwards. */
  async write(chunk: RowChunk): Promise<void> {
    this.#mustBeOpen();
    let from = 0;
    while (from < chunk.rows) {
      const to = Math.min(chunk.rows, from + this.#rowGroupRows - this.#pendingRows);
      const piece = sliceChunk(chunk, from, to);
      if (this.#pendingRows + piece.rows === this.#rowGroupRows) {
        await this.#flush(piece);
      } else {
        this.#pending.push(concatChunks([piece]));
        this.#pendingRows += piece.rows;
      }
      from = to;
    }
  }

  /** Adds a row group that `encodeRowGroup` made, with this file's schema; rows written before come before it. */
  async writeRowGroup(group: EncodedRowGroup): Promise<void> {
    this.#mustBeOpen();
    await this.#flush();
    await this.#append(group);
  }

  /** Writes what is pending and the footer, and publishes the file. On failure nothing is left behind. */
  async finish(): Promise<void> {
    this.#mustBeOpen();
    try {
      await this.#flush();
      await this.#begin();
      await this.#writePageIndexes();
      const footer = encodeFooter(
        this.#schema,
        this.#groups,
        this.#options.createdBy ?? CREATED_BY,
        this.#options.sorting,
      );
      const tail = new Uint8Array(footer.length + 8);
      tail.set(footer);
      new DataView(tail.buffer).setUint32(footer.length, footer.length, true);
      tail.set(MAGIC, footer.length + 4);
      await this.#sink.write(tail);
      await this.#sink.finish();
      this.#state = "finished";
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /** Gives the file up; nothing is left behind. Allowed at any time; without effect after `finish`. */
  async abort(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "aborted";
    this.#pending = [];
    this.#pendingRows = 0;
    await this.#sink.abort();
  }

  async #flush(last?: RowChunk): Promise<void> {
    const chunks = last === undefined ? this.#pending : [...this.#pending, last];
    if (chunks.length === 0) return;
    const chunk = chunks.length === 1 ? (chunks[0] as RowChunk) : concatChunks(chunks);
    this.#pending = [];
    this.#pendingRows = 0;
    await this.#append(encodeRowGroup(this.#schema, chunk, this.#options));
  }

  async #append(group: EncodedRowGroup): Promise<void> {
    if (group.metadata.columns.length !== this.#leaves) throw internal("a row group of another schema");
    if (group.metadata.rows === 0) return;
    await this.#begin();
    this.#groups.push({ offset: this.#position, metadata: group.metadata });
    for (const piece of group.pieces) {
      await this.#sink.write(piece);
      this.#position += piece.length;
    }
  }

  /** Of all row groups, one behind the other. */
  async #writePageIndexes(): Promise<void> {
    const parts: Uint8Array[] = [];
    const place = (bytes: Uint8Array): Extent => {
      parts.push(bytes);
      this.#position += bytes.length;
      return { offset: this.#position - bytes.length, bytes: bytes.length };
    };
    const indexOf = (chunk: ColumnChunkMetadata, start: number): PlacedPageIndex => {
      const column = encodeColumnIndex(chunk);
      return {
        ...(column === undefined ? {} : { column: place(column) }),
        offset: place(encodeOffsetIndex(chunk, start)),
      };
    };
    this.#groups = this.#groups.map((group) => {
      const { columns } = group.metadata;
      if (columns.some(({ hasPageIndex }) => !hasPageIndex)) return group;
      return { ...group, indexes: columns.map((chunk) => indexOf(chunk, group.offset)) };
    });
    if (parts.length > 0) await this.#sink.write(Buffer.concat(parts));
  }

  async #begin(): Promise<void> {
    if (this.#position > 0) return;
    await this.#sink.write(MAGIC);
    this.#position = MAGIC.length;
  }

  #mustBeOpen(): void {
    if (this.#state !== "open") throw internal(`the Parquet writer is ${this.#state}`);
  }
}
