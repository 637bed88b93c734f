// Stored rows of several threads become flat columns (row-store-read.ts) by the work of several: memory for the columns
// at first, a place in them for each chunk, then whoever has the chunk copies it and frees it. As long as that goes on the
// rows are there twice.
import type { Pointer } from "../arena/arena.ts";
import { copyBytes, fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { RowChunk, RowStoreData } from "./row-store.ts";
import type { FlatRows } from "./row-store-read.ts";

/** A chunk, and the number of its first row among all. */
export interface PlacedChunk {
  readonly first: number;
  readonly chunk: RowChunk;
}

/** Columns for all rows, not filled but for the slot behind the last row. @throws FfqError MEMORY_LIMIT */
export function reserveRows(
  region: Region,
  types: readonly LogicalType[],
  parts: readonly Pick<RowStoreData, "rows" | "chunks" | "heaps">[],
): FlatRows {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = types.map((type, position): Vector => {
    const storage = storageOf(type);
    const width = storageWidth(storage);
    const data = region.allocate((rows + 1) * width);
    fillBytes(region.arena, 0, data + rows * width, data + (rows + 1) * width);
    const isNullable = parts.some(({ chunks }) => chunks.some((chunk) => columnOf(chunk, position).validity !== 0));
    const validity = isNullable ? region.allocate(rows + 1) : 0;
    if (isNullable) region.arena.view().u8[validity + rows] = 0;
    return { type, storage, data, validity, index: 0, slots: rows, dictionary: 0 };
  });
  return { rows, columns, heaps: parts.flatMap(({ heaps }) => heaps) };
}

/** The chunks of all parts in their order, cut into about equal shares of the rows. */
export function dealChunks(
  parts: readonly Pick<RowStoreData, "rows" | "chunks">[],
  shares: number,
): readonly (readonly PlacedChunk[])[] {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const dealt = Array.from({ length: shares }, (): PlacedChunk[] => []);
  let first = 0;
  for (const chunk of parts.flatMap(({ chunks }) => chunks)) {
    const share = Math.floor((shares * (first + chunk.rows / 2)) / rows);
    dealt[share]?.push({ first, chunk });
    first += chunk.rows;
  }
  return dealt;
}

/** Copies a chunk to its place in the columns, and frees it. */
export function placeChunk(region: Region, columns: readonly Vector[], { first, chunk }: PlacedChunk): void {
  const { arena } = region;
  for (const [position, { storage, data, validity }] of columns.entries()) {
    const from = columnOf(chunk, position);
    const width = storageWidth(storage);
    copyBytes(arena, data + first * width, from.data, chunk.rows * width);
    if (validity !== 0) placeValidity(region, from.validity, validity + first, chunk.rows);
    region.free(from.data);
    region.free(from.validity);
  }
}

function placeValidity({ arena }: Region, from: Pointer, to: Pointer, rows: number): void {
  if (from === 0) fillBytes(arena, 1, to, to + rows);
  else copyBytes(arena, to, from, rows);
}

function columnOf({ columns }: RowChunk, position: number): RowChunk["columns"][number] {
  const column = columns[position];
  if (column === undefined) throw internal("a chunk lacks a column");
  return column;
}
