// The rows of a row group until it is encoded, in a memory of their own: batches are copied in as they come, from their
// buffers, which are freed at once, or right from the arena. Buffers that wait would be garbage collection's: it is begun whenever tens of megabytes of
// them are held, however few the objects, and cost more than encoding does.
import type { Arena } from "../../arena/arena.ts";
import type { ArenaBatch, ColumnPlaces } from "../../column/arena-batch.ts";
import { freeBatch, type ResultBatch, type ResultColumn } from "../../column/result-batch.ts";
import { internal } from "../../common/error.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { BumpMemory } from "../bump-memory.ts";

/** This thread's memories that hold no rows. */
const free: BumpMemory[] = [];
/** What they may come to. */
const KEPT_BYTES = 48 * 1024 * 1024;

/** Closed once; nothing of it may be used then. */
export class GatheredRows {
  readonly memory: BumpMemory = free.pop() ?? new BumpMemory(0);
  /** By column. */
  #pieces: readonly ColumnPlaces[][] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Copies a batch behind what is there, and frees its buffers. */
  add(batch: ResultBatch): void {
    const columns = batch.columns.map((column) => copyPlaces(this.memory, column));
    this.#push(batch.rows, columns);
    freeBatch(batch);
  }

  /** Copies a batch behind what is there; it stays its holder's. */
  addFrom(arena: Arena, { address, bytes, rows, columns }: ArenaBatch): void {
    const start = copyIn(this.memory, arena.view().u8.subarray(address, address + bytes), bytes);
    this.#push(
      rows,
      columns.map((column) => movedBy(column, start)),
    );
  }

  #push(rows: number, columns: readonly ColumnPlaces[]): void {
    if (this.#pieces.length === 0) this.#pieces = columns.map(() => []);
    if (columns.length !== this.#pieces.length) throw internal("batches of one row group differ in their columns");
    for (const [position, column] of columns.entries()) (this.#pieces[position] as ColumnPlaces[]).push(column);
    this.#count += rows;
  }

  /** The column's rows, batch by batch: where they lie in the memory. */
  column(position: number): readonly ColumnPlaces[] {
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
}

/** Copies a column into a memory. */
export function copyPlaces(
  memory: BumpMemory,
  { rows, nullCount, validity, offsets, data }: ResultColumn,
): ColumnPlaces {
  const bytes = offsets === undefined ? data.length : (offsets[rows] as number);
  return {
    rows,
    nullCount,
    bytes,
    ...(validity === undefined ? {} : { validity: copyIn(memory, validity, validity.length) }),
    ...(offsets === undefined ? {} : { offsets: copyIn(memory, bytesOf(offsets), (rows + 1) * 4) }),
    data: copyIn(memory, data, bytes),
  };
}

function copyIn(memory: BumpMemory, bytes: Uint8Array, length: number): number {
  const address = memory.allocate(length);
  memory.u8(address, length).set(bytes.length === length ? bytes : bytes.subarray(0, length));
  return address;
}

/** A column of bytes that lies in a memory. Views, good until something is allocated there. */
export function bytesColumnAt(
  memory: BumpMemory,
  type: LogicalType,
  { rows, nullCount, validity, offsets, data, bytes }: ColumnPlaces,
): ResultColumn {
  if (offsets === undefined) throw internal("a column of bytes without offsets");
  return {
    type,
    rows,
    nullCount,
    ...(validity === undefined ? {} : { validity: memory.u8(validity, Math.ceil(rows / 8)) }),
    offsets: memory.i32(offsets, rows + 1),
    data: memory.u8(data, bytes),
  };
}

function movedBy({ validity, offsets, data, ...column }: ColumnPlaces, start: number): ColumnPlaces {
  return {
    ...column,
    ...(validity === undefined ? {} : { validity: validity + start }),
    ...(offsets === undefined ? {} : { offsets: offsets + start }),
    data: data + start,
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
