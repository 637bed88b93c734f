// States of approximate aggregates (sketch-layout.part.ts), with the conventions of hash-concat.part.ts: the ref, the
// table's address, its capacity; tables grow by doubling. A row that finds no room has changed nothing, and is taken
// again when there is some. `values` are hashes or doubles, `states` are tables of other states.
import { groupAt, rowAt } from "./hash-form.part";
import { slotAt } from "./slot.part";
import {
  COUNT_BITS,
  LEAST_WORDS,
  MOST_DISTINCT,
  countOf,
  entryAt,
  isKept,
  keyOf,
  levelOf,
  limitOf,
} from "./sketch-layout.part";

const DISTINCT: i32 = 0;
const HISTOGRAM: i32 = 1;
const NO_ROOM: i32 = -1;

/** Spreads the bits of a key over a word. */
// @ts-ignore: decorator
@inline
function spread(key: u64): u64 {
  const mixed = (key + 1) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >> 32);
}

/** Where an entry of this key stands or would be put. */
// @ts-ignore: decorator
@inline
function find(table: usize, words: u32, kind: i32, entry: u64): usize {
  const mask = words - 1;
  let at = <u32>(kind == DISTINCT ? entry : spread(entry >> COUNT_BITS)) & mask;
  for (;;) {
    if (at != 0) {
      const there = entryAt(table, at);
      if (there == 0 || (kind == DISTINCT ? there == entry : there >> COUNT_BITS == entry >> COUNT_BITS)) break;
    }
    at = (at + 1) & mask;
  }
  return table + ((<usize>at) << 3);
}

/** Puts an entry into a table that has room for one more. */
// @ts-ignore: decorator
@inline
function put(table: usize, words: u32, kind: i32, entry: u64): void {
  const at = find(table, words, kind, entry);
  const there = load<u64>(at);
  if (there == 0) {
    store<u64>(at, entry);
    store<u32>(table, countOf(table) + 1);
  } else if (kind == HISTOGRAM) {
    store<u64>(at, there + (entry & (((<u64>1) << COUNT_BITS) - 1)));
  }
}

/** An empty table of so many words at the heap's next place; 0 when they do not fit. It is not taken yet. */
function openTable(words: u32, level: u32, cursor: usize): usize {
  const top = (<usize>load<u32>(cursor, 4) + 7) & ~7;
  const end = <usize>load<u32>(cursor, 8);
  const bytes = (<usize>words) << 3;
  if (end < top || end - top < bytes) {
    // Places begin at multiples of 8.
    store<u32>(cursor, <u32>bytes + 8, 12);
    return 0;
  }
  memory.fill(top, 0, bytes);
  store<u32>(top, level, 4);
  return top;
}

/** Puts what is kept of a table into another one of a higher level, or with more words. */
function copyEntries(from: usize, words: u32, to: usize, toWords: u32, kind: i32): void {
  const level = levelOf(to);
  for (let at: u32 = 1; at < words; at++) {
    const entry = entryAt(from, at);
    if (entry != 0 && (kind == HISTOGRAM || isKept(entry, level))) put(to, toWords, kind, entry);
  }
}

/** Gives a state a table with room for `more` entries more. */
function makeRoom(cell: usize, kind: i32, more: u32, cursor: usize): bool {
  const before = <usize>load<u32>(cell, 8);
  const words = load<u32>(cell, 12) >> 3;
  const used: u32 = words == 0 ? 0 : countOf(before);
  if (words != 0 && used + more <= limitOf(words)) return true;
  let wanted = words == 0 ? LEAST_WORDS : words;
  while (limitOf(wanted) < used + more && (kind == HISTOGRAM || wanted < MOST_DISTINCT)) wanted <<= 1;
  const level = words == 0 ? 0 : levelOf(before);
  const table = openTable(wanted, level, cursor);
  if (table == 0) return false;
  if (words != 0) copyEntries(before, words, table, wanted, kind);
  if (wanted == words) {
    // A full table of hashes: what the next level keeps goes back to where it was, and the place stays free.
    raise(table, before, words);
    return true;
  }
  store<u32>(cursor, <u32>(table + ((<usize>wanted) << 3)), 4);
  setTable(cell, table, wanted);
  return true;
}

function setTable(cell: usize, table: usize, words: u32): void {
  store<u64>(cell, ((<u64>words) << 35) | <u64>table);
  store<u32>(cell, <u32>table, 8);
  store<u32>(cell, words << 3, 12);
}

