// Making list values from slots: what emitted code has computed one by one (ARRAY[...], a function over every
// element), and arrays of arrays.
import { NO_ROOM, addressOf, fail, keep, lengthOf, reserve } from "./bump.part";
import { copyBytes } from "./copy.part";
import {
  MOST_DIMENSIONS,
  MOST_ELEMENTS,
  closeValue,
  codeOf,
  copyElements,
  countOf,
  dataOf,
  dimensionsOf,
  hasNullBetween,
  bytesBetween,
  isBytes,
  isNullAt,
  lengthOfDimension,
  lengthsOf,
  lowerBound,
  lowersOf,
  openValue,
  putSlot,
  refAt,
  slotWidth,
  validityOf,
} from "./list-layout.part";

export const UNEVEN: i32 = -2;
export const TOO_DEEP: i32 = -3;
export const TOO_LARGE: i32 = -4;
const NULL_ARRAY: i32 = -23;
const EMPTY_ARRAY: i32 = -24;
const OTHER_DIMENSIONS: i32 = -25;

export { MOST_ELEMENTS } from "./list-layout.part";

/** Room for `count` slots of `width` bytes, then a validity byte for each; all zero. Answers where, as a ref. */
export function slots(count: i32, width: i32): i64 {
  const size = <u64>(<u32>count) * <u64>(width + 1);
  const at = reserve(size);
  if (at == 0) return fail(<i32>NO_ROOM);
  const bytes = <usize>size;
  if (bytes > 64) memory.fill(at, 0, bytes);
  else for (let byte: usize = 0; byte < bytes; byte++) store<u8>(at + byte, 0);
  keep(at + bytes);
  return <i64>at;
}

function fromSlots(frame: i64, code: i32, count: u32, dimensions: u32, lengths: usize, lowers: usize): i64 {
  const data = addressOf(frame);
  const width = slotWidth(code);
  const validity = data + <usize>count * width;
  let nulls = false;
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    if (load<u8>(validity + <usize>at) == 0) nulls = true;
    else if (isBytes(code)) bytes += <u64>lengthOf(load<i64>(data + ((<usize>at) << 3)));
  }
  const to = openValue(code, count, dimensions, lengths, lowers, nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  if (!isBytes(code)) {
    // What is NULL is zero already.
    copyBytes(dataOf(to), data, <usize>count * width);
    if (nulls) copyBytes(validityOf(to), validity, <usize>count);
    return closeValue(to);
  }
  for (let at: u32 = 0; at < count; at++) {
    putSlot(to, at, data + <usize>at * width, load<u8>(validity + <usize>at) != 0);
  }
  return closeValue(to);
}

/** One dimension from 1 of the elements in a frame that `slots` gave. */
export function ofSlots(frame: i64, count: i32, code: i32): i64 {
  return fromSlots(frame, code, count, 1, 0, 0);
}

/** The elements of a frame in the shape of another value. */
export function likeSlots(frame: i64, shape: i64, code: i32): i64 {
  const from = addressOf(shape);
  return fromSlots(frame, code, countOf(from), dimensionsOf(from), lengthsOf(from), lowersOf(from));
}

/** A list of arrays (of elements of that code) of one shape as an array with one dimension more; a NULL among them counts as an empty array. */
export function stack(ref: i64, code: i32): i64 {
  const from = addressOf(ref);
  const count = countOf(from);
  let first: usize = 0;
  let empty: u32 = 0;
  let bytes: u64 = 0;
  let nulls = false;
  let total: i64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const part = isNullAt(from, at) ? 0 : addressOf(refAt(from, at));
    if (part == 0 || countOf(part) == 0) {
      empty++;
      continue;
    }
    if (first == 0) first = part;
    else if (!hasShapeOf(part, first)) return fail(UNEVEN);
    const elements = countOf(part);
    total += <i64>elements;
    nulls = nulls || hasNullBetween(part, 0, elements);
    if (isBytes(codeOf(part))) bytes += bytesBetween(part, 0, elements);
  }
  if (first == 0) return emptyList(code);
  if (empty != 0) return fail(UNEVEN);
  if (total > MOST_ELEMENTS) return fail(TOO_LARGE);
  return joinParts(from, first, <u32>total, nulls, bytes);
}

/** A list of arrays as one array with one dimension more, if none of them is NULL or empty and all have one shape. */
export function accumulate(ref: i64, code: i32): i64 {
  const from = addressOf(ref);
  const count = countOf(from);
  for (let at: u32 = 0; at < count; at++) {
    if (isNullAt(from, at)) return fail(NULL_ARRAY);
    const part = addressOf(refAt(from, at));
    const first = addressOf(refAt(from, 0));
    if (countOf(part) == 0) return fail(at == 0 ? EMPTY_ARRAY : OTHER_DIMENSIONS);
    if (!hasShapeOf(part, first)) return fail(OTHER_DIMENSIONS);
  }
  return stack(ref, code);
}

function joinParts(from: usize, first: usize, total: u32, nulls: bool, bytes: u64): i64 {
  const inner = dimensionsOf(first);
  if (inner + 1 > MOST_DIMENSIONS) return fail(TOO_DEEP);
  const shape = reserve(64);
  if (shape == 0) return fail(<i32>NO_ROOM);
  keep(shape + 64);
  store<i32>(shape, <i32>countOf(from));
  store<i32>(shape, 1, 32);
  for (let at: u32 = 0; at < inner; at++) {
    store<i32>(shape + ((<usize>at) << 2), lengthOfDimension(first, at), 4);
    store<i32>(shape + ((<usize>at) << 2), lowerBound(first, at), 36);
  }
  const to = openValue(codeOf(first), total, inner + 1, shape, shape + 32, nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  let position: u32 = 0;
  for (let at: u32 = 0; at < countOf(from); at++) {
    const part = addressOf(refAt(from, at));
    copyElements(to, position, part, 0, countOf(part));
    position += countOf(part);
  }
  return closeValue(to);
}

/** A value without elements. */
export function emptyList(code: i32): i64 {
  const to = openValue(code, 0, 0, 0, 0, false, 0);
  return to == 0 ? fail(<i32>NO_ROOM) : closeValue(to);
}

function hasShapeOf(value: usize, other: usize): bool {
  const dimensions = dimensionsOf(value);
  if (dimensions != dimensionsOf(other)) return false;
  for (let at: u32 = 0; at < dimensions; at++) {
    if (lengthOfDimension(value, at) != lengthOfDimension(other, at)) return false;
    if (lowerBound(value, at) != lowerBound(other, at)) return false;
  }
  return true;
}
