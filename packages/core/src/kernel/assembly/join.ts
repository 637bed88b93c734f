// What joins do with candidate pairs and probe rows beside the table itself (hash-join.part.ts): pairs of a cross
// product, and what each probe row has come to. A pair list is two u32 arrays, probe rows and build rows. A state
// is a byte per probe row: 0 no pair is true, 1 a pair is true, 2 none is, but one is NULL.

import { addKeys, filterKeys } from "./join-filter.part";
import { slotAt } from "./slot.part";

const HIT: u8 = 1;
const UNSURE: u8 = 2;

// @ts-ignore: decorator
@inline
function at32(list: usize, position: u32): u32 {
  return load<u32>(list + ((<usize>position) << 2));
}

/**
 * Pairs of a cross product, at most `capacity`; answers how many. cursor[0], cursor[1]: the next probe and build
 * row; complete when cursor[0] = probeRows. Probe rows whose state is 1 are passed over (states 0: none is).
 */
export function joinCross(cursor: usize, probeRows: u32, buildRows: u32, states: usize, outProbe: usize, outBuild: usize, capacity: u32): u32 {
  let probe = load<u32>(cursor);
  let build = load<u32>(cursor, 4);
  let count: u32 = 0;
  while (probe < probeRows && count < capacity) {
    if (states != 0 && load<u8>(states + <usize>probe) == HIT) {
      probe++;
      build = 0;
      continue;
    }
    const end = min(buildRows, build + (capacity - count));
    for (; build < end; build++, count++) {
      store<u32>(outProbe + ((<usize>count) << 2), probe);
      store<u32>(outBuild + ((<usize>count) << 2), build);
    }
    if (build == buildRows) {
      probe++;
      build = 0;
    }
  }
  store<u32>(cursor, probe);
  store<u32>(cursor, build, 4);
  return count;
}

/** The rows with a match and their first match + 1, ascending; answers how many. */
export function joinActive(found: usize, rows: u32, active: usize, links: usize): u32 {
  let count: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const link = at32(found, row);
    store<u32>(active + (count << 2), row);
    store<u32>(links + (count << 2), link);
    count += <usize>(link != 0);
  }
  return <u32>count;
}

/**
 * Pairs of the active rows with the chains that their links begin, at most `capacity`; answers how many. A round
 * takes one pair of each chain, so that many of them are followed at once: the next row of a chain is a cache miss.
 * cursor[0] the next active row, cursor[1] how many there are (0: complete), cursor[2] how many go on to the next
 * round. Rows whose state is 1 are given up (states 0: none is).
 */
export function joinExpandRounds(active: usize, links: usize, next: usize, cursor: usize, states: usize, outProbe: usize, outBuild: usize, capacity: u32): u32 {
  let at = load<u32>(cursor);
  let rows = load<u32>(cursor, 4);
  let kept: usize = <usize>load<u32>(cursor, 8);
  let count: u32 = 0;
  while (rows != 0 && count < capacity) {
    const end = min(rows, at + (capacity - count));
    for (; at < end; at++) {
      const row = at32(active, at);
      if (states != 0 && load<u8>(states + <usize>row) == HIT) continue;
      const build = at32(links, at) - 1;
      store<u32>(outProbe + ((<usize>count) << 2), row);
      store<u32>(outBuild + ((<usize>count) << 2), build);
      count++;
      const following = at32(next, build);
      store<u32>(active + (kept << 2), row);
      store<u32>(links + (kept << 2), following);
      kept += <usize>(following != 0);
    }
    if (at == rows) {
      rows = <u32>kept;
      kept = 0;
      at = 0;
    }
  }
  store<u32>(cursor, at);
  store<u32>(cursor, rows, 4);
  store<u32>(cursor, <u32>kept, 8);
  return count;
}

/** out[r] = found[r] - 1, the build row; limit for rows without match. */
export function joinBuildRows(found: usize, rows: u32, limit: u32, out: usize): void {
  const limits = i32x4.splat(limit);
  const one = i32x4.splat(1);
  for (let i: u32 = 0; i < rows; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(out + at, v128.min<u32>(v128.sub<i32>(v128.load(found + at), one), limits));
  }
}

/** states[row] = 1 for the rows of a list, or of those of its entries that `index` names. */
export function joinHit(list: usize, index: usize, count: u32, states: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    store<u8>(states + <usize>load<u32>(list + (slotAt(index, i) << 2)), HIT);
  }
}

/** joinHit; answers 1 when a row was hit before or is twice in the list. */
export function joinHitOnce(list: usize, index: usize, count: u32, states: usize): u32 {
  let again: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const state = states + <usize>load<u32>(list + (slotAt(index, i) << 2));
    again |= <u32>load<u8>(state);
    store<u8>(state, HIT);
  }
  return again;
}

/** Takes a predicate's value of each pair into its probe row's state. `whenTrue`: the state that true gives. */
export function joinTruth(list: usize, count: u32, values: usize, index: usize, validity: usize, whenTrue: u32, states: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const slot = slotAt(index, i);
    const state = states + <usize>at32(list, i);
    const isNull = validity != 0 && load<u8>(validity + slot) == 0;
    if (isNull || (load<u8>(values + slot) != 0 && whenTrue == UNSURE)) {
      if (load<u8>(state) == 0) store<u8>(state, UNSURE);
    } else if (load<u8>(values + slot) != 0) {
      store<u8>(state, HIT);
    }
  }
}

