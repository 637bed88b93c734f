// Gathers rows into Arrow's layout in the arena, and copies them into one ordinary ArrayBuffer a batch, or into one block of
// the arena for who takes them out by himself. Small batches (what a selective filter leaves) join into large ones, so
// that their cost beyond the arena is paid once.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { type ArenaBatch, batchIn, type PlacedColumn } from "../column/arena-batch.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { FfqError, internal } from "../common/error.ts";
import { resultKernels } from "../kernel/result.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../type/storage.ts";
import { ArenaCopy, type BatchCopy, BufferCopy } from "./batch-copy.ts";
import { copySlots } from "./row-store-slots.ts";

/** How a type leaves the arena: storage slots as they are, or in another form. */
type Form = "bits" | "narrow16" | "texts" | "slots";

interface OpenColumn {
  readonly type: LogicalType;
  readonly form: Form;
  /** Of the slots that are written. */
  readonly storage: Storage;
  readonly width: number;
  /** Slots; for texts: where each row's bytes begin in `heap`, and where the last one's end. */
  readonly data: Pointer;
  /** A byte per row. */
  readonly valid: Pointer;
  /** Bytes of texts; 0 before the first. */
  heap: Pointer;
  heapBytes: number;
  usedBytes: number;
  nulls: number;
}

/** Arrow counts the bytes of a text column with 31 bits. */
const MOST_BYTES = 0x7fffffff;
const LEAST_HEAP = 1024;
/** Columns start on this boundary in their batch's buffer. */
const ALIGNMENT = 64;

export class ResultBuilder {
  readonly #region: Region;
  readonly #capacity: number;
  readonly #columns: readonly OpenColumn[];
  readonly #packed: Pointer;
  #rows = 0;

  /**
   * Batches of at most `capacity` rows.
   * @param keepsNarrow numerics that are stored with 8 bytes lie so in the arena: most batches are taken there
   */
  constructor(region: Region, types: readonly LogicalType[], capacity: number, keepsNarrow = false) {
    this.#region = region;
    this.#capacity = capacity;
    this.#packed = region.allocate(Math.ceil(capacity / 8) + 8);
    this.#columns = types.map((type) => openColumn(region, type, capacity, keepsNarrow));
  }

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return this.#columns.reduce((sum, column) => sum + column.usedBytes + this.#rows * column.width, 0);
  }

  /** Whether the batch's rows fit behind what is there. */
  fits(rows: number): boolean {
    return this.#rows + rows <= this.#capacity;
  }

  /** Copies the rows of a batch. The caller has asked `fits`. */
  append(batch: Batch): void {
    if (!this.fits(batch.rows)) throw internal("a result batch is full");
    for (const [position, column] of this.#columns.entries()) {
      const vector = batch.columns[position];
      if (vector === undefined) throw internal(`result column ${position} is missing`);
      this.#appendValid(column, vector, batch.rows);
      this.#appendData(column, vector, batch.rows);
    }
    this.#rows += batch.rows;
  }

  #appendValid(column: OpenColumn, vector: Vector, rows: number): void {
    const { arena } = this.#region;
    const out = column.valid + this.#rows;
    if (vector.validity === 0) fillBytes(arena, 1, out, out + rows);
    else column.nulls += resultKernels(arena).flagValid(vector.validity, vector.index, rows, out);
  }

  #appendData(column: OpenColumn, vector: Vector, rows: number): void {
    const { arena } = this.#region;
    const out = column.data + this.#rows * column.width;
    if (column.form === "texts") this.#appendTexts(column, vector, rows, out + column.width);
    else if (column.form === "narrow16") resultKernels(arena).narrow16(vector.data, vector.index, rows, out);
    else copySlots(arena, vector, column.storage, rows, out);
  }

  #appendTexts(column: OpenColumn, { type, data, index, validity }: Vector, rows: number, ends: Pointer): void {
    if (type.kind === "numeric") throw internal("numerics without fixed scale leave as text");
    const kernels = resultKernels(this.#region.arena);
    const bytes = Number(kernels.countBytes(data, index, validity, rows));
    const used = column.usedBytes;
    if (used + bytes > MOST_BYTES) {
      throw new FfqError("DATA", "a batch of a text column has more than 2147483647 bytes", {
        sqlstate: "54000",
        hint: "Lower batchRows.",
      });
    }
    if (used + bytes > column.heapBytes) {
      column.heapBytes = Math.max(used + bytes, 2 * used, LEAST_HEAP);
      column.heap = this.#region.reallocate(column.heap, used, column.heapBytes);
    }
    kernels.joinTexts(data, index, validity, rows, column.heap + used, used, ends);
    column.usedBytes = used + bytes;
  }

  /** The rows so far, copied out, numerics with 16 bytes; undefined when there are none. The builder is empty then. */
  take(): ResultBatch | undefined {
    if (this.#rows === 0) return undefined;
    const { bytes, columns } = this.#placed();
    const buffer = new ArrayBuffer(bytes);
    this.#write(columns, new BufferCopy(this.#region.arena, buffer, this.#packed));
    const batch = batchIn(buffer, this.#rows, columns);
    this.#clear();
    return batch;
  }

  /**
   * The rows so far in a block of the arena, which is the caller's; the builder is empty then. Undefined, with the rows
   * still there, when there is no room.
   * @param leastFree so many bytes must stay free
   */
  takeInArena(leastFree: number): ArenaBatch | undefined {
    const { arena } = this.#region;
    const { bytes, columns } = this.#placed();
    if (this.#region.freeBytes < bytes + leastFree) return undefined;
    const address = this.#region.tryAllocate(bytes);
    if (address === 0) return undefined;
    const batch = { memory: arena.number, address, bytes, rows: this.#rows, columns };
    this.#write(columns, new ArenaCopy(arena, address));
    this.#clear();
    return batch;
  }

  #placed(): { readonly bytes: number; readonly columns: readonly PlacedColumn[] } {
    let bytes = 0;
    const next = (size: number): number => {
      const at = bytes;
      bytes += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
      return at;
    };
    const columns = this.#columns.map((column) => placeColumn(column, this.#rows, next));
    return { bytes, columns };
  }

  #write(columns: readonly PlacedColumn[], to: BatchCopy): void {
    for (const [position, { rows, validity, offsets, data, bytes }] of columns.entries()) {
      const column = this.#columns[position] as OpenColumn;
      if (validity !== undefined) to.packBits(column.valid, rows, validity);
      if (offsets !== undefined) to.copy(column.data, (rows + 1) * 4, offsets);
      if (column.form === "bits") to.packBits(column.data, rows, data);
      else to.copy(column.form === "texts" ? column.heap : column.data, bytes, data);
    }
  }

  #clear(): void {
    for (const column of this.#columns) {
      column.usedBytes = 0;
      column.nulls = 0;
    }
    this.#rows = 0;
  }

  close(): void {
    this.#region.free(this.#packed);
    for (const { data, valid, heap } of this.#columns) {
      this.#region.free(data);
      this.#region.free(valid);
      this.#region.free(heap);
    }
  }
}

