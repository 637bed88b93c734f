// What is done with stored rows (row-store.ts): read back in batches, or joined into one flat column each, which
// is what a join's build side and a sort show rows of by number.

import type { Pointer } from "../arena/arena.ts";
import { copyBytes, fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { BatchSource } from "./operator.ts";
import { type RowChunk, type RowStoreData, releaseRows } from "./row-store.ts";
import { scanVectors } from "./scan-vectors.ts";

/** The columns of a chunk, shown in place. */
export function chunkColumns(types: readonly LogicalType[], chunk: RowChunk): readonly Vector[] {
  return chunk.columns.map(({ data, validity }, position) => {
    const type = types[position] as LogicalType;
    return { type, storage: storageOf(type), data, validity, index: 0, slots: chunk.rows, dictionary: 0 };
  });
}

/** Stored rows in batches, in the order they were appended; of the chunks [from, to) if given. Copies nothing. */
export function readRows(
  stored: RowStoreData,
  batchRows: number,
  from = 0,
  to: number = stored.chunks.length,
): BatchSource {
  let next = from;
  let source: BatchSource | undefined;
  return {
    next(): Batch | undefined {
      for (;;) {
        const batch = source?.next();
        if (batch !== undefined) return batch;
        const chunk = next < to ? stored.chunks[next] : undefined;
        if (chunk === undefined) return undefined;
        next++;
        source = scanVectors(chunkColumns(stored.types, chunk), 0, chunk.rows, batchRows);
      }
    },
    close(): void {
      source = undefined;
      next = to;
    },
  };
}

/**
 * Stored rows as one flat column each. Behind the last row lies a slot of zeros, not valid where the column has
 * validity, so that an index may show it as NULL.
 */
export interface FlatRows {
  readonly rows: number;
  readonly columns: readonly Vector[];
  readonly heaps: readonly Pointer[];
}

/** Bytes that are copied between two yields. */
const SLICE_BYTES = 1 << 24;

/**
 * Joins stores of the same types into flat columns, in order, in slices. Takes the parts over: they are
 * freed as their rows are copied, and what is left is freed when it throws.
 */
export function* concatRows(
  region: Region,
  types: readonly LogicalType[],
  parts: readonly RowStoreData[],
): Generator<void, FlatRows> {
  const chunks = parts.flatMap((part) => part.chunks).map(({ rows, columns }) => ({ rows, columns: [...columns] }));
  const heaps = parts.flatMap((part) => part.heaps);
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns: Vector[] = [];
  let isDone = false;
  try {
    for (const [position, type] of types.entries()) {
      const pieces = chunks.map((chunk) => {
        const column = chunk.columns[position];
        if (column === undefined) throw internal("a chunk lacks a column");
        return { rows: chunk.rows, ...column };
      });
      const storage = storageOf(type);
      const data = region.allocate((rows + 1) * storageWidth(storage));
      columns.push({ type, storage, data, validity: 0, index: 0, slots: rows, dictionary: 0 });
      yield* joinPieces(region, pieces, storageWidth(storage), data);
      const validity = joinValidity(region, pieces, rows);
      columns[position] = { ...(columns[position] as Vector), validity };
      for (const [at, chunk] of chunks.entries()) {
        chunk.columns[position] = { data: 0, validity: 0 };
        region.free((pieces[at] as Piece).data);
        region.free((pieces[at] as Piece).validity);
      }
      yield;
    }
    isDone = true;
    return { rows, columns, heaps };
  } finally {
    if (!isDone) {
      releaseFlatRows(region, { columns, heaps });
      releaseRows(region, { chunks: chunks.map((chunk) => ({ ...chunk, capacity: chunk.rows })), heaps: [] });
    }
  }
}

interface Piece {
  readonly rows: number;
  readonly data: Pointer;
  readonly validity: Pointer;
}

function* joinPieces(region: Region, pieces: readonly Piece[], width: number, joined: Pointer): Generator<void, void> {
  let at = joined;
  let sliceEnd = joined + SLICE_BYTES;
  for (const piece of pieces) {
    copyBytes(region.arena, at, piece.data, piece.rows * width);
    at += piece.rows * width;
    if (at < sliceEnd) continue;
    sliceEnd = at + SLICE_BYTES;
    yield;
  }
  fillBytes(region.arena, 0, at, at + width);
}

/** A byte per row and 0 behind them; 0 when no piece has a NULL. */
function joinValidity(region: Region, pieces: readonly Piece[], rows: number): Pointer {
  if (pieces.every((piece) => piece.validity === 0)) return 0;
  const joined = region.allocate(rows + 1);
  let at = joined;
  for (const piece of pieces) {
    if (piece.validity === 0) fillBytes(region.arena, 1, at, at + piece.rows);
    else copyBytes(region.arena, at, piece.validity, piece.rows);
    at += piece.rows;
  }
  region.arena.view().u8[at] = 0;
  return joined;
}

/** The rows [start, end) of flat rows, as a source. */
export function readFlatRows(flat: FlatRows, start: number, end: number, batchRows: number): BatchSource {
  return scanVectors(flat.columns, start, end, batchRows);
}

/** Frees the memory of flat rows. */
export function releaseFlatRows(region: Region, { columns, heaps }: Pick<FlatRows, "columns" | "heaps">): void {
  for (const { data, validity } of columns) {
    region.free(data);
    region.free(validity);
  }
  for (const heap of heaps) region.free(heap);
}
