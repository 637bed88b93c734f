// What a window needs of sorted records: where a new partition and a new group of peers begins, told by the sorted
// elements that lie in order anyway; and where in the order a value stands that is a row's own plus or minus an offset.
import { compareRecords } from "./sort-merge.part";

/** No record words lead, or not all bits of those that do are in the elements. */
const NOT_THERE: i32 = -1;

/**
 * Of sorted packed elements: out[p] = 2 where the leading words' bits (from bit `leadingShift` on, NOT_THERE: none)
 * differ from those of the element before, 1 where only bits from `keyShift` on do, else 0; 2 for the first of all.
 */
export function packedBounds(source: usize, leadingShift: i32, keyShift: i32, from: u32, to: u32, out: usize): void {
  let before = from > 0 ? load<u64>(source + ((<usize>from - 1) << 3)) : 0;
  for (let p = from; p < to; p++) {
    const element = load<u64>(source + ((<usize>p) << 3));
    const difference = element ^ before;
    const isLeading = leadingShift != NOT_THERE && difference >> leadingShift != 0;
    store<u8>(out + p, p == 0 || isLeading ? 2 : difference >> keyShift != 0 ? 1 : 0);
    before = element;
  }
}

/**
 * As packedBounds of 16-byte elements, whose prefix is all of the record (`isExact`) or needs a look at the records:
 * where prefixes are equal, and where the `leading` words are not all in it.
 */
export function elementBounds(source: usize, keys: usize, words: i32, leading: i32, ties: usize, leadingShift: i32, isExact: i32, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    let bound: u8 = 2;
    if (p > 0) {
      const element = source + ((<usize>p) << 4);
      const difference = load<u64>(element) ^ load<u64>(element - 16);
      const isEqual = difference == 0 && (isExact != 0 || compareRecords(keys, load<u32>(element - 16, 8), ties, keys, load<u32>(element, 8), ties, words) == 0);
      if (isEqual) bound = 0;
      else if (leading == 0) bound = 1;
      else if (leadingShift != NOT_THERE) bound = difference >> leadingShift != 0 ? 2 : 1;
      else bound = compareLeading(keys, load<u32>(element - 16, 8), load<u32>(element, 8), ties, words, leading) != 0 ? 2 : 1;
    }
    store<u8>(out + p, bound);
  }
}

/** compareRecords over the first words of records that are `words` apart. */
function compareLeading(keys: usize, left: u32, right: u32, ties: usize, words: i32, leading: i32): i32 {
  const less = <usize>(words - leading) << 3;
  return compareRecords(keys + <usize>left * less, left, ties, keys + <usize>right * less, right, ties, leading);
}

/**
 * out[p] = first position of p's partition [starts[p], ends[p]) whose key is not before (`after` = 0) or is after
 * (1) the bound of p; keys and bounds are records by row in one layout. A row whose key is NULL (validity by row) has
 * its peers' bound instead. cursor: u32 position reached so far, 0 at first.
 */
export function valueBounds(keys: usize, ties: usize, bounds: usize, boundTies: usize, words: i32, validity: usize, order: usize, starts: usize, ends: usize, peers: usize, after: i32, from: u32, to: u32, cursor: usize, out: usize): void {
  let at = load<u32>(cursor);
  for (let p = from; p < to; p++) {
    const row = load<u32>(order + ((<usize>p) << 2));
    if (validity != 0 && load<u8>(validity + row) == 0) {
      store<u32>(out + ((<usize>p) << 2), load<u32>(peers + ((<usize>p) << 2)));
      continue;
    }
    at = max(at, load<u32>(starts + ((<usize>p) << 2)));
    const end = load<u32>(ends + ((<usize>p) << 2));
    for (; at < end; at++) {
      const order0 = compareRecords(keys, load<u32>(order + ((<usize>at) << 2)), ties, bounds, row, boundTies, words);
      if (after ? order0 > 0 : order0 >= 0) break;
    }
    store<u32>(out + ((<usize>p) << 2), at);
  }
  store<u32>(cursor, at);
}

/**
 * valueBounds of rows whose keys lie elsewhere: among `count` keys, the first of which is at position `base`. Rows whose
 * key is NULL (validity by row, | 0) are left out. Answers the first row whose bound is behind all of the keys, unless
 * they are the `last`: then that is where the keys end.
 */
export function boundsAmong(keys: usize, ties: usize, count: u32, base: u32, last: i32, bounds: usize, boundTies: usize, words: i32, validity: usize, after: i32, from: u32, to: u32, out: usize): u32 {
  let at: u32 = 0;
  for (let row = from; row < to; row++) {
    if (validity != 0 && load<u8>(validity + row) == 0) continue;
    for (; at < count; at++) {
      const order = compareRecords(keys, at, ties, bounds, row, boundTies, words);
      if (after ? order > 0 : order >= 0) break;
    }
    if (at == count && last == 0) return row;
    store<u32>(out + ((<usize>row) << 2), base + at);
  }
  return to;
}
