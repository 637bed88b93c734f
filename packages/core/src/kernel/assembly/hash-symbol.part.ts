// Symbol tables: byte string -> dense u32 id, so that strings can be words of keys. The table owns copies of
// its strings, in heap chunks that never move. Before a string's bytes stand its id and its length (u32 each), and a
// slot is the hash's tag and the address of the two (0 is empty): what is compared lies in one place.

import { BLOCK, FAR_MASK } from "./hash-form.part";
import { slotAt } from "./slot.part";
import { equalBytes, hashBytes } from "./hash-mix.part";

const MISSING: u32 = 0xffffffff;
const HEADER: usize = 8;

// @ts-ignore: decorator
@inline
function tagOf(ref: u64): u32 {
  return <u32>(hashBytes(<usize>(ref & 0xffffffff), <u32>(ref >> 32)) >> 32);
}

// state words: 0 row, 1 count, 2 heap top, 3 heap end

/** The place of a string's slot, or of the empty one where it would go. */
// @ts-ignore: decorator
@inline
function seek(slots: usize, mask: u32, ref: u64, tag: u32): usize {
  const length = <u32>(ref >> 32);
  const bytes = <usize>(ref & 0xffffffff);
  let at = tag & mask;
  let slot = load<u64>(slots + ((<usize>at) << 3));
  while (slot != 0) {
    if (<u32>(slot >> 32) == tag) {
      const symbol = <usize>(slot & 0xffffffff);
      if (load<u32>(symbol, 4) == length && equalBytes(symbol + HEADER, bytes, length)) break;
    }
    at = (at + 1) & mask;
    slot = load<u64>(slots + ((<usize>at) << 3));
  }
  return slots + ((<usize>at) << 3);
}

/**
 * The tags of rows [from, to) to `out`. Touches the memory that seeking them will read, row by row without waiting, so
 * that the waits for a table larger than the cache overlap. The answer means nothing: it keeps the touching alive.
 */
function lookAhead(slots: usize, mask: u32, refs: usize, index: usize, validity: usize, from: u32, to: u32, out: usize): u32 {
  let touched: u64 = 0;
  for (let row = from; row < to; row++) {
    const slot = slotAt(index, <usize>row);
    let tag: u32 = 0;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      tag = tagOf(ref);
      touched ^= load<u64>(slots + ((<usize>(tag & mask)) << 3));
    }
    store<u32>(out + ((<usize>row) << 2), tag);
  }
  for (let row = from; row < to; row++) {
    const tag = load<u32>(out + ((<usize>row) << 2));
    const slot = load<u64>(slots + ((<usize>(tag & mask)) << 3));
    if (<u32>(slot >> 32) == tag && slot != 0) touched ^= load<u64>(<usize>(slot & 0xffffffff));
  }
  return <u32>(touched ^ (touched >> 32));
}

/** Whole words while they fit before `end`: a call for each string would cost more than its bytes. */
// @ts-ignore: decorator
@inline
function copyBytes(to: usize, from: usize, length: u32, end: usize): void {
  if (to + <usize>length + 8 > end) {
    memory.copy(to, from, length);
    return;
  }
  for (let at: usize = 0; at < <usize>length; at += 8) store<u64>(to + at, load<u64>(from + at));
}

/**
 * out[r] = id of row r's string, 0xffffffff for NULL; new strings are copied. There must be room for count +
 * rows symbols; when the heap chunk is full the kernel stops: state[0] < rows, and the answer is how many bytes did
 * not fit. Otherwise the answer is 0.
 */
export function symbolIntern(slots: usize, mask: u32, symbols: usize, refs: usize, index: usize, validity: usize, rows: u32, out: usize, state: usize): u32 {
  let count = load<u32>(state, 4);
  let top = <usize>load<u32>(state, 8);
  const end = <usize>load<u32>(state, 12);
  let row = load<u32>(state);
  let missing: u32 = 0;
  const isFar = mask >= FAR_MASK;
  while (row < rows && missing == 0) {
    const blockEnd = min(row + BLOCK, rows);
    if (isFar) store<u32>(state, lookAhead(slots, mask, refs, index, validity, row, blockEnd, out));
    for (; row < blockEnd; row++) {
      const slot = slotAt(index, <usize>row);
      let id: u32 = MISSING;
      if (validity == 0 || load<u8>(validity + slot) != 0) {
        const ref = load<u64>(refs + (slot << 3));
        const tag = isFar ? load<u32>(out + ((<usize>row) << 2)) : tagOf(ref);
        const length = <u32>(ref >> 32);
        const place = seek(slots, mask, ref, tag);
        const symbol = <usize>load<u32>(place);
        if (symbol == 0) {
          if (HEADER + <usize>length > end - top) {
            missing = <u32>HEADER + length;
            break;
          }
          copyBytes(top + HEADER, <usize>(ref & 0xffffffff), length, end);
          id = count++;
          store<u32>(top, id);
          store<u32>(top, length, 4);
          store<u64>(symbols + (<usize>id << 3), ((<u64>length) << 32) | <u64>(top + HEADER));
          store<u64>(place, ((<u64>tag) << 32) | <u64>top);
          top = min(end, (top + HEADER + <usize>length + 7) & ~7);
        } else {
          id = load<u32>(symbol);
        }
      }
      store<u32>(out + ((<usize>row) << 2), id);
    }
  }
  store<u32>(state, row);
  store<u32>(state, count, 4);
  store<u32>(state, <u32>top, 8);
  return missing;
}

/** out[r] = id of row r's string; 0xffffffff for NULL and for strings that are not there. */
export function symbolFind(slots: usize, mask: u32, refs: usize, index: usize, validity: usize, rows: u32, out: usize): void {
  const isFar = mask >= FAR_MASK;
  for (let row: u32 = 0; row < rows; row++) {
    if (isFar && row % BLOCK == 0) {
      const last = min(row + BLOCK, rows) - 1;
      const touched = lookAhead(slots, mask, refs, index, validity, row, last + 1, out);
      if (touched == MISSING) store<u32>(out + ((<usize>last) << 2), load<u32>(out + ((<usize>last) << 2)));
    }
    const slot = slotAt(index, <usize>row);
    let id: u32 = MISSING;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      const tag = isFar ? load<u32>(out + ((<usize>row) << 2)) : tagOf(ref);
      const symbol = <usize>load<u32>(seek(slots, mask, ref, tag));
      if (symbol != 0) id = load<u32>(symbol);
    }
    store<u32>(out + ((<usize>row) << 2), id);
  }
}

/** out[i] = ref of symbol ids[i]; an id of 0xffffffff gives the empty ref. */
export function symbolRefs(symbols: usize, ids: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const id = load<u32>(ids + ((<usize>row) << 2));
    store<u64>(out + ((<usize>row) << 3), id == MISSING ? 0 : load<u64>(symbols + (<usize>id << 3)));
  }
}
