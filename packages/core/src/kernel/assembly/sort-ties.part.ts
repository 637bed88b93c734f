// Rows that the elements' prefixes leave equal (an element is 16 bytes: 64 bits of key, then the row). Each group of
// them is sorted by the next 64 bits of their records, those that stay equal by the next ones, and so on: the record's
// words in turn, of a string eight bytes at a time, at last the row number. So no comparison reads a string again
// from its beginning, however long the beginning that many share.
//
// The groups at work lie on a stack in `state`, so that any of them may be left off after a bounded part: u32 entries
// on the stack, u32 start and end of the group of equal prefixes, u64 its prefix at 16, entries of 32 bytes from 32 on
// (start, end, word, step, keys loaded up to). Of a string, even steps are its bytes and odd ones tell apart those that
// ended within them, which only bytes of zero at the end leave open.

import { sortFew } from "./sort-merge.part";

/** Ranges of so few are sorted by insertion. */
const FEW: u32 = 24;
/** Equal prefixes of so few rows are compared as records. */
const PAIRS: u32 = 4;

// @ts-ignore: decorator
@inline
function tieOf(ties: usize, word: u32, words: u32): u32 {
  return ties == 0 || word >= words ? 0 : load<u32>(ties + ((<usize>word) << 2));
}

/** The key of a row at a word and step, which compares as a number. */
// @ts-ignore: decorator
@inline
function keyAt(keys: usize, words: u32, tie: u32, row: u32, word: u32, step: u32): u64 {
  if (word == words) return <u64>row;
  if (step == 0) return load<u64>(keys + ((<usize>row * <usize>words + <usize>word) << 3));
  const ref = load<u64>(<usize>(tie & ~1) + ((<usize>row) << 3));
  const length = <u32>(ref >> 32);
  const offset = (step >> 1) << 3;
  const left: u32 = length > offset ? length - offset : 0;
  let key: u64 = <u64>min<u32>(left, 8);
  if ((step & 1) == 0) {
    key = 0;
    if (left != 0) {
      const bytes = bswap(load<u64>(<usize>(ref & 0xffffffff) + <usize>offset));
      key = left >= 8 ? bytes : bytes & ~(~(<u64>0) >> (<u64>left << 3));
    }
  }
  return tie & 1 ? ~key : key;
}

// @ts-ignore: decorator
@inline
function push(state: usize, start: u32, end: u32, word: u32, step: u32, loaded: u32): void {
  if (end - start < 2) return;
  const depth = load<u32>(state);
  const entry = state + 32 + ((<usize>depth) << 5);
  store<u32>(entry, start);
  store<u32>(entry, end, 4);
  store<u32>(entry, word, 8);
  store<u32>(entry, step, 12);
  store<u32>(entry, loaded, 16);
  store<u32>(state, depth + 1);
}

/** Elements [start, end) have this key at this place: they go on at the next. */
function pushEqual(state: usize, start: u32, end: u32, word: u32, step: u32, tie: u32, key: u64): void {
  if (tie == 0) {
    push(state, start, end, word + 1, 0, start);
    return;
  }
  const raw = tie & 1 ? ~key : key;
  if (step & 1) {
    if (raw == 8) push(state, start, end, word, step + 1, start);
    else push(state, start, end, word + 1, 0, start);
    return;
  }
  push(state, start, end, word, (raw & 0xff) != 0 ? step + 2 : step + 1, start);
}

// @ts-ignore: decorator
@inline
function swap(left: usize, right: usize): void {
  const moved = v128.load(left);
  v128.store(left, v128.load(right));
  v128.store(right, moved);
}

// @ts-ignore: decorator
@inline
function middleOf(a: u64, b: u64, c: u64): u64 {
  return max(min(a, b), min(max(a, b), c));
}

/** A key near the middle of elements [start, end): of nine of them, the middle one of the middle ones of three. */
function pivotOf(elements: usize, start: u32, end: u32): u64 {
  const step = (<usize>(end - start) >> 3) << 4;
  const at = elements + ((<usize>start) << 4);
  const last = elements + ((<usize>(end - 1)) << 4);
  return middleOf(
    middleOf(load<u64>(at), load<u64>(at + step), load<u64>(at + 2 * step)),
    middleOf(load<u64>(at + 3 * step), load<u64>(at + 4 * step), load<u64>(at + 5 * step)),
    middleOf(load<u64>(at + 6 * step), load<u64>(at + 7 * step), load<u64>(last)),
  );
}

