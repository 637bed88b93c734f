// Lists made of lists: joined, with an element more, without some, with others in their place, in another order. An
// element is given as a list of one, so that there is one function for all types.
import { NO_ROOM, addressOf, fail, keep, reserve } from "./bump.part";
import { compareElements } from "./list-compare.part";
import {
  bytesBetween,
  closeValue,
  codeOf,
  copyElements,
  countOf,
  dimensionsOf,
  hasNullBetween,
  isBytes,
  isNullAt,
  isWithinBounds,
  lengthOfDimension,
  lengthsOf,
  lowerBound,
  lowersOf,
  openValue,
  slotAt,
} from "./list-layout.part";
import { MOST_ELEMENTS, TOO_DEEP, TOO_LARGE, emptyList } from "./list-make.part";
import { isSame } from "./list-search.part";

export const INCOMPATIBLE: i32 = -6;
export const NOT_FLAT: i32 = -7;
export const NOT_FLAT_REMOVE: i32 = -8;
export const NULL_DIMENSION: i32 = -10;
export const WRONG_BOUNDS: i32 = -11;
export const NEGATIVE_LENGTH: i32 = -12;
export const NULL_DIMENSION_VALUE: i32 = -13;
const SUBSCRIPT_RANGE: i32 = -27;
const LOWER_BOUND_TOO_LARGE: i32 = -29;

function blob(value: usize): u64 {
  return isBytes(codeOf(value)) ? bytesBetween(value, 0, countOf(value)) : 0;
}

function nullsIn(value: usize): bool {
  return hasNullBetween(value, 0, countOf(value));
}

/** Both one behind the other, in a shape whose bounds are looked at, too. */
function joinedWithin(first: usize, second: usize, dimensions: u32, shape: usize): i64 {
  if (<i64>countOf(first) + <i64>countOf(second) > MOST_ELEMENTS) return fail(TOO_LARGE);
  if (!isWithinBounds(dimensions, shape, shape + 32)) return fail(LOWER_BOUND_TOO_LARGE);
  return joined(first, second, dimensions, shape, shape + 32);
}

/** Both one behind the other, in the given shape. */
function joined(first: usize, second: usize, dimensions: u32, lengths: usize, lowers: usize): i64 {
  const total = <i64>countOf(first) + <i64>countOf(second);
  if (total > MOST_ELEMENTS) return fail(TOO_LARGE);
  const to = openValue(codeOf(first), <u32>total, dimensions, lengths, lowers, nullsIn(first) || nullsIn(second), blob(first) + blob(second));
  if (to == 0) return fail(<i32>NO_ROOM);
  copyElements(to, 0, first, 0, countOf(first));
  copyElements(to, countOf(first), second, 0, countOf(second));
  return closeValue(to);
}

/** Lengths and lower bounds of a value, 32 bytes apart, in memory that may be changed; 0 when there is no room. */
export function shapeOf(value: usize): usize {
  const shape = reserve(64);
  if (shape == 0) return 0;
  keep(shape + 64);
  const dimensions = dimensionsOf(value);
  for (let at: u32 = 0; at < dimensions; at++) {
    store<i32>(shape + ((<usize>at) << 2), lengthOfDimension(value, at));
    store<i32>(shape + ((<usize>at) << 2), lowerBound(value, at), 32);
  }
  return shape;
}

/** Whether dimensions [from, ..) of `outer` are those of `inner` from `innerFrom` on. */
function isInside(outer: usize, from: u32, inner: usize, innerFrom: u32): bool {
  for (let at: u32 = 0; from + at < dimensionsOf(outer); at++) {
    if (lengthOfDimension(outer, from + at) != lengthOfDimension(inner, innerFrom + at)) return false;
    if (lowerBound(outer, from + at) != lowerBound(inner, innerFrom + at)) return false;
  }
  return true;
}

/** array_cat: along the first dimension; an array of one dimension less joins as one element. */
export function concat(left: i64, right: i64): i64 {
  const first = addressOf(left);
  const second = addressOf(right);
  const leftDims = dimensionsOf(first);
  const rightDims = dimensionsOf(second);
  if (leftDims == 0) return right;
  if (rightDims == 0) return left;
  const outer = rightDims == leftDims + 1 ? second : first;
  const inner = outer == first ? second : first;
  const outerDims = dimensionsOf(outer);
  const isSame = leftDims == rightDims;
  if (!isSame && outerDims != dimensionsOf(inner) + 1) return fail(INCOMPATIBLE);
  if (!isInside(outer, 1, inner, isSame ? 1 : 0)) return fail(INCOMPATIBLE);
  const shape = shapeOf(outer);
  if (shape == 0) return fail(<i32>NO_ROOM);
  store<i32>(shape, load<i32>(shape) + (isSame ? lengthOfDimension(inner, 0) : 1));
  return joinedWithin(first, second, outerDims, shape);
}

