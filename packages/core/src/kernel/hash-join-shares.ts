// A join table that several threads fill: each has a share of the slots, which it clears and fills by itself. What is
// left over at the shares' ends (assembly/hash-join-share.part.ts) is inserted by the thread that is done last. The table
// is as if one thread had built it, but for the order of chains.
import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { hashKernels } from "./hash.ts";
import { type JoinTableData, STEP_BYTES, STEP_ROWS, slotBytes } from "./hash-join.ts";

/** Which of how many. */
export interface Share {
  readonly at: number;
  readonly of: number;
}

/** A share of `size` things: from the first to before `to`. */
export function shareOf({ at, of }: Share, size: number): { readonly from: number; readonly to: number } {
  return { from: Math.floor((size * at) / of), to: Math.floor((size * (at + 1)) / of) };
}

/** Bytes of what the shares of a table leave for each other, zeros at first. */
export function leftOverBytes(shares: number): number {
  return 4 * (shares + 1);
}

/** The kernel lists so many rows at a time, in 8 bytes each. */
const LIST_BYTES = 8 * 4096;
/** Rows that are left over, inserted between two yields. */
const LEFT_ROWS = 4096;

/**
 * Fills a share of a reserved table; yields between steps. Answers how many rows had a key that was there already.
 * @param leftOver leftOverBytes of memory that all shares know
 */
export function* fillTableShare(
  region: Region,
  table: JoinTableData,
  share: Share,
  leftOver: Pointer,
): Generator<void, number> {
  const { from, to } = shareOf(share, table.capacity);
  const bytes = slotBytes(table);
  for (let at = from * bytes; at < to * bytes; at += STEP_BYTES) {
    fillBytes(region.arena, 0, table.slots + at, table.slots + Math.min(to * bytes, at + STEP_BYTES));
    yield;
  }
  const list = region.allocate(LIST_BYTES);
  let duplicates = 0;
  const state = leftOver + 4 + 4 * share.at;
  for (let end = table.rows; end > 0; end -= STEP_ROWS) {
    duplicates += insertOwn(region, table, { first: from, size: to - from, list, state }, end);
    yield;
  }
  region.free(list);
  if (table.shape === "dense" || !isLast(region, share, leftOver)) return duplicates;
  return duplicates + (yield* insertLeftOver(region, table, share, leftOver));
}

interface OwnSlots {
  readonly first: number;
  readonly size: number;
  readonly list: Pointer;
  readonly state: Pointer;
}

/** The own rows of a step, which ends at `end`. */
function insertOwn(
  { arena }: Region,
  { words, keys, validity, shape, slots, capacity, base, next }: JoinTableData,
  { first, size, list, state }: OwnSlots,
  end: number,
): number {
  const kernels = hashKernels(arena);
  const start = Math.max(0, end - STEP_ROWS);
  if (shape === "dense") {
    return kernels.joinInsertDenseShare(slots, base, keys, validity, next, start, end, first, size, list);
  }
  const mask = capacity - 1;
  return kernels.joinInsertShare(slots, mask, keys, words, validity, next, start, end, first, size, list, state);
}

/** Counts the share as done: whether all others are. */
function isLast({ arena }: Region, { of }: Share, leftOver: Pointer): boolean {
  return Atomics.add(arena.view().u32, leftOver >>> 2, 1) === of - 1;
}

function* insertLeftOver(
  { arena }: Region,
  { words, keys, slots, capacity, next }: JoinTableData,
  { of }: Share,
  leftOver: Pointer,
): Generator<void, number> {
  const { u32 } = arena.view();
  const kernels = hashKernels(arena);
  let duplicates = 0;
  let rows = 0;
  for (let share = 0; share < of; share++) {
    for (let link = u32[(leftOver >>> 2) + 1 + share] as number; link !== 0; ) {
      const following = u32[(next >>> 2) + link - 1] as number;
      duplicates += kernels.joinInsert(slots, capacity - 1, keys, words, 0, next, link - 1, link);
      link = following;
      if (++rows % LEFT_ROWS === 0) yield;
    }
  }
  return duplicates;
}