/** Rows whose state is 1 (want = 1) or is not (want = 0), ascending; answers how many. */
export function joinSelectState(states: usize, rows: u32, want: u32, out: usize): u32 {
  let count: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    store<u32>(out + (count << 2), row);
    count += <usize>(<u32>(load<u8>(states + <usize>row) == HIT) == want);
  }
  return <u32>count;
}

/** out[r] = 1 where the state is 0 and the validity (0: all valid) is `want`; answers how many. */
export function joinUndecided(states: usize, validity: usize, rows: u32, want: u32, out: usize): u32 {
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const valid: u32 = validity ? <u32>load<u8>(validity + <usize>row) : 1;
    const is = <u32>(load<u8>(states + <usize>row) == 0) & <u32>(valid == want);
    store<u8>(out + <usize>row, <u8>is);
    count += is;
  }
  return count;
}

/** out[r] = 1 - bytes[r]. */
export function joinInvert(bytes: usize, rows: u32, out: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) store<u8>(out + row, 1 - load<u8>(bytes + row));
}

/** State 2 for the rows of state 0 that have a match. */
export function joinUnsure(found: usize, rows: u32, states: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    if (at32(found, row) != 0 && load<u8>(states + <usize>row) == 0) store<u8>(states + <usize>row, UNSURE);
  }
}

/** States as a bool column: data (0 or 1), validity (0 where the state is 2). Answers whether any row is NULL. */
export function joinMarks(states: usize, rows: u32, data: usize, validity: usize): u32 {
  let unsure: u32 = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const state = load<u8>(states + row);
    store<u8>(data + row, state & 1);
    store<u8>(validity + row, 1 - (state >> 1));
    unsure |= <u32>state >> 1;
  }
  return unsure;
}

/**
 * marks[row] = 1 for every build row that a probe row matches: whole chains, which are passed over where the first
 * row is marked already. `links` is room for a u32 per row: chains are followed in rounds, as joinExpandRounds does.
 * Threads may mark the same chains.
 */
export function joinMarkChains(found: usize, next: usize, rows: u32, links: usize, marks: usize): void {
  let count: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const link = at32(found, row);
    if (link == 0 || load<u8>(marks + <usize>(link - 1)) != 0) continue;
    store<u8>(marks + <usize>(link - 1), 1);
    const following = at32(next, link - 1);
    store<u32>(links + (count << 2), following);
    count += <usize>(following != 0);
  }
  while (count != 0) {
    let kept: usize = 0;
    for (let i: usize = 0; i < count; i++) {
      const build = at32(links, <u32>i) - 1;
      store<u8>(marks + <usize>build, 1);
      const following = at32(next, build);
      store<u32>(links + (kept << 2), following);
      kept += <usize>(following != 0);
    }
    count = kept;
  }
}

/** 1 when a probe row has more than one match. */
export function joinHasSecond(found: usize, next: usize, rows: u32): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    const first = at32(found, row);
    if (first != 0 && at32(next, first - 1) != 0) return 1;
  }
  return 0;
}

/** Least and greatest valid value of an i32 column, into range[0], range[1] (i64, initialised by the caller). */
export function joinRangeI32(data: usize, index: usize, validity: usize, rows: u32, range: usize): void {
  let least = load<i64>(range);
  let greatest = load<i64>(range, 8);
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const value = <i64>load<i32>(data + (slot << 2));
    least = min(least, value);
    greatest = max(greatest, value);
  }
  store<i64>(range, least);
  store<i64>(range, greatest, 8);
}

/** joinRangeI32 of an i64 column. */
export function joinRangeI64(data: usize, index: usize, validity: usize, rows: u32, range: usize): void {
  let least = load<i64>(range);
  let greatest = load<i64>(range, 8);
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const value = load<i64>(data + (slot << 3));
    least = min(least, value);
    greatest = max(greatest, value);
  }
  store<i64>(range, least);
  store<i64>(range, greatest, 8);
}

/** Sets the bits of an i32 column's keys that lie in [from, from + size) (join-filter.part.ts). */
export function joinFilterAddI32(data: usize, index: usize, validity: usize, rows: u32, base: usize, fold: u32, bits: usize, from: u32, size: u32): void {
  addKeys<i32>(data, index, validity, rows, base, fold, bits, from, size);
}

/** joinFilterAddI32 of an i64 column. */
export function joinFilterAddI64(data: usize, index: usize, validity: usize, rows: u32, base: usize, fold: u32, bits: usize, from: u32, size: u32): void {
  addKeys<i64>(data, index, validity, rows, base, fold, bits, from, size);
}

/** How many of the bits of `bytes` bytes are set; 16 bytes behind them are 0. */
export function joinCountBits(bits: usize, bytes: usize): u32 {
  let count: u64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) count += popcnt<u64>(load<u64>(bits + at));
  return <u32>count;
}

/** Lists those of the rows (`list`; 0: all of them) whose i32 is valid and has its bit set; answers how many. `out` may be the list. */
export function joinFilterI32(data: usize, index: usize, validity: usize, list: usize, rows: u32, base: usize, range: u32, fold: u32, bits: usize, out: usize): u32 {
  return filterKeys<i32>(data, index, validity, list, rows, base, range, fold, bits, out);
}

/** joinFilterI32 of an i64 column. */
export function joinFilterI64(data: usize, index: usize, validity: usize, list: usize, rows: u32, base: usize, range: u32, fold: u32, bits: usize, out: usize): u32 {
  return filterKeys<i64>(data, index, validity, list, rows, base, range, fold, bits, out);
}