/** Whether the subscript behind the last element is an int4. */
function hasSubscriptBehind(value: usize): bool {
  return <i64>lowerBound(value, 0) + <i64>countOf(value) <= <i64>i32.MAX_VALUE;
}

/** array_append. */
export function append(list: i64, one: i64): i64 {
  const from = addressOf(list);
  if (dimensionsOf(from) > 1) return fail(NOT_FLAT);
  if (dimensionsOf(from) == 0) return one;
  if (!hasSubscriptBehind(from)) return fail(SUBSCRIPT_RANGE);
  const shape = shapeOf(from);
  if (shape == 0) return fail(<i32>NO_ROOM);
  store<i32>(shape, load<i32>(shape) + 1);
  return joinedWithin(from, addressOf(one), 1, shape);
}

/** array_prepend: the lower bound stays. PostgreSQL looks at bounds before it gives that back: the upper one may be the greatest int4. */
export function prepend(one: i64, list: i64): i64 {
  const from = addressOf(list);
  if (dimensionsOf(from) > 1) return fail(NOT_FLAT);
  if (dimensionsOf(from) == 0) return one;
  if (lowerBound(from, 0) == i32.MIN_VALUE) return fail(SUBSCRIPT_RANGE);
  if (!hasSubscriptBehind(from)) return fail(TOO_LARGE);
  const shape = shapeOf(from);
  if (shape == 0) return fail(<i32>NO_ROOM);
  store<i32>(shape, load<i32>(shape) + 1);
  return joined(addressOf(one), from, 1, shape, shape + 32);
}

/** array_remove. */
export function remove(list: i64, one: i64): i64 {
  const from = addressOf(list);
  const wanted = addressOf(one);
  if (dimensionsOf(from) > 1) return fail(NOT_FLAT_REMOVE);
  const count = countOf(from);
  let kept: u32 = 0;
  let nulls = false;
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    if (isSame(from, at, wanted, 0)) continue;
    kept++;
    nulls = nulls || isNullAt(from, at);
    if (isBytes(codeOf(from))) bytes += bytesBetween(from, at, 1);
  }
  if (kept == count) return list;
  const shape = shapeOf(from);
  if (shape == 0) return fail(<i32>NO_ROOM);
  store<u32>(shape, kept);
  const to = openValue(codeOf(from), kept, 1, shape, shape + 32, nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  let position: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    if (!isSame(from, at, wanted, 0)) copyElements(to, position++, from, at, 1);
  }
  return closeValue(to);
}

/** array_replace, in any number of dimensions. */
export function replace(list: i64, old: i64, by: i64): i64 {
  const from = addressOf(list);
  const wanted = addressOf(old);
  const given = addressOf(by);
  const count = countOf(from);
  let found: u32 = 0;
  let nulls = false;
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const isFound = isSame(from, at, wanted, 0);
    const source = isFound ? given : from;
    const position = isFound ? 0 : at;
    found += <u32>isFound;
    nulls = nulls || isNullAt(source, position);
    if (isBytes(codeOf(from))) bytes += bytesBetween(source, position, 1);
  }
  if (found == 0) return list;
  const to = openValue(codeOf(from), count, dimensionsOf(from), lengthsOf(from), lowersOf(from), nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < count; at++) {
    if (isSame(from, at, wanted, 0)) copyElements(to, at, given, 0, 1);
    else copyElements(to, at, from, at, 1);
  }
  return closeValue(to);
}

/** array_fill: the element in a list of one, lengths and lower bounds as lists of int4. */
export function filled(one: i64, lengths: i64, lowers: i64): i64 {
  return fillFrom(addressOf(one), addressOf(lengths), addressOf(lowers));
}

/** As filled, with lower bounds of 1. */
export function filledFromOne(one: i64, lengths: i64): i64 {
  return fillFrom(addressOf(one), addressOf(lengths), 0);
}

