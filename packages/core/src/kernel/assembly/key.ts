// Key records from columns, and back. A record is a number of 64-bit words; a field takes whole words or some
// bits of one. Each kernel writes one field of `rows` records: `out` is the address of the field's word in the
// first record, records are `stride` bytes apart; the first field of a word is stored (add = 0), the others are
// or-ed in (add = 1). Fields of rows that are NULL are 0. Equal values become equal bits: -0 is 0, every NaN is
// the same, intervals are what they are compared by. Sources are data, index | 0, validity | 0.

import { daysOf, microsOf, monthsOf } from "./temporal-interval.part";
import { slotAt } from "./slot.part";

export { fitsText, packText, unpackText } from "./key-text.part";

const MISSING: u32 = 0xffffffff;
/** The id of a string that no symbol table can hold: it equals nothing, not even NULL. */
const UNKNOWN: u32 = 0xfffffffe;
const MICROS_PER_DAY: i64 = 86400000000;

// @ts-ignore: decorator
@inline
function isValid(validity: usize, slot: usize): bool {
  return validity == 0 || load<u8>(validity + slot) != 0;
}

// @ts-ignore: decorator
@inline
function put(at: usize, word: u64, add: i32): void {
  store<u64>(at, add ? load<u64>(at) | word : word);
}

/** The bits that stand for a value; floats that are equal have the same. */
// @ts-ignore: decorator
@inline
function bitsOf<T>(address: usize): u64 {
  const value = load<T>(address);
  if (isFloat<T>()) {
    if (value != value) return sizeof<T>() == 4 ? 0x7fc00000 : 0x7ff8000000000000;
    if (sizeof<T>() == 4) return <u64>reinterpret<u32>(<f32>value + <f32>0.0);
    return reinterpret<u64>(<f64>value + 0.0);
  }
  return <u64>value;
}

// @ts-ignore: decorator
@inline
function pack<T>(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  let at = out;
  if (validity == 0 && add == 0) {
    if (index == 0) {
      for (let row: i32 = 0; row < rows; row++) {
        store<u64>(at, bitsOf<T>(data + ((<usize>row) << alignof<T>())) << shift);
        at += stride;
      }
    } else {
      for (let row: i32 = 0; row < rows; row++) {
        const slot = <usize>load<u32>(index + ((<usize>row) << 2));
        store<u64>(at, bitsOf<T>(data + (slot << alignof<T>())) << shift);
        at += stride;
      }
    }
    return;
  }
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    put(at, isValid(validity, slot) ? bitsOf<T>(data + (slot << alignof<T>())) << shift : 0, add);
    at += stride;
  }
}

export function packU8(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  pack<u8>(data, index, validity, rows, out, stride, shift, add);
}

/** 32 bits of a word: integers and ids. */
export function packU32(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  pack<u32>(data, index, validity, rows, out, stride, shift, add);
}

/** An integer of 32 bits as a word of its own. */
export function packI32(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  pack<i32>(data, index, validity, rows, out, stride, shift, add);
}

export function packI64(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  pack<u64>(data, index, validity, rows, out, stride, shift, add);
}

/** 32 bits of a word: 64-bit integers that fit 32 bits (fitsI32). */
export function packNarrowI64(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  let at = out;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    put(at, isValid(validity, slot) ? <u64>load<u32>(data + (slot << 3)) << shift : 0, add);
    at += stride;
  }
}

/** 1 when every value fits a signed integer of 32 bits. */
export function fitsI32(data: usize, index: usize, validity: usize, rows: i32): i32 {
  let outside: u64 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (isValid(validity, slot)) outside |= (load<u64>(data + (slot << 3)) + 0x80000000) >> 32;
  }
  return outside == 0 ? 1 : 0;
}

export function packF32(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  pack<f32>(data, index, validity, rows, out, stride, shift, add);
}

export function packF64(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  pack<f64>(data, index, validity, rows, out, stride, shift, add);
}

