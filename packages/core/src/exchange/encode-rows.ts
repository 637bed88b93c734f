// Rows in the arena as frames for another process: Arrow IPC record batches in ordinary memory, so that what is
// sent or written neither holds the query's memory nor moves when that grows.

import type { Pointer } from "../arena/arena.ts";
import { copyBytes, fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { type ColumnBuffers, type ColumnSize, type FrameColumn, openFrame } from "../column/arrow-frame.ts";
import type { Vector } from "../column/vector.ts";
import { FfqError, internal } from "../common/error.ts";
import { columnKernels } from "../kernel/column.ts";
import { resultKernels } from "../kernel/result.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { ExchangeRows } from "./exchange.ts";
import { frameColumn, type SlotForm, slotForm } from "./frame-columns.ts";

type Pieces = ExchangeRows["pieces"];

/** A frame of more bytes is split, down to single rows. */
const MOST_BYTES = 16 << 20;
/** Arrow counts the bytes of a column with 31 bits. */
const MOST_COLUMN_BYTES = 0x7fffffff;

export class RowEncoder {
  readonly #region: Region;
  readonly #types: readonly LogicalType[];
  readonly #columns: readonly FrameColumn[];
  readonly #forms: readonly SlotForm[];
  readonly #headroom: number;
  #scratch: Pointer = 0;
  #scratchBytes = 0;

  /**
   * For rows of these types, flat and in the types' own storage: what row stores hold. Frames have `headroom` bytes
   * before them in their buffers.
   */
  constructor(region: Region, types: readonly LogicalType[], headroom = 0) {
    this.#region = region;
    this.#headroom = headroom;
    this.#types = types;
    this.#columns = types.map(frameColumn);
    this.#forms = types.map(slotForm);
  }

  /**
   * The rows' frames, in order. The rows stay the caller's.
   * @param room gives a frame's buffer, of zeros
   * @throws FfqError MEMORY_LIMIT, DATA
   */
  encode(
    rows: Pick<ExchangeRows, "pieces">,
    room?: (bytes: number) => Uint8Array<ArrayBuffer>,
  ): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.frames(rows, room)];
  }

  /** As encode, a frame at a time; those of more than `mostBytes` are split. */
  *frames(
    rows: Pick<ExchangeRows, "pieces">,
    room?: (bytes: number) => Uint8Array<ArrayBuffer>,
    mostBytes: number = MOST_BYTES,
  ): Generator<Uint8Array<ArrayBuffer>, void> {
    const left: Pieces[] = [rows.pieces];
    for (let pieces = left.pop(); pieces !== undefined; pieces = left.pop()) {
      const count = rowsIn(pieces);
      if (count === 0) continue;
      const sizes = this.#types.map((_, position) => this.#sizeOf(position, pieces, count));
      const bytes = sizes.reduce((sum, size) => sum + size.validity + size.offsets + size.data, 0);
      if (bytes > Math.min(mostBytes, MOST_BYTES) && count > 1) {
        const half = count >>> 1;
        left.push(rowsBetween(pieces, half, count), rowsBetween(pieces, 0, half));
      } else {
        yield this.#frame(pieces, count, sizes, room);
      }
    }
  }

  /** Frees what encoding needs. */
  close(): void {
    this.#region.free(this.#scratch);
    this.#scratch = 0;
    this.#scratchBytes = 0;
  }

  #sizeOf(position: number, pieces: Pieces, rows: number): ColumnSize {
    const column = this.#columns[position] as FrameColumn;
    const vectors = pieces.map((piece) => this.#vector(piece, position));
    const bitmap = (rows + 7) >>> 3;
    const validity = vectors.some((vector) => vector.validity !== 0) ? bitmap : 0;
    switch (column.kind) {
      case "bits":
        return { nullCount: 0, validity, offsets: 0, data: bitmap };
      case "fixed":
        return { nullCount: 0, validity, offsets: 0, data: rows * column.width };
      case "bytes": {
        const kernels = resultKernels(this.#region.arena);
        let data = 0;
        for (const [at, { data: refs, validity: valid }] of vectors.entries()) {
          data += Number(kernels.countBytes(refs, 0, valid, (pieces[at] as Pieces[number]).rows));
        }
        if (data > MOST_COLUMN_BYTES) {
          throw new FfqError("DATA", "a row of an exchange has more than 2147483647 bytes", { sqlstate: "54000" });
        }
        return { nullCount: 0, validity, offsets: (rows + 1) * 4, data };
      }
    }
  }

  #vector(piece: Pieces[number], position: number): Vector {
    const vector = piece.columns[position];
    const type = this.#types[position] as LogicalType;
    if (vector === undefined || vector.index !== 0 || vector.storage !== storageOf(type)) {
      throw internal("rows of an exchange are not flat");
    }
    return vector;
  }

  #frame(
    pieces: Pieces,
    rows: number,
    sizes: readonly ColumnSize[],
    room: ((bytes: number) => Uint8Array<ArrayBuffer>) | undefined,
  ): Uint8Array<ArrayBuffer> {
    const counted = sizes.map((size, position) =>
      size.validity === 0 ? size : { ...size, nullCount: this.#countNulls(position, pieces, rows) },
    );
    const { bytes, layout } = openFrame(this.#columns, rows, counted, this.#headroom, room);
    for (const [position, buffers] of layout.columns.entries()) {
      const vectors = pieces.map((piece) => this.#vector(piece, position));
      if (buffers.validity.length > 0) this.#writeValidity(vectors, pieces, rows, bytes, buffers);
      this.#writeData(this.#forms[position] as SlotForm, vectors, pieces, bytes, buffers);
    }
    return bytes;
  }

  #countNulls(position: number, pieces: Pieces, rows: number): number {
    const scratch = this.#room(rows);
    return pieces.reduce((nulls, piece) => {
      const { validity } = this.#vector(piece, position);
      if (validity === 0) return nulls;
      return nulls + resultKernels(this.#region.arena).flagValid(validity, 0, piece.rows, scratch);
    }, 0);
  }

  #writeValidity(
    vectors: readonly Vector[],
    pieces: Pieces,
    rows: number,
    bytes: Uint8Array,
    { validity: { offset, length } }: ColumnBuffers,
  ): void {
    const packed = this.#packBits(pieces, rows, (piece) => (vectors[piece] as Vector).validity);
    bytes.set(this.#arenaBytes(packed, length), offset);
  }

  /** Bytes (0 or 1; all 1 where there are none) of all pieces as bits; where those lie. */
  #packBits(pieces: Pieces, rows: number, bytesOf: (piece: number) => Pointer): Pointer {
    const { arena } = this.#region;
    const joined = this.#room(rows + 16 + (rows >>> 3) + 16);
    let at = joined;
    for (const [piece, { rows: count }] of pieces.entries()) {
      const from = bytesOf(piece);
      if (from === 0) fillBytes(arena, 1, at, at + count);
      else copyBytes(arena, at, from, count);
      at += count;
    }
    const packed = joined + ((rows + 31) & ~15);
    columnKernels(arena).packBits(joined, packed, rows);
    return packed;
  }

  #writeData(
    form: SlotForm,
    vectors: readonly Vector[],
    pieces: Pieces,
    bytes: Uint8Array,
    { offsets, data }: ColumnBuffers,
  ): void {
    const rows = rowsIn(pieces);
    switch (form) {
      case "bits": {
        const packed = this.#packBits(pieces, rows, (piece) => (vectors[piece] as Vector).data);
        bytes.set(this.#arenaBytes(packed, data.length), data.offset);
        return;
      }
      case "narrow16": {
        const narrow = this.#room(rows * 2);
        let at = narrow;
        for (const [piece, { rows: count }] of pieces.entries()) {
          resultKernels(this.#region.arena).narrow16((vectors[piece] as Vector).data, 0, count, at);
          at += count * 2;
        }
        bytes.set(this.#arenaBytes(narrow, data.length), data.offset);
        return;
      }
      case "slots": {
        let at = data.offset;
        for (const [piece, { rows: count }] of pieces.entries()) {
          const vector = vectors[piece] as Vector;
          const length = count * storageWidth(vector.storage);
          bytes.set(this.#arenaBytes(vector.data, length), at);
          at += length;
        }
        return;
      }
      case "texts":
      case "numerics":
      case "nested": {
        const ends = this.#joinTexts(vectors, pieces, data.length);
        bytes.set(this.#arenaBytes(ends, rows * 4), offsets.offset + 4);
        bytes.set(this.#arenaBytes(this.#scratch, data.length), data.offset);
        return;
      }
    }
  }

  /** All strings behind one another at the start of the scratch memory; answers where the rows' ends lie. */
  #joinTexts(vectors: readonly Vector[], pieces: Pieces, length: number): Pointer {
    const kernels = resultKernels(this.#region.arena);
    const endsAt = (length + 31) & ~15;
    const joined = this.#room(endsAt + rowsIn(pieces) * 4);
    const ends = joined + endsAt;
    let row = 0;
    let used = 0;
    for (const [piece, { rows }] of pieces.entries()) {
      const { data, validity } = vectors[piece] as Vector;
      if (rows === 0) continue;
      kernels.joinTexts(data, 0, validity, rows, joined + used, used, ends + row * 4);
      row += rows;
      used = this.#region.arena.view().u32[(ends >>> 2) + row - 1] as number;
    }
    return ends;
  }

  #arenaBytes(from: Pointer, length: number): Uint8Array {
    return this.#region.arena.view().u8.subarray(from, from + length);
  }

  /** Scratch memory, good until it is asked for again. */
  #room(bytes: number): Pointer {
    if (bytes <= this.#scratchBytes) return this.#scratch;
    this.close();
    this.#scratch = this.#region.allocate(bytes);
    this.#scratchBytes = this.#region.capacityOf(this.#scratch);
    return this.#scratch;
  }
}

function rowsIn(pieces: Pieces): number {
  return pieces.reduce((sum, { rows }) => sum + rows, 0);
}

/** The rows [from, to) of flat pieces. */
function rowsBetween(pieces: Pieces, from: number, to: number): Pieces {
  let start = 0;
  return pieces.flatMap((piece) => {
    const skipped = Math.max(0, from - start);
    const rows = Math.min(piece.rows, to - start) - skipped;
    start += piece.rows;
    if (rows <= 0) return [];
    const columns = piece.columns.map((column) => ({
      ...column,
      data: column.data + skipped * storageWidth(column.storage),
      validity: column.validity === 0 ? 0 : column.validity + skipped,
      slots: rows,
    }));
    return [{ rows, columns }];
  });
}
