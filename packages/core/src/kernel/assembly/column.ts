// Kernels over vectors (column/vector.ts): gathers, index composition, validity. Addresses come from the
// arena and are trusted; every output buffer holds `rows` elements.

import { touchSlots } from "./touch.part";

export { bits32, bits64 } from "./column-bits.part";

/**
 * out[i] = data[index[i]], 4-byte elements. Where an index skips little, as a filter's that lets most rows through, four
 * elements that lie together are copied at once.
 */
export function gather32(data: usize, index: usize, out: usize, rows: i32): void {
  let i: i32 = 0;
  if (rows >= 64 && load<u32>(index + (<usize>(rows - 1) << 2)) - load<u32>(index) < <u32>rows + (<u32>rows >> 4)) {
    const steps = i32x4(0, 1, 2, 3);
    for (; i + 4 <= rows; i += 4) {
      const at = (<usize>i) << 2;
      const slots = v128.load(index + at);
      const first = i32x4.extract_lane(slots, 0);
      if (i32x4.all_true(i32x4.eq(slots, i32x4.add(i32x4.splat(first), steps)))) {
        v128.store(out + at, v128.load(data + (<usize>first << 2)));
        continue;
      }
      for (let j: usize = 0; j < 16; j += 4) {
        store<u32>(out + at + j, load<u32>(data + ((<usize>load<u32>(index + at + j)) << 2)));
      }
    }
  }
  for (; i < rows; i++) {
    store<u32>(out + ((<usize>i) << 2), load<u32>(data + ((<usize>load<u32>(index + ((<usize>i) << 2))) << 2)));
  }
}

/** out[i] = data[index[i]], 8-byte elements. */
export function gather64(data: usize, index: usize, out: usize, rows: i32): void {
  for (let i: i32 = 0; i < rows; i++) {
    store<u64>(out + ((<usize>i) << 3), load<u64>(data + ((<usize>load<u32>(index + ((<usize>i) << 2))) << 3)));
  }
}

/** out[i] = data[index[i]], 16-byte elements. */
export function gather128(data: usize, index: usize, out: usize, rows: i32): void {
  for (let i: i32 = 0; i < rows; i++) {
    v128.store(out + ((<usize>i) << 4), v128.load(data + ((<usize>load<u32>(index + ((<usize>i) << 2))) << 4)));
  }
}

/** out[i] = data[index[i]], single bytes: bool slots and validity. */
export function gather8(data: usize, index: usize, out: usize, rows: i32): void {
  for (let i: i32 = 0; i < rows; i++) {
    store<u8>(out + <usize>i, load<u8>(data + <usize>load<u32>(index + ((<usize>i) << 2))));
  }
}

/**
 * The u32 of [from, to) that are not 0, less 1; answers how many. out has room for all of them. Sixteen at a time: keys of
 * an array come in runs, so that most sixteens have none or are full.
 */
export function entriesOf(table: usize, from: u32, to: u32, out: usize): u32 {
  const one = i32x4.splat(1);
  let at = table + ((<usize>from) << 2);
  let left = (<usize>max(from, to) - <usize>from) << 2;
  let next = out;
  // Counts what is left: addresses may end where 32 bits do.
  for (; left >= 64; left -= 64, at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    if (i32x4.all_true(a) && i32x4.all_true(b) && i32x4.all_true(c) && i32x4.all_true(d)) {
      v128.store(next, v128.sub<i32>(a, one));
      v128.store(next, v128.sub<i32>(b, one), 16);
      v128.store(next, v128.sub<i32>(c, one), 32);
      v128.store(next, v128.sub<i32>(d, one), 48);
      next += 64;
    } else next = listEntries(at, 64, next);
  }
  return <u32>((listEntries(at, left, next) - out) >> 2);
}

// @ts-ignore: decorator
@inline
function listEntries(from: usize, bytes: usize, out: usize): usize {
  let next = out;
  for (let at: usize = 0; at < bytes; at += 4) {
    const entry = load<u32>(from + at);
    store<u32>(next, entry - 1);
    next += <usize>(entry != 0) << 2;
  }
  return next;
}

/** Brings the slots of rows that are about to be read in order into the cache (touch.part.ts). Answers what nobody needs. */
export function touchRows(data: usize, index: usize, rows: u32, width: u32): u32 {
  return touchSlots(data, index, rows, <usize>width);
}

/** 1 when any of `rows` validity bytes is 0. */
export function hasNull(validity: usize, rows: i32): i32 {
  let i: i32 = 0;
  for (; i + 16 <= rows; i += 16) {
    if (!i8x16.all_true(v128.load(validity + <usize>i))) return 1;
  }
  for (; i < rows; i++) if (load<u8>(validity + <usize>i) == 0) return 1;
  return 0;
}

