// The rows of a row group until it is encoded, in a memory of their own: batches are copied in as they come, and their
// buffers freed at once. Buffers that wait would be garbage collection's: it is begun whenever tens of megabytes of
// them are held, however few the objects, and cost more than encoding does.
import { freeBatch, type ResultBatch, type ResultColumn } from "../../column/result-batch.ts";
import { internal } from "../../common/error.ts";
import { BumpMemory } from "../bump-memory.ts";

/** Rows of a result column (column/result-batch.ts) with addresses in the place of arrays. */
export interface GatheredPiece {
  readonly rows: number;
  readonly nullCount: number;
  /** Absent when no row is NULL. */
  readonly validity?: number;
  readonly offsets?: number;
  readonly data: number;
  /** Of the data. */
  readonly bytes: number;
}

/** This thread's memories that hold no rows. */
const free: BumpMemory[] = [];
/** What they may come to. */
const KEPT_BYTES = 48 * 1024 * 1024;

/** Closed once; nothing of it may be used then. */
export class GatheredRows {
  readonly memory: BumpMemory = free.pop() ?? new BumpMemory(0);
  /** By column. */
  #pieces: readonly GatheredPiece[][] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Copies a batch behind what is there, and frees its buffers. */
  add(batch: ResultBatch): void {
    if (this.#pieces.length === 0) this.#pieces = batch.columns.map(() => []);
    if (batch.columns.length !== this.#pieces.length)
      throw internal("batches of one row group differ in their columns");
    for (const [position, column] of batch.columns.entries()) {
      (this.#pieces[position] as GatheredPiece[]).push(this.#copy(column));
    }
    this.#count += batch.rows;
    freeBatch(batch);
  }

  /** The column's rows, batch by batch. */
  column(position: number): readonly GatheredPiece[] {
    if (this.#count === 0) return [];
    const pieces = this.#pieces[position];
    if (pieces === undefined) throw internal(`a batch has no column ${position}`);
    return pieces;
  }

  close(): void {
    this.memory.reset();
    const kept = free.reduce((sum, { bytes }) => sum + bytes, this.memory.bytes);
    if (kept <= KEPT_BYTES) free.push(this.memory);
  }

  #copy({ rows, nullCount, validity, offsets, data }: ResultColumn): GatheredPiece {
    const bytes = offsets === undefined ? data.length : (offsets[rows] as number);
    return {
      rows,
      nullCount,
      bytes,
      ...(validity === undefined ? {} : { validity: this.#copyIn(validity, validity.length) }),
      ...(offsets === undefined ? {} : { offsets: this.#copyIn(bytesOf(offsets), (rows + 1) * 4) }),
      data: this.#copyIn(data, bytes),
    };
  }

  #copyIn(bytes: Uint8Array, length: number): number {
    const address = this.memory.allocate(length);
    this.memory.u8(address, length).set(bytes.length === length ? bytes : bytes.subarray(0, length));
    return address;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
