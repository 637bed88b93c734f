// Where elements are in lists or between them, and which lists have which: elements are found with NULL equal to NULL, while for
// containment and overlap NULL equals nothing. An element is given as a list of one.
import { NO_ROOM, addressOf, fail } from "./bump.part";
import { compareElements } from "./list-compare.part";
import { closeValue, countOf, dimensionsOf, hasNullBetween, isNullAt, lowerBound, openValue, slotAt } from "./list-layout.part";

export const NOT_FLAT_SEARCH: i32 = -9;
const NULL_THRESHOLD: i32 = -21;
const NULL_START: i32 = -26;
const NOT_FLAT_THRESHOLDS: i32 = -22;

/** Whether two elements, of values with the same code, are not distinct. */
export function isSame(left: usize, leftAt: u32, right: usize, rightAt: u32): bool {
  const leftNull = isNullAt(left, leftAt);
  const rightNull = isNullAt(right, rightAt);
  if (leftNull || rightNull) return leftNull && rightNull;
  return compareElements(left, leftAt, right, rightAt) == 0;
}

/** array_position from a subscript on: the subscript at which the element first is, or one below the least there is. */
export function position(list: i64, one: i64, start: i32): i64 {
  const from = addressOf(list);
  if (dimensionsOf(from) > 1) return fail(NOT_FLAT_SEARCH);
  const count = countOf(from);
  const least = count == 0 ? 1 : lowerBound(from, 0);
  for (let at = <u32>max<i64>(0, min<i64>(<i64>start - <i64>least, <i64>count)); at < count; at++) {
    if (isSame(from, at, addressOf(one), 0)) return <i64>least + <i64>at;
  }
  return i64.MIN_VALUE;
}

/**
 * array_position from a start that is NULL: not found where there is nothing to search, or a NULL is looked for among
 * elements that are none; otherwise it is refused.
 */
export function positionFromNull(list: i64, one: i64): i64 {
  const from = addressOf(list);
  if (dimensionsOf(from) > 1) return fail(NOT_FLAT_SEARCH);
  const count = countOf(from);
  const isMissing = count == 0 || (isNullAt(addressOf(one), 0) && !hasNullBetween(from, 0, count));
  return isMissing ? i64.MIN_VALUE : fail(NULL_START);
}

/** array_positions. */
export function positions(list: i64, one: i64): i64 {
  const from = addressOf(list);
  if (dimensionsOf(from) > 1) return fail(NOT_FLAT_SEARCH);
  const count = countOf(from);
  let found: u32 = 0;
  for (let at: u32 = 0; at < count; at++) found += <u32>isSame(from, at, addressOf(one), 0);
  const to = openValue(1, found, 1, 0, 0, false, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  let next: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    if (isSame(from, at, addressOf(one), 0)) store<i32>(slotAt(to, next++), lowerBound(from, 0) + <i32>at);
  }
  return closeValue(to);
}

/** width_bucket over ascending thresholds: how many of them the element is not below, found by halving. */
export function bucket(one: i64, thresholds: i64): i32 {
  const list = addressOf(thresholds);
  const count = countOf(list);
  if (dimensionsOf(list) > 1) return <i32>fail(NOT_FLAT_THRESHOLDS);
  for (let at: u32 = 0; at < count; at++) if (isNullAt(list, at)) return <i32>fail(NULL_THRESHOLD);
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) / 2;
    if (compareElements(addressOf(one), 0, list, middle) < 0) high = middle;
    else low = middle + 1;
  }
  return <i32>low;
}

/** Whether `needle` has an element that equals none of `list`'s; NULL equals nothing. */
function lacks(list: usize, needle: usize, at: u32): bool {
  if (isNullAt(needle, at)) return true;
  const count = countOf(list);
  for (let other: u32 = 0; other < count; other++) {
    if (!isNullAt(list, other) && compareElements(list, other, needle, at) == 0) return false;
  }
  return true;
}

/** @> */
export function contains(list: i64, needles: i64): i32 {
  const needle = addressOf(needles);
  const count = countOf(needle);
  for (let at: u32 = 0; at < count; at++) if (lacks(addressOf(list), needle, at)) return 0;
  return 1;
}

/** && */
export function overlaps(list: i64, needles: i64): i32 {
  const needle = addressOf(needles);
  const count = countOf(needle);
  for (let at: u32 = 0; at < count; at++) if (!lacks(addressOf(list), needle, at)) return 1;
  return 0;
}