/** @param next where so many bytes are to lie */
function placeColumn(
  { type, form, width, nulls, usedBytes }: OpenColumn,
  rows: number,
  next: (bytes: number) => number,
): PlacedColumn {
  const bitmap = Math.ceil(rows / 8);
  const bytes = form === "bits" ? bitmap : form === "texts" ? usedBytes : rows * width;
  return {
    type,
    rows,
    nullCount: nulls,
    ...(nulls === 0 ? {} : { validity: next(bitmap) }),
    ...(form === "texts" ? { offsets: next((rows + 1) * 4) } : {}),
    data: next(bytes),
    bytes,
    ...(isFixedNumeric(type) && width === 8 ? { narrow: true } : {}),
  };
}

function openColumn(region: Region, type: LogicalType, capacity: number, keepsNarrow: boolean): OpenColumn {
  const form = formOf(type);
  // A numeric(p,s) leaves the arena with 16 bytes whatever it is stored with.
  const storage = isFixedNumeric(type) && !keepsNarrow ? "i128" : storageOf(type);
  const width = form === "texts" ? 4 : form === "narrow16" ? 2 : storageWidth(storage);
  const data = region.allocate((form === "texts" ? capacity + 1 : capacity) * width);
  // Before the first text's end is its beginning.
  if (form === "texts") region.arena.view().u32[data >>> 2] = 0;
  return {
    type,
    form,
    storage,
    width,
    data,
    valid: region.allocate(capacity),
    heap: 0,
    heapBytes: 0,
    usedBytes: 0,
    nulls: 0,
  };
}

function formOf(type: LogicalType): Form {
  if (type.kind === "bool") return "bits";
  if (type.kind === "int2") return "narrow16";
  return storageOf(type) === "ref" ? "texts" : "slots";
}