/** Fills `to` with what the first level keeps of `from` at which there is room. */
function raise(from: usize, to: usize, words: u32): void {
  let level = levelOf(from);
  do {
    level++;
    memory.fill(to, 0, (<usize>words) << 3);
    store<u32>(to, level, 4);
    copyEntries(from, words, to, words, DISTINCT);
  } while (countOf(to) >= limitOf(words));
}

/** Takes one hash; false: no room. */
// @ts-ignore: decorator
@inline
function addHash(cell: usize, value: u64, cursor: usize): bool {
  const hash = value == 0 ? 1 : value;
  let words = load<u32>(cell, 12) >> 3;
  if (words != 0) {
    const table = <usize>load<u32>(cell, 8);
    if (!isKept(hash, levelOf(table))) return true;
    if (load<u64>(find(table, words, DISTINCT, hash)) != 0) return true;
  }
  if (!makeRoom(cell, DISTINCT, 1, cursor)) return false;
  words = load<u32>(cell, 12) >> 3;
  const table = <usize>load<u32>(cell, 8);
  if (isKept(hash, levelOf(table))) put(table, words, DISTINCT, hash);
  return true;
}

/** Counts one double; false: no room. */
// @ts-ignore: decorator
@inline
function addDouble(cell: usize, value: f64, cursor: usize): bool {
  const entry = (keyOf(value) << COUNT_BITS) | 1;
  const words = load<u32>(cell, 12) >> 3;
  if (words != 0) {
    const at = find(<usize>load<u32>(cell, 8), words, HISTOGRAM, entry);
    const there = load<u64>(at);
    if (there != 0) {
      store<u64>(at, there + 1);
      return true;
    }
  }
  if (!makeRoom(cell, HISTOGRAM, 1, cursor)) return false;
  put(<usize>load<u32>(cell, 8), load<u32>(cell, 12) >> 3, HISTOGRAM, entry);
  return true;
}

/** Takes all hashes of another table; false: no room, and those that were taken are met again. */
function addHashes(cell: usize, ref: u64, cursor: usize): bool {
  const from = <usize>(<u32>ref);
  const words = <u32>(ref >> 35);
  if (load<u32>(cell, 12) == 0 && !makeRoom(cell, DISTINCT, 1, cursor)) return false;
  const table = <usize>load<u32>(cell, 8);
  if (levelOf(from) > levelOf(table)) {
    const own = load<u32>(cell, 12) >> 3;
    const spare = openTable(own, levelOf(from), cursor);
    if (spare == 0) return false;
    copyEntries(table, own, spare, own, DISTINCT);
    memory.copy(table, spare, (<usize>own) << 3);
  }
  for (let at: u32 = 1; at < words; at++) {
    const hash = entryAt(from, at);
    if (hash != 0 && !addHash(cell, hash, cursor)) return false;
  }
  return true;
}

/** Adds all counts of another table; false: no room. */
function addCounts(cell: usize, ref: u64, cursor: usize): bool {
  const from = <usize>(<u32>ref);
  const words = <u32>(ref >> 35);
  // Room for all of them first: what was added once must not be added again.
  if (!makeRoom(cell, HISTOGRAM, countOf(from), cursor)) return false;
  copyEntries(from, words, <usize>load<u32>(cell, 8), load<u32>(cell, 12) >> 3, HISTOGRAM);
  return true;
}

// @ts-ignore: decorator
@inline
function take(kind: i32, states: bool, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  for (let at = load<i32>(cursor); at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const from = data + (slot << 3);
    const taken = states
      ? kind == DISTINCT
        ? addHashes(cell, load<u64>(from), cursor)
        : addCounts(cell, load<u64>(from), cursor)
      : kind == DISTINCT
        ? addHash(cell, load<u64>(from), cursor)
        : addDouble(cell, load<f64>(from), cursor);
    if (!taken) {
      store<i32>(cursor, at);
      return NO_ROOM;
    }
    store<u8>(seen + group, 1);
  }
  store<i32>(cursor, rows);
  return 0;
}

/** Answers 0 when all rows are taken, -1 when the heap is full (hash-concat.part.ts describes the cursor). */
export function distinctOfHashes(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return take(DISTINCT, false, data, index, validity, list, rows, groups, state, seen, cursor);
}

export function distinctOfStates(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return take(DISTINCT, true, data, index, validity, list, rows, groups, state, seen, cursor);
}

export function histogramOfDoubles(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return take(HISTOGRAM, false, data, index, validity, list, rows, groups, state, seen, cursor);
}

export function histogramOfStates(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return take(HISTOGRAM, true, data, index, validity, list, rows, groups, state, seen, cursor);
}
