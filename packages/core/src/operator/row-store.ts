// Rows that stay: what a breaker, a spool, an exchange's queue or a memory table keeps of the batches that pass
// by. Columns are flat, in chunks that never move and grow with the store, so that appending copies each value
// once; bytes of strings lie in heap blocks of the store. Reading back and joining stores are row-store-read.ts.
//
// The rule: a store owns all that its rows refer to, and its plain data (toData) can be attached by any thread
// of the arena; one thread at a time appends.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { sliceVector } from "../column/slice.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { type RowKernels, rowKernels } from "../kernel/row.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { ByteHeap, DictionaryCopies } from "./row-store-bytes.ts";
import { copySlots } from "./row-store-slots.ts";

/** One column of a chunk: `capacity` slots, and their validity once one of them is NULL. */
export interface ChunkColumn {
  readonly data: Pointer;
  readonly validity: Pointer;
}

/** Rows that lie together. */
export interface RowChunk {
  readonly rows: number;
  readonly capacity: number;
  readonly columns: readonly ChunkColumn[];
}

/** A row store as plain data. */
export interface RowStoreData {
  readonly types: readonly LogicalType[];
  readonly rows: number;
  readonly chunks: readonly RowChunk[];
  /** Blocks that hold the bytes of strings and of numerics without fixed scale. */
  readonly heaps: readonly Pointer[];
}

interface OpenChunk {
  rows: number;
  readonly capacity: number;
  readonly columns: { data: Pointer; validity: Pointer }[];
}

const LEAST_CHUNK = 256;
const LARGEST_CHUNK = 65536;

export class RowStore {
  readonly region: Region;
  readonly types: readonly LogicalType[];
  readonly #kernels: RowKernels;
  readonly #chunks: OpenChunk[] = [];
  readonly #heap: ByteHeap;
  /** By column; only of those that hold bytes. */
  readonly #dictionaries: (DictionaryCopies | undefined)[];
  #rows = 0;

  private constructor(region: Region, types: readonly LogicalType[], heaps: readonly Pointer[]) {
    this.region = region;
    this.types = types;
    this.#kernels = rowKernels(region.arena);
    this.#heap = new ByteHeap(region, heaps);
    this.#dictionaries = types.map((type) => (storageOf(type) === "ref" ? new DictionaryCopies(region) : undefined));
  }

  static create(region: Region, types: readonly LogicalType[]): RowStore {
    return new RowStore(region, types, []);
  }

  /** The store that another thread filled, to append to or to release. */
  static attach(region: Region, data: RowStoreData): RowStore {
    const store = new RowStore(region, data.types, data.heaps);
    for (const { rows, capacity, columns } of data.chunks) {
      store.#chunks.push({ rows, capacity, columns: columns.map((column) => ({ ...column })) });
    }
    store.#rows = data.rows;
    return store;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Bytes of the strings and variable numerics that were copied here. */
  get heapBytes(): number {
    return this.#heap.bytes;
  }

  /** Copies the rows of a batch, whose columns are those of the store in order. @throws FfqError MEMORY_LIMIT */
  append(batch: Batch): void {
    if (batch.columns.length !== this.types.length) throw internal("a batch has other columns than its row store");
    for (let from = 0; from < batch.rows; ) {
      const chunk = this.#openChunk(batch.rows - from);
      const rows = Math.min(batch.rows - from, chunk.capacity - chunk.rows);
      for (const [position, column] of batch.columns.entries()) {
        this.#appendColumn(chunk, position, from === 0 ? column : sliceVector(column, from, rows), rows);
      }
      chunk.rows += rows;
      this.#rows += rows;
      from += rows;
    }
  }

  /** The rows so far. The data shows what is there now; it stays good while nobody releases the store. */
  toData(): RowStoreData {
    return {
      types: this.types,
      rows: this.#rows,
      chunks: this.#chunks.map(({ rows, capacity, columns }) => ({
        rows,
        capacity,
        columns: columns.map((column) => ({ ...column })),
      })),
      heaps: this.#heap.blocks,
    };
  }

  /** Ends appending: frees what only that needs. */
  finish(): RowStoreData {
    this.#heap.close();
    for (const dictionary of this.#dictionaries) dictionary?.release();
    return this.toData();
  }

  /** Frees the store and its rows. */
  release(): void {
    this.#heap.close();
    for (const dictionary of this.#dictionaries) dictionary?.release();
    releaseRows(this.region, this.toData());
    this.#chunks.length = 0;
    this.#heap.forget();
    this.#rows = 0;
  }

  /** The last chunk if it has room; else a new one: as many rows as there are, within bounds. */
  #openChunk(rows: number): OpenChunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.rows < last.capacity) return last;
    const capacity = Math.min(LARGEST_CHUNK, Math.max(LEAST_CHUNK, rows, this.#rows));
    const chunk: OpenChunk = { rows: 0, capacity, columns: [] };
    this.#chunks.push(chunk);
    for (const type of this.types) {
      const data = this.region.allocate(capacity * storageWidth(storageOf(type)));
      chunk.columns.push({ data, validity: 0 });
    }
    return chunk;
  }

  #appendColumn(chunk: OpenChunk, position: number, vector: Vector, rows: number): void {
    const column = chunk.columns[position];
    const type = this.types[position];
    if (column === undefined || type === undefined) throw internal("a chunk lacks a column");
    this.#appendValidity(chunk, column, vector, rows);
    const storage = storageOf(type);
    const out = column.data + chunk.rows * storageWidth(storage);
    const dictionary = this.#dictionaries[position];
    if (dictionary === undefined) copySlots(this.region.arena, vector, storage, rows, out);
    else this.#heap.copy(vector, dictionary, type.kind === "numeric" ? 4 : 1, rows, out);
  }

  #appendValidity(chunk: OpenChunk, column: { validity: Pointer }, vector: Vector, rows: number): void {
    const { arena } = this.region;
    const isNullable = vector.validity !== 0 && this.#kernels.showsNull(vector.validity, vector.index, rows) === 1;
    if (column.validity === 0) {
      if (!isNullable) return;
      column.validity = this.region.allocate(chunk.capacity);
      fillBytes(arena, 1, column.validity, column.validity + chunk.rows);
    }
    const out = column.validity + chunk.rows;
    if (!isNullable) fillBytes(arena, 1, out, out + rows);
    else copySlots(arena, { ...vector, storage: "u8", data: vector.validity }, "u8", rows, out);
  }
}

/** Frees the memory of stored rows. */
export function releaseRows(region: Region, { chunks, heaps }: Pick<RowStoreData, "chunks" | "heaps">): void {
  for (const { columns } of chunks) {
    for (const { data, validity } of columns) {
      region.free(data);
      region.free(validity);
    }
  }
  for (const heap of heaps) region.free(heap);
}
