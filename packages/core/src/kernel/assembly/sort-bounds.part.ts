// What a window needs of sorted records: where a new partition and a new group of peers begins, and where in the
// order a value stands that is a row's own plus or minus an offset.
import { compareRecords } from "./sort-merge.part";

/**
 * out[p] = 2 where the record of order[p] differs from the one before in its first `leading` words, 1 where only in
 * those behind, else 0; 2 for the first of all.
 */
export function recordBounds(keys: usize, words: i32, leading: i32, ties: usize, order: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    let bound: u8 = 2;
    if (p > 0) {
      const before = load<u32>(order + ((<usize>p - 1) << 2));
      const row = load<u32>(order + ((<usize>p) << 2));
      if (compareRecords(keys, before, ties, keys, row, ties, words) == 0) bound = 0;
      else if (leading == 0 || compareLeading(keys, before, row, ties, words, leading) == 0) bound = 1;
    }
    store<u8>(out + p, bound);
  }
}

/** compareRecords over the first words of records that are `words` apart. */
function compareLeading(keys: usize, left: u32, right: u32, ties: usize, words: i32, leading: i32): i32 {
  const width = (<usize>words) << 3;
  return compareRecords(keys + <usize>left * width - <usize>left * (<usize>leading << 3), left, ties, keys + <usize>right * width - <usize>right * (<usize>leading << 3), right, ties, leading);
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