/** Two words, the low one first. */
export function packI128(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize): void {
  let at = out;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    const valid = isValid(validity, slot);
    store<u64>(at, valid ? load<u64>(data + (slot << 4)) : 0);
    store<u64>(at, valid ? load<u64>(data + (slot << 4), 8) : 0, 8);
    at += stride;
  }
}

/** The two words of an i128 from a column whose values fit 64 bits. */
export function packI64Wide(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize): void {
  let at = out;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    const value = isValid(validity, slot) ? load<i64>(data + (slot << 3)) : 0;
    store<i64>(at, value);
    store<i64>(at, value >> 63, 8);
    at += stride;
  }
}

/** Two words, the same for intervals that are equal (30 days a month, 24 hours a day): microseconds, days. */
export function packInterval(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize): void {
  let at = out;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    let days: i64 = 0;
    let rest: i64 = 0;
    if (isValid(validity, slot)) {
      const interval = data + (slot << 4);
      const time = microsOf(interval);
      days = <i64>monthsOf(interval) * 30 + <i64>daysOf(interval) + time / MICROS_PER_DAY;
      rest = time % MICROS_PER_DAY;
      if (rest < 0) {
        rest += MICROS_PER_DAY;
        days--;
      }
    }
    store<i64>(at, rest);
    store<i64>(at, days, 8);
    at += stride;
  }
}

/** A bit that is 1 for NULL. */
export function packNulls(index: usize, validity: usize, rows: i32, out: usize, stride: usize, shift: i32, add: i32): void {
  let at = out;
  for (let row: i32 = 0; row < rows; row++) {
    put(at, isValid(validity, slotAt(index, row)) ? 0 : (<u64>1) << shift, add);
    at += stride;
  }
}

/** Zero words. */
export function packZero(rows: i32, out: usize, stride: usize): void {
  let at = out;
  for (let row: i32 = 0; row < rows; row++) {
    store<u64>(at, 0);
    at += stride;
  }
}

/** out[r] (a byte) is cleared where row r is NULL. */
export function keepValid(index: usize, validity: usize, rows: i32, out: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    const at = out + <usize>row;
    store<u8>(at, load<u8>(at) & <u8>isValid(validity, slotAt(index, row)));
  }
}

/** ids[r] becomes an id that equals nothing where row r has a value that the symbol table has not. */
export function markUnknown(ids: usize, index: usize, validity: usize, rows: i32): void {
  for (let row: i32 = 0; row < rows; row++) {
    const at = ids + ((<usize>row) << 2);
    if (load<u32>(at) == MISSING && isValid(validity, slotAt(index, row))) store<u32>(at, UNKNOWN);
  }
}

/** out[r] (a byte) is cleared where a bool column is not true. */
export function keepTrue(data: usize, index: usize, validity: usize, rows: i32, out: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    const at = out + <usize>row;
    store<u8>(at, load<u8>(at) & <u8>(load<u8>(data + slot) != 0) & <u8>isValid(validity, slot));
  }
}

/** out[r] = ref of row r's bytes without trailing blanks; empty for NULL. */
export function trimRefs(data: usize, index: usize, validity: usize, rows: i32, out: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    let ref: u64 = 0;
    if (isValid(validity, slot)) {
      ref = load<u64>(data + (slot << 3));
      const address = <usize>(<u32>ref);
      let length = <usize>(ref >> 32);
      while (length != 0 && load<u8>(address + length - 1) == 32) length--;
      ref = ((<u64>length) << 32) | <u64>address;
    }
    store<u64>(out + ((<usize>row) << 3), ref);
  }
}

/** Bytes that numericKeys writes: as a float, for rows may show the same value many times, and come to more than 4 GiB. */
export function numericKeyBytes(data: usize, index: usize, validity: usize, rows: i32): f64 {
  let bytes: u64 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (isValid(validity, slot)) bytes += load<u64>(data + (slot << 3)) >> 32;
  }
  return <f64>bytes;
}

