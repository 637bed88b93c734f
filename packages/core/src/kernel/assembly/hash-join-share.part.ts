// Shares of a join table that threads fill at the same time, without a word to each other: a share is a range of the
// slots (or of an array's keys), and its rows are those whose first slot lies in it. Each thread looks at all rows and
// lists its own without branches, since which they are is chance. A row whose slots are taken up to the share's end is
// left over: such rows are a list through `next`, inserted when all shares are filled. Only slots of the own share, and
// `next` of own rows, are ever written.
import { equalRecords, hashRecord } from "./hash-mix.part";

/** Rows that are listed, then inserted. */
const BLOCK: u32 = 4096;

/** Lists the own valid rows of [from, to), from the last to the first: slot word (hash or key) << 32 | row each. */
// @ts-ignore: decorator
@inline
function listHashed(mask: u32, keys: usize, words: i32, validity: usize, from: u32, to: u32, first: u32, size: u32, list: usize): u32 {
  const width = (<usize>words) << 3;
  let count: usize = 0;
  for (let row = to; row-- > from; ) {
    const tag = <u32>(hashRecord(keys + <usize>row * width, words) >> 32);
    store<u64>(list + (count << 3), ((<u64>tag) << 32) | <u64>row);
    const isValid = validity == 0 ? <u32>1 : <u32>(load<u8>(validity + <usize>row) != 0);
    count += <usize>(<u32>((tag & mask) - first < size) & isValid);
  }
  return <u32>count;
}

function listDense(base: u64, keys: usize, validity: usize, from: u32, to: u32, first: u32, size: u32, list: usize): u32 {
  let count: usize = 0;
  for (let row = to; row-- > from; ) {
    const offset = <u32>(load<u64>(keys + ((<usize>row) << 3)) - base);
    store<u64>(list + (count << 3), ((<u64>offset) << 32) | <u64>row);
    const isValid = validity == 0 ? <u32>1 : <u32>(load<u8>(validity + <usize>row) != 0);
    count += <usize>(<u32>(offset - first < size) & isValid);
  }
  return <u32>count;
}

// @ts-ignore: decorator
@inline
function leaveOver(next: usize, row: u32, state: usize): void {
  store<u32>(next + ((<usize>row) << 2), load<u32>(state));
  store<u32>(state, row + 1);
}

// @ts-ignore: decorator
@inline
function insertListed(slots: usize, mask: u32, keys: usize, words: i32, next: usize, list: usize, count: u32, end: u32, state: usize): u32 {
  const width = (<usize>words) << 3;
  let duplicates: u32 = 0;
  for (let entry: u32 = 0; entry < count; entry++) {
    const listed = load<u64>(list + ((<usize>entry) << 3));
    const row = <u32>listed;
    const tag = <u32>(listed >> 32);
    const key = keys + <usize>row * width;
    let before: u32 = 0;
    let at = tag & mask;
    for (; at != end; at++) {
      const slot = load<u64>(slots + ((<usize>at) << 3));
      if (slot == 0) break;
      if (<u32>(slot >> 32) == tag && equalRecords(keys + <usize>(<u32>slot - 1) * width, key, words)) {
        before = <u32>slot;
        duplicates++;
        break;
      }
    }
    if (at == end) {
      leaveOver(next, row, state);
      continue;
    }
    store<u32>(next + ((<usize>row) << 2), before);
    store<u64>(slots + ((<usize>at) << 3), ((<u64>tag) << 32) | <u64>(row + 1));
  }
  return duplicates;
}

/** insertListed into the slots of one-word keys (hash-join.part.ts). */
function insertListedWords(slots: usize, mask: u32, keys: usize, next: usize, list: usize, count: u32, end: u32, state: usize): u32 {
  let duplicates: u32 = 0;
  for (let entry: u32 = 0; entry < count; entry++) {
    const listed = load<u64>(list + ((<usize>entry) << 3));
    const row = <u32>listed;
    const key = load<u64>(keys + ((<usize>row) << 3));
    let before: u32 = 0;
    let at = <u32>(listed >> 32) & mask;
    for (; at != end; at++) {
      const slot = slots + ((<usize>at) << 4);
      before = load<u32>(slot, 8);
      if (before == 0 || load<u64>(slot) == key) break;
    }
    if (at == end) {
      leaveOver(next, row, state);
      continue;
    }
    duplicates += <u32>(before != 0);
    store<u32>(next + ((<usize>row) << 2), before);
    store<u64>(slots + ((<usize>at) << 4), key);
    store<u32>(slots + ((<usize>at) << 4), row + 1, 8);
  }
  return duplicates;
}

/**
 * As joinInsert, of the rows whose first slot lies in [first, first + size). state[0] is the first row that is left over
 * + 1, whose `next` is the next one's. `list` is room for 4096 u64.
 */
export function joinInsertShare(slots: usize, mask: u32, keys: usize, words: i32, validity: usize, next: usize, from: u32, to: u32, first: u32, size: u32, list: usize, state: usize): u32 {
  let duplicates: u32 = 0;
  const end = first + size;
  while (to > from) {
    const start = max(from, to - min(to, BLOCK));
    if (words == 1) {
      const count = listHashed(mask, keys, 1, validity, start, to, first, size, list);
      duplicates += insertListedWords(slots, mask, keys, next, list, count, end, state);
    } else if (words == 2) {
      const count = listHashed(mask, keys, 2, validity, start, to, first, size, list);
      duplicates += insertListed(slots, mask, keys, 2, next, list, count, end, state);
    } else {
      const count = listHashed(mask, keys, words, validity, start, to, first, size, list);
      duplicates += insertListed(slots, mask, keys, words, next, list, count, end, state);
    }
    to = start;
  }
  return duplicates;
}

/** As joinInsertDense, of the rows whose keys lie in [first, first + size) from the base on. `list` as in joinInsertShare. */
export function joinInsertDenseShare(heads: usize, base: usize, keys: usize, validity: usize, next: usize, from: u32, to: u32, first: u32, size: u32, list: usize): u32 {
  const least = load<u64>(base);
  let duplicates: u32 = 0;
  while (to > from) {
    const start = max(from, to - min(to, BLOCK));
    const count = listDense(least, keys, validity, start, to, first, size, list);
    for (let entry: u32 = 0; entry < count; entry++) {
      const listed = load<u64>(list + ((<usize>entry) << 3));
      const head = heads + (<usize>(listed >> 32) << 2);
      const before = load<u32>(head);
      store<u32>(next + ((<usize>(<u32>listed)) << 2), before);
      store<u32>(head, <u32>listed + 1);
      duplicates += <u32>(before != 0);
    }
    to = start;
  }
  return duplicates;
}
