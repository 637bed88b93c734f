// How a list value lies in memory: one run of bytes, the same bytes for the same value, so that it moves, is kept and
// is hashed like a string. A value has PostgreSQL's dimensions and lower bounds; its elements lie in row-major order.
//
//   0  u32 number of elements
//   4  u8 number of dimensions, 0 when there are no elements
//   5  u8 flags: HAS_NULLS, HAS_SHAPE
//   6  u8 code of the elements (below), 7 u8 zero
//   8  with HAS_SHAPE: i32 length of each dimension, then i32 lower bound of each; without: one dimension from 1
//   .. with HAS_NULLS: a byte per element, 1 = valid, zeros up to a multiple of 8
//   .. fixed width: the elements' slots as type/storage.ts has them, zeros where NULL
//      else: u32 end of each element behind a first 0, then the elements' bytes
//
// Addresses come from the arena and are trusted; what arrives from elsewhere is checked first (list-check.part.ts).
import { copyBytes } from "./copy.part";
import { LIST_TOO_LARGE, TOO_MANY_ELEMENTS, addressOf, keep, refused, reserve } from "./bump.part";

export const HAS_NULLS: u32 = 1;
export const HAS_SHAPE: u32 = 2;

/** Codes of elements: how wide they are and how they compare. */
export const BOOL: u32 = 0;
export const I32: u32 = 1;
export const I64: u32 = 2;
export const F32: u32 = 3;
export const F64: u32 = 4;
export const I128: u32 = 5;
export const INTERVAL: u32 = 6;
/** From here on elements are bytes of any length. */
export const BYTES: u32 = 7;
export const CHAR: u32 = 8;
export const NUMERIC: u32 = 9;
export const LIST: u32 = 10;
export const STRUCT: u32 = 11;

/** The most dimensions: PostgreSQL's MAXDIM. */
export const MOST_DIMENSIONS: u32 = 6;

/** The most elements: PostgreSQL's MaxArraySize, of 8-byte datums. */
export const MOST_ELEMENTS: i64 = 134217727;

/** The most bytes of a list's elements, and of a struct: PostgreSQL's MaxAllocSize. */
export const MOST_BYTES: u64 = 0x3fffffff;

// @ts-ignore: decorator
@inline
export function isBytes(code: u32): bool {
  return code >= BYTES;
}

/** Bytes of a slot in a column: 8 of a ref. */
export function slotWidth(code: u32): usize {
  if (code == BOOL) return 1;
  if (code == I32 || code == F32) return 4;
  if (code == I128 || code == INTERVAL) return 16;
  return 8;
}

// @ts-ignore: decorator
@inline
export function countOf(value: usize): u32 {
  return load<u32>(value);
}

// @ts-ignore: decorator
@inline
export function dimensionsOf(value: usize): u32 {
  return load<u8>(value, 4);
}

// @ts-ignore: decorator
@inline
export function codeOf(value: usize): u32 {
  return load<u8>(value, 6);
}

// @ts-ignore: decorator
@inline
function hasNulls(value: usize): bool {
  return (load<u8>(value, 5) & HAS_NULLS) != 0;
}

// @ts-ignore: decorator
@inline
export function hasShape(value: usize): bool {
  return (load<u8>(value, 5) & HAS_SHAPE) != 0;
}

// @ts-ignore: decorator
@inline
function afterShape(value: usize): usize {
  return value + 8 + (hasShape(value) ? (<usize>dimensionsOf(value)) << 3 : 0);
}

/** Length of a dimension, from 0. */
export function lengthOfDimension(value: usize, dimension: u32): i32 {
  return hasShape(value) ? load<i32>(value + 8 + ((<usize>dimension) << 2)) : <i32>countOf(value);
}

/** Lower bound of a dimension, from 0. */
export function lowerBound(value: usize, dimension: u32): i32 {
  return hasShape(value) ? load<i32>(value + 8 + ((<usize>(dimensionsOf(value) + dimension)) << 2)) : 1;
}

