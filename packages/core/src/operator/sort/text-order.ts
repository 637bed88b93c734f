// What makes strings cheap to sort, found in the strings themselves: their ranks, when there are few different
// ones, so that they sort as small integers; else the bytes with which all begin, so that a record's word holds
// the first bytes that differ.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { sliceVector } from "../../column/slice.ts";
import type { Vector } from "../../column/vector.ts";
import { SymbolTable } from "../../kernel/hash-symbol.ts";
import { sortKernels } from "../../kernel/sort.ts";
import { allocateSortKeys, encodeSortKeys, releaseSortKeys, sortLayout } from "../../kernel/sort-key.ts";
import { RowSort } from "../../kernel/sort-rows.ts";
import { stringBytes } from "../spill/wide-rows.ts";
import type { SortKeyWriter } from "./sort-key-writer.ts";

const SLICE_ROWS = 32768;
/** Fewer rows are sorted as they are. */
const LEAST_ROWS = 2048;
/** Ranks pay while there are this many rows for each different string. */
const ROWS_PER_STRING = 8;
const LEAST_STRINGS = 1024;
/** Of the memory that is left, a slice's strings may take so small a part: a table of them is a copy. */
const PART_OF_FREE = 4;
/** A string's slots in the table; where as many as a slice has rows of long ones would fit none is measured. */
const SLOT_BYTES = 48;
const LONG_BYTES = 1024;

/** u32 per row: the rank of its string (any number for NULL); undefined when there are too many different ones. */
export function* rankStrings(
  region: Region,
  writer: SortKeyWriter,
  position: number,
  column: Vector,
  rows: number,
): Generator<void, Pointer | undefined> {
  if (rows < LEAST_ROWS) return undefined;
  const ids = region.allocate(4 * rows);
  const table = SymbolTable.create(region);
  for (let from = 0; from < rows; from += SLICE_ROWS) {
    const count = Math.min(SLICE_ROWS, rows - from);
    if (!isRoomFor(region, sliceVector(column, from, count), count)) {
      table.release();
      region.free(ids);
      return undefined;
    }
    table.intern(writer.sortable(position, sliceVector(column, from, count), count), count, ids + 4 * from);
    writer.forget();
    if (table.count > Math.max(LEAST_STRINGS, (from + count) / ROWS_PER_STRING)) {
      table.release();
      region.free(ids);
      return undefined;
    }
    yield;
  }
  const ranks = yield* rankSymbols(region, table);
  for (let from = 0; from < rows; from += SLICE_ROWS) {
    const count = Math.min(SLICE_ROWS, rows - from);
    sortKernels(region.arena).rankIds(ids + 4 * from, count, ranks, table.count);
    yield;
  }
  region.free(ranks);
  table.release();
  return ids;
}

/** Whether a table may take these strings, all different. */
function isRoomFor(region: Region, column: Vector, rows: number): boolean {
  const room = region.freeBytes / PART_OF_FREE;
  if (rows * LONG_BYTES <= room) return true;
  return stringBytes(region.arena, { rows, columns: [column] }) + rows * SLOT_BYTES <= room;
}

/** u32 per symbol: its place in the order of all. */
function* rankSymbols(region: Region, table: SymbolTable): Generator<void, Pointer> {
  const layout = sortLayout([{ storage: "ref", descending: false, nullsFirst: false, nullable: false }]);
  const keys = allocateSortKeys(region, layout, table.count);
  encodeSortKeys(region, layout, keys, [{ data: table.symbols, index: 0, validity: 0 }], 0, table.count);
  const sort = RowSort.create(region, keys);
  while (sort.step()) yield;
  const ranks = region.allocate(4 * table.count);
  sortKernels(region.arena).ranksOf(sort.order, table.count, ranks);
  sort.release();
  releaseSortKeys(region, keys);
  return ranks;
}

/** How many bytes all strings of a column begin with. */
export function* commonPrefixOf(region: Region, column: Vector, rows: number): Generator<void, number> {
  const state = region.allocateZeroed(16);
  let common = 0;
  for (let from = 0; from < rows; from += SLICE_ROWS) {
    const count = Math.min(SLICE_ROWS, rows - from);
    const { data, index, validity } = sliceVector(column, from, count);
    common = sortKernels(region.arena).commonPrefix(data, index, validity, count, state) >>> 0;
    const isDifferent = common === 0 && region.arena.view().u64[state >>> 3] !== 0n;
    if (isDifferent) break;
    yield;
  }
  region.free(state);
  return common;
}
