// Sort keys from columns. Each kernel writes one column's words of `rows` records: word 0 of the column goes
// to `out`, records are `stride` bytes apart. flags: 1 descending, 2 NULLs first, 4 the column has room for
// NULLs. 8- to 32-bit values and their NULL flag share a word; wider ones have a NULL word in front if flag 4
// is set, and are zero behind it when NULL. Sources are data, index | 0, validity | 0.

import { slotAt } from "./slot.part";

const DESCENDING: i32 = 1;
const NULLS_FIRST: i32 = 2;
const NULLABLE: i32 = 4;
const TOP: u64 = 0x8000000000000000;

/** Unsigned order of doubles: -0 equals 0, NaN of any kind is the greatest. */
// @ts-ignore: decorator
@inline
function orderF64(value: f64): u64 {
  if (value != value) return 0xffffffffffffffff;
  const bits = reinterpret<u64>(value + 0.0);
  return <i64>bits < 0 ? ~bits : bits | TOP;
}

// @ts-ignore: decorator
@inline
function orderF32(value: f32): u64 {
  if (value != value) return 0xffffffff;
  const bits = reinterpret<u32>(value + <f32>0.0);
  return <u64>(<i32>bits < 0 ? ~bits : bits | 0x80000000);
}

// @ts-ignore: decorator
@inline
function order<T>(value: T): u64 {
  if (isFloat<T>()) return sizeof<T>() == 4 ? orderF32(<f32>value) : orderF64(<f64>value);
  if (sizeof<T>() == 1) return <u64>value;
  if (sizeof<T>() == 4) return <u64>(<u32>value ^ 0x80000000);
  return <u64>value ^ TOP;
}

// @ts-ignore: decorator
@inline
function narrow<T>(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  const flip: u64 = flags & DESCENDING ? 0xffffffff : 0;
  const nullWord: u64 = flags & NULLS_FIRST ? 0 : (<u64>2) << 32;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    let word = nullWord;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      word = ((<u64>1) << 32) | (order<T>(load<T>(data + (slot << alignof<T>()))) ^ flip);
    }
    store<u64>(out + <usize>row * stride, word);
  }
}

export function encodeU8(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  narrow<u8>(data, index, validity, rows, out, stride, flags);
}

export function encodeI32(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  narrow<i32>(data, index, validity, rows, out, stride, flags);
}

export function encodeF32(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  narrow<f32>(data, index, validity, rows, out, stride, flags);
}

/** Writes the NULL word if there is one; answers whether the row is valid. */
// @ts-ignore: decorator
@inline
function nullWord(validity: usize, slot: usize, out: usize, flags: i32): bool {
  const valid = validity == 0 || load<u8>(validity + slot) != 0;
  if (flags & NULLABLE) store<u64>(out, valid ? 1 : flags & NULLS_FIRST ? 0 : 2);
  return valid;
}

// @ts-ignore: decorator
@inline
function wide<T>(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  const flip: u64 = flags & DESCENDING ? 0xffffffffffffffff : 0;
  const value: usize = flags & NULLABLE ? 8 : 0;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    const record = out + <usize>row * stride;
    const valid = nullWord(validity, slot, record, flags);
    store<u64>(record + value, valid ? order<T>(load<T>(data + (slot << 3))) ^ flip : 0);
  }
}

export function encodeI64(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  wide<i64>(data, index, validity, rows, out, stride, flags);
}

export function encodeF64(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  wide<f64>(data, index, validity, rows, out, stride, flags);
}

export function encodeI128(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32): void {
  const flip: u64 = flags & DESCENDING ? 0xffffffffffffffff : 0;
  const value: usize = flags & NULLABLE ? 8 : 0;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    const record = out + <usize>row * stride;
    const valid = nullWord(validity, slot, record, flags);
    const at = data + (slot << 4);
    store<u64>(record + value, valid ? load<u64>(at, 8) ^ TOP ^ flip : 0);
    store<u64>(record + value, valid ? load<u64>(at) ^ flip : 0, 8);
  }
}

/**
 * The first eight bytes as a word, and the ref of each row (0 for NULL) to `refsOut` for `ties`. All strings begin
 * with the same `skip` bytes, which are left out of the word.
 */
export function encodeRefs(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, flags: i32, refsOut: usize, skip: u32): void {
  const flip: u64 = flags & DESCENDING ? 0xffffffffffffffff : 0;
  const value: usize = flags & NULLABLE ? 8 : 0;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    const record = out + <usize>row * stride;
    const valid = nullWord(validity, slot, record, flags);
    let word: u64 = 0;
    let ref: u64 = 0;
    if (valid) {
      ref = load<u64>(data + (slot << 3));
      const length = (ref >> 32) - <u64>skip;
      if (length != 0) {
        const bytes = bswap(load<u64>(<usize>(ref & 0xffffffff) + <usize>skip));
        word = length >= 8 ? bytes : bytes & ~(~(<u64>0) >> (length << 3));
      }
      word ^= flip;
    }
    store<u64>(record + value, word);
    store<u64>(refsOut + ((<usize>row) << 3), ref);
  }
}

/**
 * Narrows state (u64 ref of some string, 0 before the first; u32 at 8: bytes with which all of them begin) by
 * further rows; answers how many bytes are left.
 */
export function commonPrefix(data: usize, index: usize, validity: usize, rows: i32, state: usize): u32 {
  let first = load<u64>(state);
  let common = load<u32>(state, 8);
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const ref = load<u64>(data + (slot << 3));
    if (ref >> 32 == 0) {
      // An empty string begins with nothing; its ref may be 0, which stands for none yet.
      first = 1;
      common = 0;
      break;
    }
    if (first == 0) {
      first = ref;
      common = <u32>(ref >> 32);
    }
    common = min(common, <u32>(ref >> 32));
    const left = <usize>(first & 0xffffffff);
    const right = <usize>(ref & 0xffffffff);
    let same: u32 = 0;
    while (same < common && load<u8>(left + same) == load<u8>(right + same)) same++;
    common = same;
    if (common == 0) break;
  }
  store<u64>(state, first);
  store<u32>(state, common, 8);
  return common;
}

/** ranks[order[i]] = i. */
export function ranksOf(order: usize, count: u32, ranks: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    store<u32>(ranks + ((<usize>load<u32>(order + ((<usize>at) << 2))) << 2), at);
  }
}

/** Replaces ids by their ranks, and those at or above `count` (of NULL) by 0. */
export function rankIds(ids: usize, rows: u32, ranks: usize, count: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    const at = ids + ((<usize>row) << 2);
    const id = load<u32>(at);
    store<u32>(at, id < count ? load<u32>(ranks + ((<usize>id) << 2)) : 0);
  }
}