/** Packs bytes (0 or 1) into a bitmap, least significant bit first, as Arrow lays it out. Writes whole bytes. */
export function packBits(bytes: usize, out: usize, rows: i32): void {
  let i: i32 = 0;
  for (; i + 16 <= rows; i += 16) {
    const word = v128.neg<i8>(v128.load(bytes + <usize>i));
    store<u16>(out + (<usize>i >> 3), <u16>v128.bitmask<i8>(word));
  }
  for (; i < rows; i += 8) {
    let packed: u32 = 0;
    const end = min(rows - i, 8);
    for (let bit: i32 = 0; bit < end; bit++) packed |= (<u32>load<u8>(bytes + <usize>(i + bit)) & 1) << bit;
    store<u8>(out + (<usize>i >> 3), <u8>packed);
  }
}

/**
 * Row numbers at which an id of a dense numbering appears first: ids come in order of first appearance, those
 * below `known` came before. Answers how many.
 */
export function firstRows(ids: usize, rows: i32, known: u32, out: usize): i32 {
  let next = known;
  let count: i32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    if (load<u32>(ids + ((<usize>row) << 2)) != next) continue;
    store<u32>(out + ((<usize>count) << 2), <u32>row);
    count++;
    next++;
  }
  return count;
}

/**
 * Row numbers, each as often as its count (i64; NULL and less than 1: not at all), at most `capacity`; answers how
 * many. cursor: u32 row to go on with, u64 at 8 how often it was put out already; complete when the row is `rows`.
 */
export function repeatRows(
  counts: usize,
  index: usize,
  validity: usize,
  rows: u32,
  cursor: usize,
  out: usize,
  capacity: u32,
): u32 {
  let row = load<u32>(cursor);
  let done = load<i64>(cursor, 8);
  let written: u32 = 0;
  while (row < rows && written < capacity) {
    const slot = index ? <usize>load<u32>(index + ((<usize>row) << 2)) : <usize>row;
    const valid = validity == 0 || load<u8>(validity + slot) != 0;
    const left = valid ? load<i64>(counts + (slot << 3)) - done : 0;
    if (left <= 0) {
      row++;
      done = 0;
      continue;
    }
    const times = <u32>min(left, <i64>(capacity - written));
    for (let time: u32 = 0; time < times; time++) {
      store<u32>(out + ((<usize>written) << 2), row);
      written++;
    }
    done += <i64>times;
  }
  store<u32>(cursor, row);
  store<i64>(cursor, done, 8);
  return written;
}

/**
 * Arithmetic series: records of {first, last, step} i64 (a byte per record in `valid`, 0: no rows). Puts out the
 * record's number and the value, as i32 or i64 by `width`, at most `capacity`; answers how many, -1 for a step of
 * 0. cursor: u32 record, u32 whether it was begun, i64 its next value; complete when the record is `rows`.
 */
export function seriesRows(
  records: usize,
  valid: usize,
  rows: u32,
  cursor: usize,
  outRow: usize,
  outValue: usize,
  width: i32,
  capacity: u32,
): i32 {
  let row = load<u32>(cursor);
  let begun = load<u32>(cursor, 4);
  let value = load<i64>(cursor, 8);
  let written: u32 = 0;
  while (row < rows && written < capacity) {
    const record = records + <usize>row * 24;
    const last = load<i64>(record, 8);
    const step = load<i64>(record, 16);
    const isValid = load<u8>(valid + <usize>row) != 0;
    if (isValid && step == 0) return -1;
    if (begun == 0) value = load<i64>(record);
    begun = 1;
    let isOpen = isValid && (step > 0 ? value <= last : value >= last);
    while (isOpen && written < capacity) {
      store<u32>(outRow + ((<usize>written) << 2), row);
      if (width == 4) store<i32>(outValue + ((<usize>written) << 2), <i32>value);
      else store<i64>(outValue + ((<usize>written) << 3), value);
      written++;
      // Differences are taken as unsigned: they may be larger than the type, and the sum must not leave it.
      isOpen = step > 0 ? <u64>(last - value) >= <u64>step : <u64>(value - last) >= 0 - <u64>step;
      value += step;
    }
    if (isOpen) break;
    row++;
    begun = 0;
  }
  store<u32>(cursor, row);
  store<u32>(cursor, begun, 4);
  store<i64>(cursor, value, 8);
  return <i32>written;
}