/** Sorts few elements by their keys alone, then has those of equal keys go on. */
function sortFewKeys(elements: usize, state: usize, start: u32, end: u32, word: u32, step: u32, tie: u32): void {
  const low = elements + ((<usize>start) << 4);
  const high = elements + ((<usize>end) << 4);
  for (let element = low + 16; element < high; element += 16) {
    const moved = v128.load(element);
    const key = load<u64>(element);
    let place = element;
    while (place > low && load<u64>(place - 16) > key) {
      v128.store(place, v128.load(place - 16));
      place -= 16;
    }
    v128.store(place, moved);
  }
  for (let from = start; from < end; ) {
    const key = load<u64>(elements + ((<usize>from) << 4));
    let to = from + 1;
    while (to < end && load<u64>(elements + ((<usize>to) << 4)) == key) to++;
    if (to - from > 1) pushEqual(state, from, to, word, step, tie, key);
    from = to;
  }
}

/** Splits elements into those below, at and above a key in their middle. */
function partition(elements: usize, state: usize, start: u32, end: u32, word: u32, step: u32, tie: u32): void {
  const pivot = pivotOf(elements, start, end);
  let below = elements + ((<usize>start) << 4);
  let at = below;
  let above = elements + ((<usize>end) << 4);
  while (at < above) {
    const key = load<u64>(at);
    if (key < pivot) {
      swap(below, at);
      below += 16;
      at += 16;
    } else if (key > pivot) {
      above -= 16;
      swap(at, above);
    } else {
      at += 16;
    }
  }
  const middle = <u32>((below - elements) >> 4);
  const top = <u32>((above - elements) >> 4);
  // The largest part lies lowest, so that the stack stays as low as the logarithm of the rows.
  const isLowFirst = middle - start > end - top;
  const largest = max(middle - start, end - top);
  const isEqualFirst = top - middle > largest;
  if (isEqualFirst) pushEqual(state, middle, top, word, step, tie, pivot);
  if (isLowFirst) push(state, start, middle, word, step, middle);
  push(state, top, end, word, step, end);
  if (!isLowFirst) push(state, start, middle, word, step, middle);
  if (!isEqualFirst) pushEqual(state, middle, top, word, step, tie, pivot);
}

/** Goes on with the group in `state`; answers what is left of the budget. Done when the stack is empty. */
function sortGroup(elements: usize, keys: usize, words: u32, ties: usize, state: usize, budget: i32): i32 {
  while (budget > 0) {
    const depth = load<u32>(state);
    if (depth == 0) break;
    const entry = state + 32 + ((<usize>(depth - 1)) << 5);
    const start = load<u32>(entry);
    const end = load<u32>(entry, 4);
    const word = load<u32>(entry, 8);
    const step = load<u32>(entry, 12);
    const loaded = load<u32>(entry, 16);
    const tie = tieOf(ties, word, words);
    if (loaded < end) {
      const to = min(end, loaded + <u32>budget);
      for (let at = loaded; at < to; at++) {
        const element = elements + ((<usize>at) << 4);
        store<u64>(element, keyAt(keys, words, tie, load<u32>(element, 8), word, step));
      }
      store<u32>(entry, to, 16);
      budget -= <i32>(to - loaded);
      if (to < end) break;
    }
    store<u32>(state, depth - 1);
    budget -= <i32>(end - start);
    if (end - start <= FEW) sortFewKeys(elements, state, start, end, word, step, tie);
    else partition(elements, state, start, end, word, step, tie);
  }
  if (load<u32>(state) != 0) return 0;
  const prefix = load<u64>(state, 16);
  for (let at = load<u32>(state, 4), end = load<u32>(state, 8); at < end; at++) {
    store<u64>(elements + ((<usize>at) << 4), prefix);
  }
  return budget;
}

/**
 * Elements that are sorted by their prefixes: sorts those of equal prefix by their records, which are equal before
 * `word` and `step`, from `from` on. Answers where it stopped: a group in `state` (zeroed before the first call) may be
 * left off.
 */
export function sortTies(elements: usize, keys: usize, words: u32, ties: usize, from: u32, rows: u32, word: u32, step: u32, state: usize, budget: i32): u32 {
  let start = from;
  let left = budget;
  if (load<u32>(state) != 0) {
    left = sortGroup(elements, keys, words, ties, state, left);
    if (load<u32>(state) != 0) return start;
    start = load<u32>(state, 8);
  }
  while (start < rows && left > 0) {
    const prefix = load<u64>(elements + ((<usize>start) << 4));
    let end = start + 1;
    while (end < rows && load<u64>(elements + ((<usize>end) << 4)) == prefix) end++;
    left -= <i32>(end - start);
    if (end - start > PAIRS) {
      store<u32>(state, start, 4);
      store<u32>(state, end, 8);
      store<u64>(state, prefix, 16);
      push(state, start, end, word, step, start);
      left = sortGroup(elements, keys, words, ties, state, max(left, 1));
      if (load<u32>(state) != 0) return start;
    } else if (end - start > 1) {
      sortFew(elements, start, end, keys, <i32>words, ties);
    }
    start = end;
  }
  return start;
}