/**
 * out[r] = ref of bytes that are the same for equal variable numerics: a copy without the number of digits
 * shown (kernel/assembly/numeric.ts describes the layout). Empty for NULL.
 */
export function numericKeys(data: usize, index: usize, validity: usize, rows: i32, out: usize, heap: usize): void {
  let top = heap;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    let ref: u64 = 0;
    if (isValid(validity, slot)) {
      const value = load<u64>(data + (slot << 3));
      const length = <usize>(value >> 32);
      memory.copy(top, <usize>(<u32>value), length);
      store<u16>(top, 0, 8);
      ref = ((<u64>length) << 32) | <u64>top;
      top += length;
    }
    store<u64>(out + ((<usize>row) << 3), ref);
  }
}

/** Replaces the id at bits [shift, shift + 32) of each record's word by remap[id]; ids of NULL stay. */
export function remapIds(words: usize, stride: usize, shift: i32, rows: i32, remap: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    const word = load<u64>(at);
    const id = <u32>(word >> shift);
    if (id < UNKNOWN) {
      const renamed = <u64>load<u32>(remap + ((<usize>id) << 2));
      store<u64>(at, (word & ~((<u64>0xffffffff) << shift)) | (renamed << shift));
    }
    at += stride;
  }
}

// @ts-ignore: decorator
@inline
function unpack<T>(words: usize, stride: usize, shift: i32, rows: i32, out: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    store<T>(out + ((<usize>row) << alignof<T>()), <T>(load<u64>(at) >> shift));
    at += stride;
  }
}

/** One bit as a byte. */
export function unpackBit(words: usize, stride: usize, shift: i32, rows: i32, out: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    store<u8>(out + <usize>row, <u8>((load<u64>(at) >> shift) & 1));
    at += stride;
  }
}

export function unpack32(words: usize, stride: usize, shift: i32, rows: i32, out: usize): void {
  unpack<u32>(words, stride, shift, rows, out);
}

export function unpack64(words: usize, stride: usize, shift: i32, rows: i32, out: usize): void {
  unpack<u64>(words, stride, shift, rows, out);
}

/** 32 bits as a 64-bit integer. */
export function unpackNarrow64(words: usize, stride: usize, shift: i32, rows: i32, out: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    store<i64>(out + ((<usize>row) << 3), <i64>(<i32>(load<u64>(at) >> shift)));
    at += stride;
  }
}

export function unpack128(words: usize, stride: usize, rows: i32, out: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    v128.store(out + ((<usize>row) << 4), v128.load(at));
    at += stride;
  }
}

/** out[r] (a byte) = 1 where the bit that says NULL is 0. */
export function unpackValid(words: usize, stride: usize, shift: i32, rows: i32, out: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    store<u8>(out + <usize>row, <u8>(((load<u64>(at) >> shift) & 1) ^ 1));
    at += stride;
  }
}

/** out[r] (a byte) = 1 where ids[r] is the id of a string. */
export function validIds(ids: usize, rows: i32, out: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    store<u8>(out + <usize>row, <u8>(load<u32>(ids + ((<usize>row) << 2)) < UNKNOWN));
  }
}

/**
 * Rows whose record differs from the one before it, for the first row the one at `previous` (which holds none
 * yet if hasPrevious is 0); answers how many. Leaves the last record at `previous`.
 */
export function runStarts(keys: usize, words: i32, rows: i32, previous: usize, hasPrevious: i32, out: usize): i32 {
  const width = (<usize>words) << 3;
  let before = previous;
  let isFirst = hasPrevious == 0;
  let count: usize = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const record = keys + <usize>row * width;
    let different = isFirst;
    isFirst = false;
    for (let at: usize = 0; at < width && !different; at += 8) different = load<u64>(record + at) != load<u64>(before + at);
    store<u32>(out + (count << 2), row);
    count += <usize>different;
    before = record;
  }
  if (rows > 0) memory.copy(previous, before, width);
  return <i32>count;
}

/** out[r] = r. */
export function rowNumbers(rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) store<u32>(out + ((<usize>row) << 2), row);
}
