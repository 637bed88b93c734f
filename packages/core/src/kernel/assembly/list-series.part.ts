// The values of generate_series as a list: integers, and timestamps by an interval, each value from the one before, so
// that the ends of months are cut as PostgreSQL cuts them.
import { NO_ROOM, fail, keep, reserve, takeStatus } from "./bump.part";
import { closeValue, openValue, slotAt } from "./list-layout.part";
import { MOST_ELEMENTS, TOO_LARGE } from "./list-make.part";
import { instantAddInterval, timestampAddInterval } from "./temporal";
import { daysOf, intervalInfinity, microsOf, monthsOf } from "./temporal-interval.part";

export const NO_STEP: i32 = -17;
export const ENDLESS_STEP: i32 = -18;
export const TIMESTAMP_RANGE: i32 = -19;

const I32: u32 = 1;
const I64: u32 = 2;
const MICROS_PER_DAY: i64 = 86400000000;

/** Of 32-bit elements if `narrow` is not 0. */
export function series(first: i64, last: i64, step: i64, narrow: i32): i64 {
  if (step == 0) return fail(NO_STEP);
  const isEmpty = step > 0 ? first > last : first < last;
  let count: u64 = 0;
  if (!isEmpty) count = (step > 0 ? <u64>(last - first) / <u64>step : <u64>(first - last) / (0 - <u64>step)) + 1;
  if (count > <u64>MOST_ELEMENTS) return fail(TOO_LARGE);
  const to = openValue(narrow != 0 ? I32 : I64, <u32>count, 1, 0, 0, false, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  let value = first;
  for (let at: u32 = 0; at < <u32>count; at++) {
    if (narrow != 0) store<i32>(slotAt(to, at), <i32>value);
    else store<i64>(slotAt(to, at), value);
    value += step;
  }
  return closeValue(to);
}

/** Sign of an interval, months counting 30 days. */
function signOf(interval: usize): i32 {
  const micros = microsOf(interval);
  const days = <i64>monthsOf(interval) * 30 + <i64>daysOf(interval) + micros / MICROS_PER_DAY;
  if (days != 0) return days > 0 ? 1 : -1;
  const rest = micros % MICROS_PER_DAY;
  return rest > 0 ? 1 : rest < 0 ? -1 : 0;
}

/** `zone` 0: without time zone. */
function moments(first: i64, last: i64, interval: usize, zone: i64): i64 {
  if (intervalInfinity(interval) != 0) return fail(ENDLESS_STEP);
  const direction = signOf(interval);
  if (direction == 0) return fail(NO_STEP);
  // Values are written behind one another where the list will be made of them.
  let count: u32 = 0;
  let values = reserve(8);
  if (values == 0) return fail(<i32>NO_ROOM);
  for (let value = first; direction > 0 ? value <= last : value >= last; ) {
    if (<i64>count >= MOST_ELEMENTS) return fail(TOO_LARGE);
    if (reserve(((<u64>count) << 3) + 8) == 0) return fail(<i32>NO_ROOM);
    store<i64>(values + ((<usize>count) << 3), value);
    count++;
    const next = zone == 0 ? timestampAddInterval(value, interval) : instantAddInterval(value, interval, zone);
    if (takeStatus() != 0) return fail(TIMESTAMP_RANGE);
    if (next == value) break;
    value = next;
  }
  keep(values + ((<usize>count) << 3));
  const to = openValue(I64, count, 1, 0, 0, false, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  memory.copy(slotAt(to, 0), values, (<usize>count) << 3);
  return closeValue(to);
}

export function timestampSeries(first: i64, last: i64, interval: usize): i64 {
  return moments(first, last, interval, 0);
}

export function instantSeries(first: i64, last: i64, interval: usize, zone: i64): i64 {
  return moments(first, last, interval, zone);
}
