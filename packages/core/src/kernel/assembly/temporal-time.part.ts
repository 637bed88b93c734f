// Times of day, with and without time zone: arithmetic around the clock, fields, and their roundings to fewer digits
// of a second.
import { fail, hasFailed } from "./bump.part";
import {
  DATE_INFINITY, DATE_MINUS_INFINITY, DAY, DISPLACED_ZONE, INFINITE_INTERVAL_TIME, INTERVAL_RANGE, SECOND, TIMESTAMP_MIN, TIMESTAMP_RANGE, floorDiv, joinTimestamp,
  timestampIsInfinite,
} from "./temporal-civil.part";
import { addOverflows, intervalInfinity, microsOf, monthsOf, daysOf, storeInterval } from "./temporal-interval.part";
import { timetzAtOffset, timetzOf, timetzOffset, timetzTime } from "./temporal-zone.part";

/** PostgreSQL counts from 2000, and rounds by that sign. */
const EPOCH_2000: i64 = 946684800000000;

function ofDay(micros: i64): i64 {
  return micros - floorDiv(micros, DAY) * DAY;
}

/** Where the sum leaves 64 bits it wraps, as PostgreSQL's does. */
export function timeAddInterval(time: i64, interval: usize): i64 {
  if (intervalInfinity(interval) != 0) return fail(INFINITE_INTERVAL_TIME);
  return ofDay(time + microsOf(interval));
}

export function timeSubtractInterval(time: i64, interval: usize): i64 {
  if (intervalInfinity(interval) != 0) return fail(INFINITE_INTERVAL_TIME);
  return ofDay(time - microsOf(interval));
}

export function timetzAddInterval(value: i64, interval: usize): i64 {
  const time = timeAddInterval(timetzTime(value), interval);
  return hasFailed() ? time : timetzOf(time, timetzOffset(value));
}

export function timetzSubtractInterval(value: i64, interval: usize): i64 {
  const time = timeSubtractInterval(timetzTime(value), interval);
  return hasFailed() ? time : timetzOf(time, timetzOffset(value));
}

export function timeDifference(left: i64, right: i64, out: usize): i32 {
  storeInterval(out, 0, 0, left - right);
  return 0;
}

export function timeToInterval(time: i64, out: usize): i32 {
  storeInterval(out, 0, 0, time);
  return 0;
}

export function intervalToTime(interval: usize): i64 {
  return intervalInfinity(interval) != 0 ? fail(INFINITE_INTERVAL_TIME) : ofDay(microsOf(interval));
}

export function timestampToTime(timestamp: i64): i64 {
  return ofDay(timestamp);
}

export function dateAddTime(date: i32, time: i64): i64 {
  if (date == DATE_INFINITY) return i64.MAX_VALUE;
  if (date == DATE_MINUS_INFINITY) return i64.MIN_VALUE;
  return joinTimestamp(<i64>date, time, TIMESTAMP_RANGE);
}

/** The offset that an interval names, in seconds east of Greenwich. Months and days are refused before. */
export function zoneOfInterval(interval: usize): i32 {
  const seconds = microsOf(interval) / SECOND;
  if (monthsOf(interval) != 0 || daysOf(interval) != 0) return <i32>fail(DISPLACED_ZONE);
  return <i32>seconds;
}

export function timetzAtInterval(value: i64, interval: usize): i64 {
  return timetzAtOffset(value, zoneOfInterval(interval));
}

/** What the last of the digits counts, in microseconds. */
function unitOf(digits: i32): i64 {
  let unit: i64 = 1;
  for (let i = digits; i < 6; i++) unit *= 10;
  return unit;
}

function rounded(value: i64, digits: i32): i64 {
  const unit = unitOf(digits);
  const half = unit / 2;
  return value >= 0 ? (value + half) / unit * unit : -((-value + half) / unit * unit);
}

/** A time of day with fewer digits of a second. */
export function roundTime(time: i64, digits: i32): i64 {
  return rounded(time, digits);
}

export function roundTimetz(value: i64, digits: i32): i64 {
  return timetzOf(rounded(timetzTime(value), digits), timetzOffset(value));
}

export function roundTimestamp(timestamp: i64, digits: i32): i64 {
  if (timestampIsInfinite(timestamp)) return timestamp;
  return rounded(timestamp - EPOCH_2000, digits) + EPOCH_2000;
}

/** Where half a unit more leaves 64 bits the interval is refused, as PostgreSQL's is. */
export function roundInterval(interval: usize, digits: i32, out: usize): i32 {
  let micros = microsOf(interval);
  if (intervalInfinity(interval) == 0) {
    const half = unitOf(digits) / 2;
    if (addOverflows(micros, micros >= 0 ? half : -half)) return <i32>fail(INTERVAL_RANGE);
    micros = rounded(micros, digits);
  }
  storeInterval(out, monthsOf(interval), daysOf(interval), micros);
  return 0;
}

/** An instant or timestamp moved by an offset; infinities stay, and what leaves the range is refused. */
export function keepInfinite(before: i64, moved: i64): i64 {
  if (timestampIsInfinite(before)) return before;
  return moved < TIMESTAMP_MIN || timestampIsInfinite(moved) ? fail(TIMESTAMP_RANGE) : moved;
}
