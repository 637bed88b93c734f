// Join tables: slots as a group table's (those of one-word keys are described at insertWord) whose entries are
// build rows, and a chain `next` (u32 row + 1 per row) through the rows of equal key, in row order. Rows that
// are not valid (a NULL in the key) are left out. A probe is two steps: find the first build row of each probe
// row (the whole answer for semi, anti and mark joins), then expand chains into pairs, bounded and resumable.
import { equalRecords, hashKeys, hashRecord } from "./hash-mix.part";

const NONE: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function insert(slots: usize, mask: u32, keys: usize, words: i32, validity: usize, next: usize, from: u32, to: u32): u32 {
  const width = (<usize>words) << 3;
  let duplicates: u32 = 0;
  for (let row = to; row-- > from; ) {
    store<u32>(next + ((<usize>row) << 2), 0);
    if (validity && load<u8>(validity + <usize>row) == 0) continue;
    const key = keys + <usize>row * width;
    const tag = <u32>(hashRecord(key, words) >> 32);
    let at = tag & mask;
    for (;;) {
      const slot = load<u64>(slots + ((<usize>at) << 3));
      if (slot == 0) break;
      if (<u32>(slot >> 32) == tag && equalRecords(keys + <usize>(<u32>slot - 1) * width, key, words)) {
        store<u32>(next + ((<usize>row) << 2), <u32>slot);
        duplicates++;
        break;
      }
      at = (at + 1) & mask;
    }
    store<u64>(slots + ((<usize>at) << 3), ((<u64>tag) << 32) | <u64>(row + 1));
  }
  return duplicates;
}

// Tables of one-word keys have 16-byte slots, the key and the first row + 1: a probe misses the cache once, not
// twice.

function insertWord(slots: usize, mask: u32, keys: usize, validity: usize, next: usize, from: u32, to: u32): u32 {
  let duplicates: u32 = 0;
  for (let row = to; row-- > from; ) {
    store<u32>(next + ((<usize>row) << 2), 0);
    if (validity && load<u8>(validity + <usize>row) == 0) continue;
    const record = keys + ((<usize>row) << 3);
    const key = load<u64>(record);
    let at = <u32>(hashRecord(record, 1) >> 32) & mask;
    for (;;) {
      const slot = slots + ((<usize>at) << 4);
      const first = load<u32>(slot, 8);
      if (first == 0) {
        store<u64>(slot, key);
        store<u32>(slot, row + 1, 8);
        break;
      }
      if (load<u64>(slot) == key) {
        store<u32>(next + ((<usize>row) << 2), first);
        store<u32>(slot, row + 1, 8);
        duplicates++;
        break;
      }
      at = (at + 1) & mask;
    }
  }
  return duplicates;
}

function findWord(slots: usize, mask: u32, keys: usize, validity: usize, rows: i32, out: usize): i32 {
  let found: i32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    let match: u32 = 0;
    if (validity == 0 || load<u8>(validity + <usize>row) != 0) {
      const record = keys + ((<usize>row) << 3);
      const key = load<u64>(record);
      let at = <u32>(hashRecord(record, 1) >> 32) & mask;
      for (;;) {
        const slot = slots + ((<usize>at) << 4);
        match = load<u32>(slot, 8);
        if (match == 0 || load<u64>(slot) == key) break;
        at = (at + 1) & mask;
      }
      found += <i32>(match != 0);
    }
    store<u32>(out + ((<usize>row) << 2), match);
  }
  return found;
}

/**
 * Inserts build rows [from, to), from the last to the first; call with descending ranges. Answers how many
 * rows had a key that was there already.
 */
export function joinInsert(slots: usize, mask: u32, keys: usize, words: i32, validity: usize, next: usize, from: u32, to: u32): u32 {
  if (words == 1) return insertWord(slots, mask, keys, validity, next, from, to);
  if (words == 2) return insert(slots, mask, keys, 2, validity, next, from, to);
  return insert(slots, mask, keys, words, validity, next, from, to);
}