/** @param starts the list of lower bounds; 0: all are 1 */
function fillFrom(element: usize, sizes: usize, starts: usize): i64 {
  const dimensions = countOf(sizes);
  if (dimensionsOf(sizes) > 1) return fail(WRONG_BOUNDS);
  if (hasNullBetween(sizes, 0, dimensions)) return fail(NULL_DIMENSION_VALUE);
  if (dimensions > 6) return fail(TOO_DEEP);
  if (starts != 0) {
    if (dimensionsOf(starts) > 1) return fail(WRONG_BOUNDS);
    if (hasNullBetween(starts, 0, countOf(starts))) return fail(NULL_DIMENSION_VALUE);
    if (countOf(starts) != dimensions) return fail(NULL_DIMENSION);
  }
  const shape = reserve(64);
  if (shape == 0) return fail(<i32>NO_ROOM);
  keep(shape + 64);
  let total: i64 = dimensions == 0 ? 0 : 1;
  for (let at: u32 = 0; at < dimensions; at++) {
    const length = load<i32>(slotAt(sizes, at));
    if (length < 0) return fail(TOO_LARGE);
    store<i32>(shape + ((<usize>at) << 2), length);
    store<i32>(shape + ((<usize>at) << 2), starts == 0 ? 1 : load<i32>(slotAt(starts, at)), 32);
    total *= <i64>length;
    if (total > MOST_ELEMENTS) return fail(TOO_LARGE);
  }
  if (!isWithinBounds(dimensions, shape, shape + 32)) return fail(LOWER_BOUND_TOO_LARGE);
  if (total == 0) return emptyList(codeOf(element));
  const isNull = isNullAt(element, 0);
  const bytes = isBytes(codeOf(element)) ? <u64>total * bytesBetween(element, 0, 1) : 0;
  const to = openValue(codeOf(element), <u32>total, dimensions, shape, shape + 32, isNull, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < <u32>total; at++) copyElements(to, at, element, 0, 1);
  return closeValue(to);
}

/** Elements of one entry of the first dimension. */
export function entrySize(value: usize): u32 {
  return dimensionsOf(value) < 2 ? 1 : countOf(value) / <u32>lengthOfDimension(value, 0);
}

/** array_reverse: the entries of the first dimension from the last to the first. */
export function reversed(list: i64): i64 {
  const from = addressOf(list);
  const count = countOf(from);
  if (count == 0) return list;
  const size = entrySize(from);
  const to = openValue(codeOf(from), count, dimensionsOf(from), lengthsOf(from), lowersOf(from), nullsIn(from), blob(from));
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < count; at += size) copyElements(to, at, from, count - size - at, size);
  return closeValue(to);
}

/** Order of two entries of the first dimension, by their elements. */
function compareEntries(value: usize, left: u32, right: u32, size: u32, descending: bool, nullsFirst: bool): i32 {
  for (let at: u32 = 0; at < size; at++) {
    const leftNull = isNullAt(value, left * size + at);
    const rightNull = isNullAt(value, right * size + at);
    if (leftNull || rightNull) {
      if (leftNull && rightNull) continue;
      return leftNull != nullsFirst ? 1 : -1;
    }
    const order = compareElements(value, left * size + at, value, right * size + at);
    if (order != 0) return descending ? -order : order;
  }
  return 0;
}

/** array_sort: a merge sort of the numbers of the first dimension's entries. */
export function sorted(list: i64, descending: i32, nullsFirst: i32): i64 {
  const from = addressOf(list);
  const count = countOf(from);
  if (count == 0) return list;
  const size = entrySize(from);
  const entries = count / size;
  const numbers = reserve((<u64>entries) << 3);
  if (numbers == 0) return fail(<i32>NO_ROOM);
  keep(numbers + ((<usize>entries) << 3));
  // Within entries that are arrays, NULL is above every value.
  const first = dimensionsOf(from) > 1 ? descending : nullsFirst;
  const ordered = mergeEntries(from, numbers, entries, size, descending != 0, first != 0);
  const to = openValue(codeOf(from), count, dimensionsOf(from), lengthsOf(from), lowersOf(from), nullsIn(from), blob(from));
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < entries; at++) {
    copyElements(to, at * size, from, load<u32>(ordered + ((<usize>at) << 2)) * size, size);
  }
  return closeValue(to);
}

/** Sorts 0, 1, .. in two buffers of `entries` u32, one behind the other; answers which holds the order. */
function mergeEntries(value: usize, numbers: usize, entries: u32, size: u32, descending: bool, nullsFirst: bool): usize {
  let source = numbers;
  let target = numbers + ((<usize>entries) << 2);
  for (let at: u32 = 0; at < entries; at++) store<u32>(source + ((<usize>at) << 2), at);
  for (let width: u32 = 1; width < entries; width *= 2) {
    for (let start: u32 = 0; start < entries; start += 2 * width) {
      const middle = min(start + width, entries);
      const end = min(start + 2 * width, entries);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        let takesLeft = right >= end;
        if (!takesLeft && left < middle) {
          const a = load<u32>(source + ((<usize>left) << 2));
          const b = load<u32>(source + ((<usize>right) << 2));
          takesLeft = compareEntries(value, a, b, size, descending, nullsFirst) <= 0;
        }
        store<u32>(target + ((<usize>at) << 2), load<u32>(source + ((<usize>(takesLeft ? left++ : right++)) << 2)));
      }
    }
    const swapped = source;
    source = target;
    target = swapped;
  }
  return source;
}
