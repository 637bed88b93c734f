// What list values hold: elements by position or by subscripts, their bounds, and slices. A position of -1 stands for
// "not there".
import { NO_ROOM, addressOf, commit, fail, keep, putDigits, reserve } from "./bump.part";
import {
  bytesBetween,
  closeValue,
  codeOf,
  copyElements,
  countOf,
  dataOf,
  dimensionsOf,
  isNullAt,
  lengthOfDimension,
  lowerBound,
  openValue,
  refAt,
  slotAt,
  validityOf,
} from "./list-layout.part";
import { emptyList } from "./list-make.part";

const LEAST: i32 = -2147483648;
export const WRONG_TRIM: i32 = -5;

export function count(list: i64): i32 {
  return <i32>countOf(addressOf(list));
}

/** Number of dimensions; 0 of an empty list. */
export function dimensions(list: i64): i32 {
  return <i32>dimensionsOf(addressOf(list));
}

export function hasDimension(list: i64, dimension: i32): i32 {
  return <i32>(dimension > 0 && <u32>dimension <= dimensionsOf(addressOf(list)));
}

/** Of a dimension that is there. */
export function lengthOf(list: i64, dimension: i32): i32 {
  return lengthOfDimension(addressOf(list), <u32>dimension - 1);
}

export function lower(list: i64, dimension: i32): i32 {
  return lowerBound(addressOf(list), <u32>dimension - 1);
}

export function upper(list: i64, dimension: i32): i32 {
  return lower(list, dimension) + lengthOf(list, dimension) - 1;
}

/** `[1:2][0:3]`. */
export function dims(list: i64): i64 {
  const value = addressOf(list);
  const all = dimensionsOf(value);
  const at = reserve(<u64>all * 26);
  if (at == 0) return fail(<i32>NO_ROOM);
  let to = at;
  for (let dimension: u32 = 0; dimension < all; dimension++) {
    const from = lowerBound(value, dimension);
    store<u8>(to++, 91);
    to = putInteger(to, from);
    store<u8>(to++, 58);
    to = putInteger(to, from + lengthOfDimension(value, dimension) - 1);
    store<u8>(to++, 93);
  }
  return commit(to);
}

export function putInteger(at: usize, value: i32): usize {
  if (value < 0) store<u8>(at++, 45);
  return putDigits(at, <u64>abs<i64>(<i64>value), 1);
}

/** The position that one subscript names. */
export function place(list: i64, subscript: i32): i32 {
  const value = addressOf(list);
  if (dimensionsOf(value) != 1) return -1;
  const at = <i64>subscript - <i64>lowerBound(value, 0);
  return at >= 0 && at < <i64>countOf(value) ? <i32>at : -1;
}

/** The position that a list of subscripts names. */
export function placeOf(list: i64, subscripts: i64): i32 {
  const value = addressOf(list);
  const names = addressOf(subscripts);
  const dimensions = dimensionsOf(value);
  if (dimensions == 0 || countOf(names) != dimensions) return -1;
  let position: i64 = 0;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    const at = <i64>load<i32>(slotAt(names, dimension)) - <i64>lowerBound(value, dimension);
    const length = <i64>lengthOfDimension(value, dimension);
    if (at < 0 || at >= length) return -1;
    position = position * length + at;
  }
  return <i32>position;
}

/** Whether nothing or NULL is at a position. */
export function isNull(list: i64, position: i32): i32 {
  return <i32>(position < 0 || isNullAt(addressOf(list), <u32>position));
}

/** Where the elements' validity lies, or 0; for emitted loops. */
export function validity(list: i64): i32 {
  return <i32>validityOf(addressOf(list));
}

/** Where the slots lie, for emitted loops. */
export function data(list: i64): i32 {
  return <i32>dataOf(addressOf(list));
}

export function slotBool(list: i64, position: i32): i32 {
  return <i32>load<u8>(slotAt(addressOf(list), <u32>position));
}

export function slot32(list: i64, position: i32): i32 {
  return load<i32>(slotAt(addressOf(list), <u32>position));
}

export function slot64(list: i64, position: i32): i64 {
  return load<i64>(slotAt(addressOf(list), <u32>position));
}

export function slotF32(list: i64, position: i32): f32 {
  return load<f32>(slotAt(addressOf(list), <u32>position));
}

export function slotF64(list: i64, position: i32): f64 {
  return load<f64>(slotAt(addressOf(list), <u32>position));
}

export function slot128(list: i64, position: i32, out: usize): i32 {
  v128.store(out, v128.load(slotAt(addressOf(list), <u32>position)));
  return 0;
}

export function slotRef(list: i64, position: i32): i64 {
  return refAt(addressOf(list), <u32>position);
}

