// Group tables: key record -> dense group id. Two passes, hashes first, so that the probe loop's cache misses
// overlap; in large tables some rows' slots and keys are touched before they are sought. A slot's whole 32-bit tag is
// compared before the key is looked at, and rehashing needs no key.
import { BLOCK, FAR_MASK } from "./hash-form.part";
import { copyRecord, equalRecords, hashKeys, hashRecord } from "./hash-mix.part";

const MISSING: u32 = 0xffffffff;
/** As FAR_MASK, of keys of one word: four times as many are still near. */
const FAR_WORD_MASK: u32 = 1 << 18;

/**
 * Touches the memory that finding rows [from, to) will read, row by row without waiting, so that the waits for a table
 * larger than the cache overlap. The answer means nothing: it keeps the touching alive.
 */
function lookAhead(slots: usize, mask: u32, groupKeys: usize, width: usize, hashes: usize, from: i32, to: i32): u32 {
  let touched: u64 = 0;
  for (let row = from; row < to; row++) {
    const tag = load<u32>(hashes + ((<usize>row) << 3), 4);
    touched ^= load<u64>(slots + ((<usize>(tag & mask)) << 3));
  }
  for (let row = from; row < to; row++) {
    const tag = load<u32>(hashes + ((<usize>row) << 3), 4);
    const slot = load<u64>(slots + ((<usize>(tag & mask)) << 3));
    if (<u32>(slot >> 32) == tag && slot != 0) touched ^= load<u64>(groupKeys + <usize>(<u32>slot - 1) * width);
  }
  return <u32>(touched ^ (touched >> 32));
}

// @ts-ignore: decorator
@inline
function findBlock(slots: usize, mask: u32, groupKeys: usize, count: u32, keys: usize, words: i32, from: i32, to: i32, hashes: usize, out: usize, add: bool): u32 {
  const width = (<usize>words) << 3;
  for (let row = from; row < to; row++) {
    const tag = <u32>(load<u64>(hashes + ((<usize>row) << 3)) >> 32);
    const key = keys + <usize>row * width;
    let at = tag & mask;
    let group: u32 = MISSING;
    for (;;) {
      const slot = load<u64>(slots + ((<usize>at) << 3));
      if (slot == 0) {
        if (add) {
          group = count++;
          copyRecord(key, groupKeys + <usize>group * width, words);
          store<u64>(slots + ((<usize>at) << 3), ((<u64>tag) << 32) | <u64>count);
        }
        break;
      }
      if (<u32>(slot >> 32) == tag) {
        const candidate = <u32>slot - 1;
        if (equalRecords(groupKeys + <usize>candidate * width, key, words)) {
          group = candidate;
          break;
        }
      }
      at = (at + 1) & mask;
    }
    store<u32>(out + ((<usize>row) << 2), group);
  }
  return count;
}

// @ts-ignore: decorator
@inline
function find(slots: usize, mask: u32, groupKeys: usize, count: u32, keys: usize, words: i32, rows: i32, hashes: usize, out: usize, add: bool): u32 {
  const isFar = mask >= (words == 1 ? FAR_WORD_MASK : FAR_MASK);
  const block = isFar ? <i32>BLOCK : rows;
  for (let from: i32 = 0; from < rows; from += block) {
    const to = min(from + block, rows);
    if (isFar) store<u32>(out + ((<usize>from) << 2), lookAhead(slots, mask, groupKeys, (<usize>words) << 3, hashes, from, to));
    count = findBlock(slots, mask, groupKeys, count, keys, words, from, to, hashes, out, add);
  }
  return count;
}

/**
 * out[r] = group id of record r, new groups numbered from `count`; answers the new count. There must be room
 * for count + rows groups, and `hashes` holds 8 bytes per row.
 */
export function groupFindOrAdd(slots: usize, mask: u32, groupKeys: usize, count: u32, keys: usize, words: i32, rows: i32, hashes: usize, out: usize): u32 {
  hashKeys(keys, words, rows, hashes);
  if (words == 1) return find(slots, mask, groupKeys, count, keys, 1, rows, hashes, out, true);
  if (words == 2) return find(slots, mask, groupKeys, count, keys, 2, rows, hashes, out, true);
  return find(slots, mask, groupKeys, count, keys, words, rows, hashes, out, true);
}

/** out[r] = group id of record r, 0xffffffff when there is none. */
export function groupFind(slots: usize, mask: u32, groupKeys: usize, keys: usize, words: i32, rows: i32, hashes: usize, out: usize): void {
  hashKeys(keys, words, rows, hashes);
  if (words == 1) find(slots, mask, groupKeys, 0, keys, 1, rows, hashes, out, false);
  else find(slots, mask, groupKeys, 0, keys, words, rows, hashes, out, false);
}

/** Moves the slots of `from` into the empty, larger array `to`. */
export function rehash(from: usize, capacity: u32, to: usize, mask: u32): void {
  memory.fill(to, 0, (<usize>mask + 1) << 3);
  for (let index: u32 = 0; index < capacity; index++) {
    const slot = load<u64>(from + ((<usize>index) << 3));
    if (slot == 0) continue;
    let at = <u32>(slot >> 32) & mask;
    while (load<u64>(to + ((<usize>at) << 3)) != 0) at = (at + 1) & mask;
    store<u64>(to + ((<usize>at) << 3), slot);
  }
}

/**
 * Groups of one-word keys in [base, base + range), base at an address: `map` holds a zeroed u32 per possible
 * key. Starts at row cursor[0] with cursor[1] groups and leaves there the first row outside of the range (or
 * `rows`) and the count.
 */
export function groupDense(map: usize, base: usize, range: u32, groupKeys: usize, keys: usize, rows: u32, out: usize, cursor: usize): void {
  const first = load<u64>(base);
  let row = load<u32>(cursor);
  let count = load<u32>(cursor, 4);
  for (; row < rows; row++) {
    const key = load<u64>(keys + ((<usize>row) << 3));
    const offset = key - first;
    if (offset >= <u64>range) break;
    const entry = map + ((<usize>offset) << 2);
    let group = load<u32>(entry);
    if (group == 0) {
      store<u64>(groupKeys + ((<usize>count) << 3), key);
      group = ++count;
      store<u32>(entry, group);
    }
    store<u32>(out + ((<usize>row) << 2), group - 1);
  }
  store<u32>(cursor, row);
  store<u32>(cursor, count, 4);
}

/** Fills an empty slot array from `count` group keys that are known to differ (a dense table that gives up). */
export function groupIndex(slots: usize, mask: u32, groupKeys: usize, words: i32, from: u32, to: u32): void {
  memory.fill(slots, 0, from == 0 ? (<usize>mask + 1) << 3 : 0);
  const width = (<usize>words) << 3;
  for (let group = from; group < to; group++) {
    const tag = <u32>(hashRecord(groupKeys + <usize>group * width, words) >> 32);
    let at = tag & mask;
    while (load<u64>(slots + ((<usize>at) << 3)) != 0) at = (at + 1) & mask;
    store<u64>(slots + ((<usize>at) << 3), ((<u64>tag) << 32) | <u64>(group + 1));
  }
}
