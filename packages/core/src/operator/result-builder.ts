// Gathers rows into Arrow's layout in the arena, and copies them out as one ordinary ArrayBuffer a batch. Small
// batches (what a selective filter leaves) join into large ones, so that their cost beyond the arena is paid once.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/fill.ts";
import type { Region } from "../arena/region.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { FfqError, internal } from "../common/error.ts";
import { columnKernels } from "../kernel/column.ts";
import { resultKernels } from "../kernel/result.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../type/storage.ts";
import { copySlots } from "./row-store-slots.ts";

/** How a type leaves the arena: storage slots as they are, or in another form. */
type Form = "bits" | "narrow16" | "texts" | "slots";

interface OpenColumn {
  readonly type: LogicalType;
  readonly form: Form;
  /** Of the slots that are written. */
  readonly storage: Storage;
  readonly width: number;
  /** Slots; for texts: each row's end in `heap`. */
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

  /** Batches of at most `capacity` rows. */
  constructor(region: Region, types: readonly LogicalType[], capacity: number) {
    this.#region = region;
    this.#capacity = capacity;
    this.#packed = region.allocate(Math.ceil(capacity / 8) + 8);
    this.#columns = types.map((type) => openColumn(region, type, capacity));
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
    if (column.form === "texts") this.#appendTexts(column, vector, rows, out);
    else if (column.form === "narrow16") resultKernels(arena).narrow16(vector.data, vector.index, rows, out);
    else copySlots(arena, vector, column.storage, rows, out);
  }

  #appendTexts(column: OpenColumn, { type, data, index, validity }: Vector, rows: number, out: Pointer): void {
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
    kernels.joinTexts(data, index, validity, rows, column.heap + used, used, out);
    column.usedBytes = used + bytes;
  }

  /** The rows so far, copied out; undefined when there are none. The builder is empty then. */
  take(): ResultBatch | undefined {
    if (this.#rows === 0) return undefined;
    const rows = this.#rows;
    const layout = this.#columns.map((column) => layoutOf(column, rows));
    const buffer = new ArrayBuffer(layout.reduce((sum, part) => sum + part.validity + part.offsets + part.data, 0));
    let at = 0;
    const next = (bytes: number): number => {
      at += bytes;
      return at - bytes;
    };
    const columns = this.#columns.map((column, position): ResultColumn => {
      const sizes = layout[position] as ColumnLayout;
      const places = { validity: next(sizes.validity), offsets: next(sizes.offsets), data: next(sizes.data) };
      return this.#copyOut(column, rows, buffer, places);
    });
    for (const column of this.#columns) {
      column.usedBytes = 0;
      column.nulls = 0;
    }
    this.#rows = 0;
    return { rows, columns };
  }

  #copyOut(column: OpenColumn, rows: number, buffer: ArrayBuffer, places: ColumnLayout): ResultColumn {
    const bitmap = Math.ceil(rows / 8);
    const base = { type: column.type, rows, nullCount: column.nulls };
    const validity =
      column.nulls === 0 ? {} : { validity: this.#copyBits(column.valid, rows, buffer, places.validity, bitmap) };
    switch (column.form) {
      case "bits":
        return { ...base, ...validity, data: this.#copyBits(column.data, rows, buffer, places.data, bitmap) };
      case "texts": {
        const offsets = new Int32Array(buffer, places.offsets, rows + 1);
        const { i32 } = this.#region.arena.view();
        offsets.set(i32.subarray(column.data >>> 2, (column.data >>> 2) + rows), 1);
        const data = this.#copyBytes(column.heap, column.usedBytes, buffer, places.data);
        return { ...base, ...validity, offsets, data };
      }
      case "narrow16":
      case "slots":
        return { ...base, ...validity, data: this.#copyBytes(column.data, rows * column.width, buffer, places.data) };
    }
  }

  #copyBits(bytes: Pointer, rows: number, buffer: ArrayBuffer, at: number, length: number): Uint8Array<ArrayBuffer> {
    columnKernels(this.#region.arena).packBits(bytes, this.#packed, rows);
    return this.#copyBytes(this.#packed, length, buffer, at);
  }

  #copyBytes(from: Pointer, length: number, buffer: ArrayBuffer, at: number): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(buffer, at, length);
    if (length > 0) copy.set(this.#region.arena.view().u8.subarray(from, from + length));
    return copy;
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

interface ColumnLayout {
  readonly validity: number;
  readonly offsets: number;
  readonly data: number;
}

/** Bytes that a column takes in its batch's buffer. */
function layoutOf({ form, width, nulls, usedBytes }: OpenColumn, rows: number): ColumnLayout {
  const round = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  const bitmap = round(Math.ceil(rows / 8));
  const isText = form === "texts";
  return {
    validity: nulls === 0 ? 0 : bitmap,
    offsets: isText ? round((rows + 1) * 4) : 0,
    data: form === "bits" ? bitmap : round(isText ? usedBytes : rows * width),
  };
}

function openColumn(region: Region, type: LogicalType, capacity: number): OpenColumn {
  const form = formOf(type);
  // A numeric(p,s) leaves with 16 bytes whatever it is stored with.
  const storage = isFixedNumeric(type) ? "i128" : storageOf(type);
  const width = form === "texts" ? 4 : form === "narrow16" ? 2 : storageWidth(storage);
  return {
    type,
    form,
    storage,
    width,
    data: region.allocate(capacity * width),
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