/** Where the elements' validity lies; 0 when none is NULL. */
// @ts-ignore: decorator
@inline
export function validityOf(value: usize): usize {
  return hasNulls(value) ? afterShape(value) : 0;
}

// @ts-ignore: decorator
@inline
export function roundUp(bytes: usize): usize {
  return (bytes + 7) & ~(<usize>7);
}

/** Where the slots lie, or the ends of elements that are bytes. */
// @ts-ignore: decorator
@inline
export function dataOf(value: usize): usize {
  const at = afterShape(value);
  return hasNulls(value) ? at + roundUp(<usize>countOf(value)) : at;
}

// @ts-ignore: decorator
@inline
export function isNullAt(value: usize, position: u32): bool {
  const validity = validityOf(value);
  return validity != 0 && load<u8>(validity + <usize>position) == 0;
}

/** Ref of an element that is bytes. */
// @ts-ignore: decorator
@inline
export function refAt(value: usize, position: u32): i64 {
  const ends = dataOf(value);
  const bytes = ends + ((<usize>countOf(value) + 1) << 2);
  const from = load<u32>(ends + ((<usize>position) << 2));
  const to = load<u32>(ends + ((<usize>position) << 2), 4);
  return ((<i64>(to - from)) << 32) | <i64>(bytes + <usize>from);
}

/** Address of an element's slot. */
// @ts-ignore: decorator
@inline
export function slotAt(value: usize, position: u32): usize {
  return dataOf(value) + <usize>position * slotWidth(codeOf(value));
}

/** Bytes of the elements [from, from + count) that are bytes. */
export function bytesBetween(value: usize, from: u32, count: u32): u64 {
  const ends = dataOf(value) + ((<usize>from) << 2);
  return <u64>(load<u32>(ends + ((<usize>count) << 2)) - load<u32>(ends));
}

/** Whether an element of [from, from + count) is NULL. */
export function hasNullBetween(value: usize, from: u32, count: u32): bool {
  const validity = validityOf(value);
  if (validity == 0) return false;
  for (let at: u32 = 0; at < count; at++) if (load<u8>(validity + <usize>(from + at)) == 0) return true;
  return false;
}

/** PostgreSQL's ArrayCheckBounds, of bounds that are new: whether every upper bound, and one more, is an int4. */
export function isWithinBounds(dimensions: u32, lengths: usize, lowers: usize): bool {
  for (let at: usize = 0; at < <usize>dimensions << 2; at += 4) {
    if (<i64>load<i32>(lowers + at) + <i64>load<i32>(lengths + at) > <i64>i32.MAX_VALUE) return false;
  }
  return true;
}

/**
 * Begins a value on the heap; 0 when there is no room, or when it may not be so large, which is noted. `lengths` and `lowers`: where the dimensions' lengths and lower
 * bounds (i32) are read from, or both 0 for one dimension from 1. `bytes`: of all elements that are bytes. The end of
 * the first element (0) is written, and the validity as all valid.
 */
export function openValue(code: u32, count: u32, dimensions: u32, lengths: usize, lowers: usize, nulls: bool, bytes: u64): usize {
  if (<i64>count > MOST_ELEMENTS) return refused(TOO_MANY_ELEMENTS);
  if ((isBytes(code) ? bytes : <u64>count * slotWidth(code)) > MOST_BYTES) return refused(LIST_TOO_LARGE);
  if (count == 0) dimensions = 0;
  let shaped = dimensions > 1;
  if (dimensions == 1 && lowers != 0 && load<i32>(lowers) != 1) shaped = true;
  const shape = shaped ? (<usize>dimensions) << 3 : 0;
  const validity = nulls ? roundUp(<usize>count) : 0;
  // Less than 2^31, of elements that are as many and as large as they may be.
  const data = isBytes(code) ? ((<u64>count + 1) << 2) + bytes : <u64>count * slotWidth(code);
  const at = reserve(8 + shape + validity + data);
  if (at == 0) return 0;
  store<u32>(at, count);
  store<u32>(at, dimensions | ((<u32>nulls) << 8) | ((<u32>shaped) << 9) | (code << 16), 4);
  if (shaped) {
    copyBytes(at + 8, lengths, (<usize>dimensions) << 2);
    copyBytes(at + 8 + ((<usize>dimensions) << 2), lowers, (<usize>dimensions) << 2);
  }
  if (nulls) {
    memory.fill(at + 8 + shape, 1, <usize>count);
    memory.fill(at + 8 + shape + <usize>count, 0, validity - <usize>count);
  }
  if (isBytes(code)) store<u32>(at + 8 + shape + validity, 0);
  return at;
}

