// Kernels that copy a vector's rows (column/vector.ts) to where they stay: strings and variable numerics into
// byte heaps, narrow integers widened, validity looked at through an index. Addresses come from the arena and
// are trusted; buffers have 16 bytes behind them that may be read and, in a heap, written.

import { slotAt } from "./slot.part";

// state words: 0 next row, 1 heap next, 2 heap end, 3 alignment - 1

/** Copies `length` bytes; may write up to 15 bytes more. */
// @ts-ignore: decorator
@inline
function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 128) {
    memory.copy(to, from, length);
    return;
  }
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/**
 * out[r] = ref of a copy of row r's bytes, 0 for NULL, from row state[0] on. A row that shows the same bytes as
 * the row before shares its copy. When the heap is full the kernel stops: state[0] < rows, and the answer is the
 * length of what did not fit (alignment included). Otherwise the answer is 0.
 */
export function copyRefs(refs: usize, index: usize, validity: usize, rows: u32, out: usize, state: usize): u32 {
  let row = load<u32>(state);
  let next = <usize>load<u32>(state, 4);
  const end = <usize>load<u32>(state, 8);
  const align = <usize>load<u32>(state, 12);
  let last: u64 = 0;
  let copy: u64 = 0;
  let missing: u32 = 0;
  for (; row < rows; row++) {
    const slot = slotAt(index, row);
    let result: u64 = 0;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      if (ref != last) {
        const length = <usize>(ref >> 32);
        const at = (next + align) & ~align;
        if (at > end || length > end - at) {
          missing = <u32>(length + align);
          break;
        }
        copyBytes(at, <usize>(<u32>ref), length);
        next = at + length;
        last = ref;
        copy = ((<u64>length) << 32) | <u64>at;
      }
      result = copy;
    }
    store<u64>(out + ((<usize>row) << 3), result);
  }
  store<u32>(state, row);
  store<u32>(state, <u32>next, 4);
  return missing;
}

/**
 * copyRefs for a dictionary: copies[slot] is the ref of the copy of a slot's bytes, 0 while there is none; each
 * slot that rows show is copied once.
 */
export function copyRefsOnce(refs: usize, index: usize, validity: usize, rows: u32, copies: usize, out: usize, state: usize): u32 {
  let row = load<u32>(state);
  let next = <usize>load<u32>(state, 4);
  const end = <usize>load<u32>(state, 8);
  const align = <usize>load<u32>(state, 12);
  let missing: u32 = 0;
  for (; row < rows; row++) {
    const slot = slotAt(index, row);
    let copy = load<u64>(copies + (slot << 3));
    if (copy == 0 && (validity == 0 || load<u8>(validity + slot) != 0)) {
      const ref = load<u64>(refs + (slot << 3));
      const length = <usize>(ref >> 32);
      const at = (next + align) & ~align;
      if (at > end || length > end - at) {
        missing = <u32>(length + align);
        break;
      }
      copyBytes(at, <usize>(<u32>ref), length);
      next = at + length;
      copy = ((<u64>length) << 32) | <u64>at;
      store<u64>(copies + (slot << 3), copy);
    }
    store<u64>(out + ((<usize>row) << 3), copy);
  }
  store<u32>(state, row);
  store<u32>(state, <u32>next, 4);
  return missing;
}

/** out[r] (i128) = row r's i64, sign extended. */
export function widenI64(data: usize, index: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const value = load<i64>(data + (slotAt(index, row) << 3));
    store<i64>(out + ((<usize>row) << 4), value);
    store<i64>(out + ((<usize>row) << 4), value >> 63, 8);
  }
}

/** 1 when any of `rows` rows, seen through the index, shows a slot that is not valid. */
export function showsNull(validity: usize, index: usize, rows: u32): u32 {
  let all: u32 = 1;
  for (let row: u32 = 0; row < rows; row++) {
    all &= <u32>load<u8>(validity + slotAt(index, row));
  }
  return all ^ 1;
}

/** Refs whose bytes were copied to `by` bytes further on (modulo 2^32), in another memory; 0 stays. */
export function moveRefs(refs: usize, rows: u32, by: u32): void {
  const end = refs + ((<usize>rows) << 3);
  for (let at = refs; at < end; at += 8) {
    const ref = load<u64>(at);
    if (ref != 0) store<u32>(at, <u32>ref + by);
  }
}