/**
 * A slice: bounds are a list of lower and upper bound by turns; bit i of `open` says that bound i was left out. Lower
 * bounds become 1. Fewer bounds than dimensions leave the others whole; more give nothing.
 */
export function slice(list: i64, bounds: i64, open: i32): i64 {
  const from = addressOf(list);
  const limits = addressOf(bounds);
  const dimensions = dimensionsOf(from);
  const given = countOf(limits) >> 1;
  if (dimensions == 0 || given > dimensions) return emptyList(codeOf(from));
  // lengths, ones, first positions
  const shape = reserve(96);
  if (shape == 0) return fail(<i32>NO_ROOM);
  keep(shape + 96);
  let total: u32 = 1;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    const least = <i64>lowerBound(from, dimension);
    const most = least + <i64>lengthOfDimension(from, dimension) - 1;
    let first = least;
    let last = most;
    if (dimension < given) {
      if (((open >> <i32>(2 * dimension)) & 1) == 0) first = max(first, <i64>load<i32>(slotAt(limits, 2 * dimension)));
      if (((open >> <i32>(2 * dimension + 1)) & 1) == 0) last = min(last, <i64>load<i32>(slotAt(limits, 2 * dimension + 1)));
    }
    if (first > last) return emptyList(codeOf(from));
    const at = shape + ((<usize>dimension) << 2);
    store<i32>(at, <i32>(last - first + 1));
    store<i32>(at, 1, 32);
    store<i32>(at, <i32>(first - least), 64);
    total *= <u32>(last - first + 1);
  }
  return copyBlock(from, dimensions, shape, total);
}

/** The number of the first element of the run of a block's innermost dimension. */
function runStart(from: usize, dimensions: u32, shape: usize, run: u32): u32 {
  let rest = run;
  let position: u32 = 0;
  let size: u32 = 1;
  for (let dimension = <i32>dimensions - 1; dimension >= 0; dimension--) {
    const at = shape + ((<usize>dimension) << 2);
    let index = load<u32>(at, 64);
    if (dimension != <i32>dimensions - 1) {
      const length = load<u32>(at);
      index += rest % length;
      rest /= length;
    }
    position += index * size;
    size *= <u32>lengthOfDimension(from, <u32>dimension);
  }
  return position;
}

function copyBlock(from: usize, dimensions: u32, shape: usize, total: u32): i64 {
  const width = load<u32>(shape + ((<usize>(dimensions - 1)) << 2));
  const runs = total / width;
  let nulls = false;
  let bytes: u64 = 0;
  for (let run: u32 = 0; run < runs; run++) {
    const start = runStart(from, dimensions, shape, run);
    for (let at: u32 = 0; at < width; at++) nulls = nulls || isNullAt(from, start + at);
    if (codeOf(from) >= 7) bytes += bytesBetween(from, start, width);
  }
  const to = openValue(codeOf(from), total, dimensions, shape, shape + 32, nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let run: u32 = 0; run < runs; run++) {
    copyElements(to, run * width, from, runStart(from, dimensions, shape, run), width);
  }
  return closeValue(to);
}

/** Without so many of the last elements of the first dimension. */
export function trim(list: i64, without: i32): i64 {
  const from = addressOf(list);
  const length = dimensionsOf(from) == 0 ? 0 : lengthOfDimension(from, 0);
  if (without < 0 || without > length) return fail(WRONG_TRIM);
  if (without == length) return emptyList(codeOf(from));
  const shape = reserve(96);
  if (shape == 0) return fail(<i32>NO_ROOM);
  keep(shape + 96);
  let total: u32 = 1;
  const dimensions = dimensionsOf(from);
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    const at = shape + ((<usize>dimension) << 2);
    const kept = lengthOfDimension(from, dimension) - (dimension == 0 ? without : 0);
    store<i32>(at, kept);
    store<i32>(at, 1, 32);
    store<i32>(at, 0, 64);
    total *= <u32>kept;
  }
  return copyBlock(from, dimensions, shape, total);
}

/** The subscripts of a dimension, ascending or descending; `one`: any list of int4. */
export function subscripts(list: i64, dimension: i32, reverse: i32): i64 {
  const from = addressOf(list);
  if (dimension < 1 || <u32>dimension > dimensionsOf(from)) return emptyList(1);
  const length = <u32>lengthOfDimension(from, <u32>dimension - 1);
  const first = lowerBound(from, <u32>dimension - 1);
  const to = openValue(1, length, 1, 0, 0, false, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < length; at++) {
    store<i32>(slotAt(to, at), first + <i32>(reverse != 0 ? length - 1 - at : at));
  }
  return closeValue(to);
}
