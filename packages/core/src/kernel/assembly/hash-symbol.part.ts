// Symbol tables: byte string -> dense u32 id, so that strings can be words of keys. The table owns copies of
// its strings, in heap chunks that never move.

import { slotAt } from "./hash-form.part";
import { equalBytes, hashBytes } from "./hash-mix.part";

const MISSING: u32 = 0xffffffff;

// state words: 0 row, 1 count, 2 heap top, 3 heap end

/** The slot of a string; with the top bit set, the empty slot where it would go. */
// @ts-ignore: decorator
@inline
function seek(slots: usize, mask: u32, symbols: usize, ref: u64, tag: u32): u32 {
  const length = <u32>(ref >> 32);
  let at = tag & mask;
  let slot = load<u64>(slots + ((<usize>at) << 3));
  while (slot != 0) {
    if (<u32>(slot >> 32) == tag) {
      const symbol = load<u64>(symbols + (<usize>(<u32>slot - 1) << 3));
      if (<u32>(symbol >> 32) == length && equalBytes(<usize>(symbol & 0xffffffff), <usize>(ref & 0xffffffff), length)) break;
    }
    at = (at + 1) & mask;
    slot = load<u64>(slots + ((<usize>at) << 3));
  }
  return slot == 0 ? at | 0x80000000 : at;
}

/**
 * out[r] = id of row r's string, 0xffffffff for NULL; new strings are copied. There must be room for count +
 * rows symbols; when the heap chunk is full the kernel stops: state[0] < rows, and the answer is the length
 * of the string that did not fit. Otherwise the answer is 0.
 */
export function symbolIntern(slots: usize, mask: u32, symbols: usize, refs: usize, index: usize, validity: usize, rows: u32, out: usize, state: usize): u32 {
  let count = load<u32>(state, 4);
  let top = <usize>load<u32>(state, 8);
  const end = <usize>load<u32>(state, 12);
  let row = load<u32>(state);
  let missing: u32 = 0;
  for (; row < rows; row++) {
    const slot = slotAt(index, <usize>row);
    let id: u32 = MISSING;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      const length = <u32>(ref >> 32);
      const tag = <u32>(hashBytes(<usize>(ref & 0xffffffff), length) >> 32);
      const at = seek(slots, mask, symbols, ref, tag);
      if (at & 0x80000000) {
        if (<usize>length > end - top) {
          missing = length;
          break;
        }
        memory.copy(top, <usize>(ref & 0xffffffff), length);
        id = count++;
        store<u64>(symbols + (<usize>id << 3), ((<u64>length) << 32) | <u64>top);
        store<u64>(slots + (<usize>(at & 0x7fffffff) << 3), ((<u64>tag) << 32) | <u64>count);
        top += <usize>length;
      } else {
        id = load<u32>(slots + ((<usize>at) << 3)) - 1;
      }
    }
    store<u32>(out + ((<usize>row) << 2), id);
  }
  store<u32>(state, row);
  store<u32>(state, count, 4);
  store<u32>(state, <u32>top, 8);
  return missing;
}

/** out[r] = id of row r's string; 0xffffffff for NULL and for strings that are not there. */
export function symbolFind(slots: usize, mask: u32, symbols: usize, refs: usize, index: usize, validity: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, <usize>row);
    let id: u32 = MISSING;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      const at = seek(slots, mask, symbols, ref, <u32>(hashBytes(<usize>(ref & 0xffffffff), <u32>(ref >> 32)) >> 32));
      if ((at & 0x80000000) == 0) id = load<u32>(slots + ((<usize>at) << 3)) - 1;
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