/** Ends a value that was begun: the heap goes on behind it. Answers its ref. */
export function closeValue(at: usize): i64 {
  const count = countOf(at);
  const code = codeOf(at);
  const data = dataOf(at);
  if (!isBytes(code)) return keep(data + <usize>count * slotWidth(code));
  const bytes = data + ((<usize>count + 1) << 2);
  return keep(bytes + <usize>load<u32>(data + ((<usize>count) << 2)));
}

/** Copies elements between values of the same code. Elements of a value are filled in from the first on. */
export function copyElements(to: usize, toPosition: u32, from: usize, fromPosition: u32, count: u32): void {
  const validTo = validityOf(to);
  const validFrom = validityOf(from);
  if (validTo != 0 && validFrom != 0) {
    copyBytes(validTo + <usize>toPosition, validFrom + <usize>fromPosition, <usize>count);
  }
  const code = codeOf(to);
  const target = dataOf(to);
  const source = dataOf(from);
  if (!isBytes(code)) {
    const width = slotWidth(code);
    copyBytes(target + <usize>toPosition * width, source + <usize>fromPosition * width, <usize>count * width);
    return;
  }
  const first = load<u32>(source + ((<usize>fromPosition) << 2));
  const base = load<u32>(target + ((<usize>toPosition) << 2));
  for (let at: u32 = 1; at <= count; at++) {
    const end = load<u32>(source + ((<usize>(fromPosition + at)) << 2));
    store<u32>(target + ((<usize>(toPosition + at)) << 2), end - first + base);
  }
  copyBytes(
    target + ((<usize>countOf(to) + 1) << 2) + <usize>base,
    source + ((<usize>countOf(from) + 1) << 2) + <usize>first,
    <usize>bytesBetween(from, fromPosition, count),
  );
}

/** Fills in an element from a slot of a column; `valid` false: NULL, in a value that was begun with NULLs. */
export function putSlot(to: usize, position: u32, slot: usize, valid: bool): void {
  if (!valid) store<u8>(validityOf(to) + <usize>position, 0);
  const code = codeOf(to);
  const data = dataOf(to);
  if (!isBytes(code)) {
    const width = slotWidth(code);
    const at = data + <usize>position * width;
    if (!valid) memory.fill(at, 0, width);
    else if (width == 8) store<u64>(at, load<u64>(slot));
    else if (width == 4) store<u32>(at, load<u32>(slot));
    else copyBytes(at, slot, width);
    return;
  }
  const end = data + ((<usize>position) << 2);
  const from = load<u32>(end);
  if (!valid) {
    store<u32>(end, from, 4);
    return;
  }
  const ref = load<u64>(slot);
  const length = <u32>(ref >> 32);
  copyBytes(data + ((<usize>countOf(to) + 1) << 2) + <usize>from, <usize>(<u32>ref), <usize>length);
  store<u32>(end, from + length, 4);
}

/** The value that a ref stands for. */
// @ts-ignore: decorator
@inline
export function valueOf(ref: i64): usize {
  return addressOf(ref);
}

/** Where the lengths of a value with HAS_SHAPE lie, else 0. */
// @ts-ignore: decorator
@inline
export function lengthsOf(value: usize): usize {
  return hasShape(value) ? value + 8 : 0;
}

/** Where the lower bounds of a value with HAS_SHAPE lie, else 0. */
// @ts-ignore: decorator
@inline
export function lowersOf(value: usize): usize {
  return hasShape(value) ? value + 8 + ((<usize>dimensionsOf(value)) << 2) : 0;
}