/** Least and greatest one-word key, as signed numbers, into range[0], range[1] (initialised by the caller). */
export function keyRange(keys: usize, validity: usize, from: u32, to: u32, range: usize): void {
  let least = load<i64>(range);
  let greatest = load<i64>(range, 8);
  let row = from;
  if (validity == 0) {
    let lows = i64x2.splat(least);
    let highs = i64x2.splat(greatest);
    for (; row + 2 <= to; row += 2) {
      const two = v128.load(keys + ((<usize>row) << 3));
      lows = v128.bitselect(two, lows, i64x2.lt_s(two, lows));
      highs = v128.bitselect(two, highs, i64x2.gt_s(two, highs));
    }
    least = min(i64x2.extract_lane(lows, 0), i64x2.extract_lane(lows, 1));
    greatest = max(i64x2.extract_lane(highs, 0), i64x2.extract_lane(highs, 1));
  }
  for (; row < to; row++) {
    if (validity && load<u8>(validity + <usize>row) == 0) continue;
    const key = load<i64>(keys + ((<usize>row) << 3));
    least = min(least, key);
    greatest = max(greatest, key);
  }
  store<i64>(range, least);
  store<i64>(range, greatest, 8);
}

/** As joinInsert for one-word keys that all lie in [base, base + range): heads is a zeroed u32 per possible key. */
export function joinInsertDense(heads: usize, base: usize, keys: usize, validity: usize, next: usize, from: u32, to: u32): u32 {
  const first = load<u64>(base);
  let duplicates: u32 = 0;
  for (let row = to; row-- > from; ) {
    if (validity && load<u8>(validity + <usize>row) == 0) {
      store<u32>(next + ((<usize>row) << 2), 0);
      continue;
    }
    const head = heads + (<usize>(load<u64>(keys + ((<usize>row) << 3)) - first) << 2);
    const before = load<u32>(head);
    store<u32>(next + ((<usize>row) << 2), before);
    store<u32>(head, row + 1);
    duplicates += <u32>(before != 0);
  }
  return duplicates;
}

// @ts-ignore: decorator
@inline
function find(slots: usize, mask: u32, buildKeys: usize, keys: usize, words: i32, validity: usize, rows: i32, hashes: usize, out: usize): i32 {
  const width = (<usize>words) << 3;
  let found: i32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    let match: u32 = 0;
    if (validity == 0 || load<u8>(validity + <usize>row) != 0) {
      const tag = <u32>(load<u64>(hashes + ((<usize>row) << 3)) >> 32);
      const key = keys + <usize>row * width;
      let at = tag & mask;
      for (;;) {
        const slot = load<u64>(slots + ((<usize>at) << 3));
        if (slot == 0) break;
        if (<u32>(slot >> 32) == tag && equalRecords(buildKeys + <usize>(<u32>slot - 1) * width, key, words)) {
          match = <u32>slot;
          found++;
          break;
        }
        at = (at + 1) & mask;
      }
    }
    store<u32>(out + ((<usize>row) << 2), match);
  }
  return found;
}

/** out[r] = first build row that matches probe row r, + 1; 0 when there is none. Answers how many have one. */
export function joinFind(slots: usize, mask: u32, buildKeys: usize, keys: usize, words: i32, validity: usize, rows: i32, hashes: usize, out: usize): i32 {
  if (words == 1) return findWord(slots, mask, keys, validity, rows, out);
  hashKeys(keys, words, rows, hashes);
  if (words == 2) return find(slots, mask, buildKeys, keys, 2, validity, rows, hashes, out);
  return find(slots, mask, buildKeys, keys, words, validity, rows, hashes, out);
}

/** joinFind on a dense table of `range` heads. */
export function joinFindDense(heads: usize, base: usize, range: u32, keys: usize, validity: usize, rows: i32, out: usize): i32 {
  const first = load<u64>(base);
  let found: i32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const offset = load<u64>(keys + ((<usize>row) << 3)) - first;
    let match: u32 = 0;
    if (offset < <u64>range && (validity == 0 || load<u8>(validity + <usize>row) != 0)) {
      match = load<u32>(heads + ((<usize>offset) << 2));
    }
    found += <i32>(match != 0);
    store<u32>(out + ((<usize>row) << 2), match);
  }
  return found;
}

/**
 * Pairs (probe row, build row) of the found first matches, at most `capacity`; answers how many. cursor[0] is
 * the next probe row, cursor[1] the build row + 1 where its chain goes on (0: at its start); the caller zeroes
 * both and calls until cursor[0] = rows. `outer`: a probe row without match gives (row, 0xffffffff).
 */
export function joinExpand(found: usize, next: usize, rows: u32, outer: i32, cursor: usize, outProbe: usize, outBuild: usize, capacity: u32): u32 {
  let row = load<u32>(cursor);
  let link = load<u32>(cursor, 4);
  let count: u32 = 0;
  while (row < rows && count < capacity) {
    if (link == 0) {
      link = load<u32>(found + ((<usize>row) << 2));
      if (link == 0) {
        if (outer) {
          store<u32>(outProbe + ((<usize>count) << 2), row);
          store<u32>(outBuild + ((<usize>count) << 2), NONE);
          count++;
        }
        row++;
        continue;
      }
    }
    while (link != 0 && count < capacity) {
      store<u32>(outProbe + ((<usize>count) << 2), row);
      store<u32>(outBuild + ((<usize>count) << 2), link - 1);
      count++;
      link = load<u32>(next + ((<usize>(link - 1)) << 2));
    }
    if (link == 0) row++;
  }
  store<u32>(cursor, row);
  store<u32>(cursor, link, 4);
  return count;
}

/** joinExpand for a table without duplicates and `capacity` >= rows - cursor[0]: one pass without branches. */
export function joinExpandUnique(found: usize, rows: u32, cursor: usize, outProbe: usize, outBuild: usize): u32 {
  let count: usize = 0;
  for (let row = load<u32>(cursor); row < rows; row++) {
    const match = load<u32>(found + ((<usize>row) << 2));
    store<u32>(outProbe + (count << 2), row);
    store<u32>(outBuild + (count << 2), match - 1);
    count += <usize>(match != 0);
  }
  store<u32>(cursor, rows);
  return <u32>count;
}

/** Row numbers whose found match is there (want = 1) or is not (want = 0): semi and anti joins. */
export function joinSelect(found: usize, rows: u32, want: u32, out: usize): u32 {
  let count: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    store<u32>(out + (count << 2), row);
    count += <usize>(<u32>(load<u32>(found + ((<usize>row) << 2)) != 0) == want);
  }
  return <u32>count;
}

/** out[r] = 1 when probe row r has a match, else 0: the answer of a mark join as bytes. */
export function joinMatched(found: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    store<u8>(out + <usize>row, <u8>(load<u32>(found + ((<usize>row) << 2)) != 0));
  }
}

/** marks[row] = 1 for the listed rows; 0xffffffff is passed over. Threads may mark the same bytes. */
export function joinMark(list: usize, count: u32, marks: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    const row = load<u32>(list + ((<usize>at) << 2));
    if (row != NONE) store<u8>(marks + <usize>row, 1);
  }
}

/** Rows from cursor[0] on whose mark is `want`, at most `capacity`; leaves the next row in cursor[0]. */
export function joinEmitMarked(marks: usize, rows: u32, want: u32, cursor: usize, out: usize, capacity: u32): u32 {
  let row = load<u32>(cursor);
  let count: u32 = 0;
  for (; row < rows && count < capacity; row++) {
    store<u32>(out + ((<usize>count) << 2), row);
    count += <u32>(<u32>load<u8>(marks + <usize>row) == want);
  }
  store<u32>(cursor, row);
  return count;
}
