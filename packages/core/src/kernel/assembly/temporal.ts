// Row functions over dates (days since 1970-01-01), timestamps (microseconds since then) and intervals, as
// PostgreSQL computes them. Failures are reported through `takeStatus` (bump.part.ts); the door,
// kernel/temporal.ts, names the codes.
import { fail, hasFailed } from "./bump.part";
import {
  DATE_FIELDS, DATE_FOR_TIMESTAMP, DATE_INFINITY, DATE_MINUS_INFINITY, DATE_RANGE, DAY, HOUR, INFINITE_DATES,
  INFINITE_FIELD, INTERVAL_RANGE, MINUTE, SECOND, TIMESTAMP_MIN, TIMESTAMP_RANGE, UNIT_NOT_SUPPORTED, checkedDate, civilDay, civilMonth,
  civilYear, dateIsInfinite, dayOfWeek, daysFromCivil, daysInMonth, floorDiv, isoWeek, isoYear, joinTimestamp, splitDays,
  timestampIsInfinite,
} from "./temporal-civil.part";
import {
  addOverflows, daysOf, intervalInfinity, microsOf, monthsOf, storeChecked, storeInfinity, storeInterval,
} from "./temporal-interval.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export {
  intervalAdd, intervalCompare, intervalDivide, intervalEpoch, intervalEqual, intervalKeep, intervalKey, intervalMultiply, intervalNegate,
  intervalSeconds, intervalSubtract,
  justifyDays, justifyHours, justifyInterval,
} from "./temporal-interval.part";
export { pickIntervals, sumIntervals } from "./temporal-aggregate.part";
export { dateToText, instantToText, intervalToText, timeToText, timestampToText, timetzToText } from "./temporal-format.part";
export {
  dateFromText, dateInNamedZone, instantFromText, instantInNamedZone, timeFromText, timeInNamedZone, timestampFromText,
  timestampInNamedZone, timetzFromText, timetzInNamedZone,
} from "./temporal-from-text.part";
export { intervalFromText } from "./temporal-parse-interval.part";
export { mayNameZone, zoneNameIn, zoneNameInTime } from "./temporal-zone-name.part";
export {
  dateAddTime, intervalToTime, keepInfinite, roundInterval, roundTime, roundTimestamp, roundTimetz, timeAddInterval, timeDifference,
  timeSubtractInterval, timeToInterval, timestampToTime, timetzAddInterval, timetzAtInterval, timetzSubtractInterval, zoneOfInterval,
} from "./temporal-time.part";
export {
  dateAddTimetz, instantToTimetz, timeToTimetz, timetzAtZone, timetzOffset, timetzTime, toInstant, toLocal, zoneSecondsAt,
} from "./temporal-zone.part";

import { toInstant, toLocal, zoneSecondsAt } from "./temporal-zone.part";

const BIN_ORIGIN: i32 = -25;
const BIN_MONTHS: i32 = -26;
const BIN_WIDTH: i32 = -27;
const TIME_FIELDS: i32 = -28;
const BIN_INFINITE: i32 = -29;
const NOT_A_TIME: i32 = -44;

/** Fields of extract and units of date_trunc, by number; the door has the names. */
const CENTURY: i32 = 1;
const DAY_FIELD: i32 = 2;
const DECADE: i32 = 3;
const DOW: i32 = 4;
const DOY: i32 = 5;
const EPOCH: i32 = 6;
const HOUR_FIELD: i32 = 7;
const ISODOW: i32 = 8;
const ISOYEAR: i32 = 9;
const JULIAN: i32 = 10;
const MICROSECONDS: i32 = 11;
const MILLENNIUM: i32 = 12;
const MILLISECONDS: i32 = 13;
const MINUTE_FIELD: i32 = 14;
const MONTH: i32 = 15;
const QUARTER: i32 = 16;
const SECOND_FIELD: i32 = 17;
const WEEK: i32 = 18;
const YEAR: i32 = 19;

/** Year BC are negative, and there is no year 0. */
export function makeDate(year: i32, month: i32, day: i32): i32 {
  if (year == 0 || month < 1 || month > 12 || day < 1) return <i32>fail(DATE_FIELDS);
  const astronomical = year < 0 ? year + 1 : year;
  if (day > daysInMonth(astronomical, month)) return <i32>fail(DATE_FIELDS);
  if (astronomical < -4713 || astronomical > 5874897) return <i32>fail(DATE_RANGE);
  return checkedDate(daysFromCivil(astronomical, month, day));
}

export function dateAddDays(date: i32, days: i32): i32 {
  return dateIsInfinite(date) ? date : checkedDate(<i64>date + <i64>days);
}

export function dateSubtractDays(date: i32, days: i32): i32 {
  return dateIsInfinite(date) ? date : checkedDate(<i64>date - <i64>days);
}

/** date - date, in days. */
export function dateDifference(left: i32, right: i32): i32 {
  if (dateIsInfinite(left) || dateIsInfinite(right)) return <i32>fail(INFINITE_DATES);
  return <i32>(<i64>left - <i64>right);
}

export function dateToTimestamp(date: i32): i64 {
  if (date == DATE_INFINITY) return i64.MAX_VALUE;
  if (date == DATE_MINUS_INFINITY) return i64.MIN_VALUE;
  return joinTimestamp(<i64>date, 0, DATE_FOR_TIMESTAMP);
}

export function timestampToDate(timestamp: i64): i32 {
  if (timestamp == i64.MAX_VALUE) return DATE_INFINITY;
  if (timestamp == i64.MIN_VALUE) return DATE_MINUS_INFINITY;
  return <i32>floorDiv(timestamp, DAY);
}

/** date compared with timestamp: -1, 0, 1. A date past the timestamps is above them all, infinity excepted. */
export function compareDateTimestamp(date: i32, timestamp: i64): i32 {
  if (date == DATE_INFINITY) return timestamp == i64.MAX_VALUE ? 0 : 1;
  if (date == DATE_MINUS_INFINITY) return timestamp == i64.MIN_VALUE ? 0 : -1;
  if (timestampIsInfinite(timestamp)) return timestamp < 0 ? 1 : -1;
  const days = floorDiv(timestamp, DAY);
  if (<i64>date != days) return <i64>date < days ? -1 : 1;
  return timestamp == days * DAY ? 0 : -1;
}

/** Months first (the day is cut to the month's last), then days, then time; each step in range. */
function addParts(timestamp: i64, months: i64, days: i64, micros: i64): i64 {
  let day = floorDiv(timestamp, DAY);
  const time = timestamp - day * DAY;
  if (months != 0) {
    splitDays(day);
    const month = <i64>civilYear * 12 + <i64>(civilMonth - 1) + months;
    const year = <i32>floorDiv(month, 12);
    const monthOfYear = <i32>(month - <i64>year * 12) + 1;
    day = daysFromCivil(year, monthOfYear, min(civilDay, daysInMonth(year, monthOfYear)));
  }
  day += days;
  const moved = joinTimestamp(day, time, TIMESTAMP_RANGE);
  if (moved == <i64>TIMESTAMP_RANGE && day != -1) return moved;
  if (addOverflows(moved, micros)) return fail(TIMESTAMP_RANGE);
  const sum = moved + micros;
  const sumDay = floorDiv(sum, DAY);
  return joinTimestamp(sumDay, sum - sumDay * DAY, TIMESTAMP_RANGE);
}

export function timestampAddInterval(timestamp: i64, interval: usize): i64 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    const result = infinite > 0 ? i64.MAX_VALUE : i64.MIN_VALUE;
    return timestampIsInfinite(timestamp) && timestamp != result ? fail(TIMESTAMP_RANGE) : result;
  }
  if (timestampIsInfinite(timestamp)) return timestamp;
  return addParts(timestamp, <i64>monthsOf(interval), <i64>daysOf(interval), microsOf(interval));
}

/** Months and days by the clocks of the zone, time by itself. */
function addInZone(instant: i64, months: i64, days: i64, micros: i64, zone: i64): i64 {
  let moved = instant;
  if (months != 0) moved = toInstant(addParts(toLocal(moved, zone), months, 0, 0), zone);
  if (days != 0 && !hasFailed()) moved = toInstant(addParts(toLocal(moved, zone), 0, days, 0), zone);
  return hasFailed() ? moved : addParts(moved, 0, 0, micros);
}

/** timestamp with time zone + interval. */
export function instantAddInterval(instant: i64, interval: usize, zone: i64): i64 {
  if (intervalInfinity(interval) != 0 || timestampIsInfinite(instant)) return timestampAddInterval(instant, interval);
  return addInZone(instant, <i64>monthsOf(interval), <i64>daysOf(interval), microsOf(interval), zone);
}

export function instantSubtractInterval(instant: i64, interval: usize, zone: i64): i64 {
  if (intervalInfinity(interval) != 0 || timestampIsInfinite(instant)) return timestampSubtractInterval(instant, interval);
  const micros = microsOf(interval);
  if (micros == i64.MIN_VALUE) return fail(TIMESTAMP_RANGE);
  return addInZone(instant, -(<i64>monthsOf(interval)), -(<i64>daysOf(interval)), -micros, zone);
}

export function timestampSubtractInterval(timestamp: i64, interval: usize): i64 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    const result = infinite > 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
    return timestampIsInfinite(timestamp) && timestamp != result ? fail(TIMESTAMP_RANGE) : result;
  }
  if (timestampIsInfinite(timestamp)) return timestamp;
  const micros = microsOf(interval);
  if (micros == i64.MIN_VALUE) return fail(TIMESTAMP_RANGE);
  return addParts(timestamp, -(<i64>monthsOf(interval)), -(<i64>daysOf(interval)), -micros);
}

/** date + interval is a timestamp. */
export function dateAddInterval(date: i32, interval: usize): i64 {
  const timestamp = dateToTimestamp(date);
  return timestamp == <i64>DATE_FOR_TIMESTAMP ? timestamp : timestampAddInterval(timestamp, interval);
}

export function dateSubtractInterval(date: i32, interval: usize): i64 {
  const timestamp = dateToTimestamp(date);
  return timestamp == <i64>DATE_FOR_TIMESTAMP ? timestamp : timestampSubtractInterval(timestamp, interval);
}

/** timestamp - timestamp: days and time, no months. */
export function timestampDifference(left: i64, right: i64, out: usize): i32 {
  if (timestampIsInfinite(left) || timestampIsInfinite(right)) {
    if (left == right) fail(INTERVAL_RANGE);
    else storeInfinity(out, left == i64.MAX_VALUE || right == i64.MIN_VALUE ? 1 : -1);
    return 0;
  }
  const micros = left - right;
  if (((left ^ right) & (micros ^ left)) < 0) {
    fail(INTERVAL_RANGE);
    return 0;
  }
  storeInterval(out, 0, <i32>(micros / DAY), micros % DAY);
  return 0;
}

/** age(): the difference as years, months, days and time, counted on the calendar. */
export function age(left: i64, right: i64, out: usize): i32 {
  if (timestampIsInfinite(left) || timestampIsInfinite(right)) {
    timestampDifference(left, right, out);
    return 0;
  }
  const negative = left < right;
  const late = negative ? right : left;
  const early = negative ? left : right;
  const lateDay = floorDiv(late, DAY);
  const earlyDay = floorDiv(early, DAY);
  splitDays(lateDay);
  let months = <i64>civilYear * 12 + <i64>civilMonth;
  let days = <i64>civilDay;
  splitDays(earlyDay);
  months -= <i64>civilYear * 12 + <i64>civilMonth;
  days -= <i64>civilDay;
  let micros = late - lateDay * DAY - (early - earlyDay * DAY);
  if (micros < 0) {
    micros += DAY;
    days--;
  }
  // A month is borrowed at the length of the earlier date's month.
  while (days < 0) {
    days += <i64>daysInMonth(civilYear, civilMonth);
    months--;
  }
  if (negative) storeChecked(out, -months, -days, -micros);
  else storeChecked(out, months, days, micros);
  return 0;
}

function dateField(field: i32, days: i64): i64 {
  switch (field) {
    case DOW: return <i64>dayOfWeek(days);
    case ISODOW: return <i64>((dayOfWeek(days) + 6) % 7 + 1);
    case WEEK: return <i64>isoWeek(days);
    case ISOYEAR: {
      const year = isoYear(days);
      return <i64>(year > 0 ? year : year - 1);
    }
    case JULIAN: return days + 2440588;
    case EPOCH: return days * 86400;
  }
  splitDays(days);
  const year = civilYear;
  switch (field) {
    case YEAR: return <i64>(year > 0 ? year : year - 1);
    case MONTH: return <i64>civilMonth;
    case DAY_FIELD: return <i64>civilDay;
    case QUARTER: return <i64>((civilMonth - 1) / 3 + 1);
    case DOY: return days - daysFromCivil(year, 1, 1) + 1;
    case DECADE: return <i64>(year >= 0 ? year / 10 : -((8 - (year - 1)) / 10));
    case CENTURY: return <i64>(year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100));
    case MILLENNIUM: return <i64>(year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000));
  }
  return fail(UNIT_NOT_SUPPORTED);
}

/** extract(field from date), scale 0. */
export function extractDate(field: i32, date: i32): i64 {
  if (dateIsInfinite(date)) return fail(INFINITE_FIELD);
  return dateField(field, <i64>date);
}

/** extract(year from date), the one that matters for speed. */
export function yearOfDate(date: i32): i32 {
  if (dateIsInfinite(date)) return <i32>fail(INFINITE_FIELD);
  splitDays(<i64>date);
  return civilYear > 0 ? civilYear : civilYear - 1;
}

/**
 * extract(field from timestamp): scale 0, but second and epoch have scale 6 and milliseconds 3. julian is in
 * microseconds: divide by 86400000000.
 */
export function extractTimestamp(field: i32, timestamp: i64): i64 {
  if (timestampIsInfinite(timestamp)) return fail(INFINITE_FIELD);
  const days = floorDiv(timestamp, DAY);
  const time = timestamp - days * DAY;
  switch (field) {
    case HOUR_FIELD: return time / HOUR;
    case MINUTE_FIELD: return time / MINUTE % 60;
    case SECOND_FIELD:
    case MILLISECONDS:
    case MICROSECONDS: return time % MINUTE;
    case EPOCH: return timestamp;
    case JULIAN: {
      if (days + 2440588 > 106751990) return fail(INFINITE_FIELD);
      return (days + 2440588) * DAY + time;
    }
  }
  return dateField(field, days);
}

/** extract(field from interval), scales as of extractTimestamp; the epoch is intervalEpoch's. */
export function extractInterval(field: i32, interval: usize): i64 {
  if (intervalInfinity(interval) != 0) return fail(INFINITE_FIELD);
  const months = <i64>monthsOf(interval);
  const time = microsOf(interval);
  switch (field) {
    case YEAR: return months / 12;
    case MONTH: return months % 12;
    case DAY_FIELD: return <i64>daysOf(interval);
    case WEEK: return <i64>(daysOf(interval) / 7);
    case HOUR_FIELD: return time / HOUR;
    case MINUTE_FIELD: return time / MINUTE % 60;
    case SECOND_FIELD:
    case MILLISECONDS:
    case MICROSECONDS: return time % MINUTE;
    case QUARTER: return months >= 0 ? months % 12 / 3 + 1 : -((-(months % 12)) / 3 + 1);
    case DECADE: return months / 120;
    case CENTURY: return months / 1200;
    case MILLENNIUM: return months / 12000;
  }
  return fail(UNIT_NOT_SUPPORTED);
}

/** Fails for a unit, given in lower case, that a type does not know (-19, -20, -21) or have (-22, -23, -24). */
export function refuseUnit(unit: i64, status: i32): i32 {
  return <i32>fail(status);
}

/** The width of a unit of time in microseconds, or 0 if it is one of the calendar's. */
function timeUnit(unit: i32): i64 {
  switch (unit) {
    case MICROSECONDS: return 1;
    case MILLISECONDS: return 1000;
    case SECOND_FIELD: return SECOND;
    case MINUTE_FIELD: return MINUTE;
    case HOUR_FIELD: return HOUR;
  }
  return 0;
}

/** The first day of the unit that holds the day. */
function truncateDay(unit: i32, days: i64): i64 {
  if (unit == DAY_FIELD) return days;
  if (unit == WEEK) return days - <i64>((dayOfWeek(days) + 6) % 7);
  splitDays(days);
  let year = civilYear;
  switch (unit) {
    case MONTH: return daysFromCivil(year, civilMonth, 1);
    case QUARTER: return daysFromCivil(year, (civilMonth - 1) / 3 * 3 + 1, 1);
    case YEAR: return daysFromCivil(year, 1, 1);
    case DECADE: {
      year = year > 0 ? year / 10 * 10 : -((8 - (year - 1)) / 10) * 10;
      return daysFromCivil(year, 1, 1);
    }
    case CENTURY: {
      year = year > 0 ? (year + 99) / 100 * 100 - 99 : -((99 - (year - 1)) / 100) * 100 + 1;
      return daysFromCivil(year, 1, 1);
    }
    case MILLENNIUM: {
      year = year > 0 ? (year + 999) / 1000 * 1000 - 999 : -((999 - (year - 1)) / 1000) * 1000 + 1;
      return daysFromCivil(year, 1, 1);
    }
  }
  return <i64>fail(UNIT_NOT_SUPPORTED);
}

/** date_trunc(unit, timestamp). */
export function truncateTimestamp(unit: i32, timestamp: i64): i64 {
  if (timestampIsInfinite(timestamp)) return timestamp;
  const width = timeUnit(unit);
  if (width != 0) return floorDiv(timestamp, width) * width;
  return joinTimestamp(truncateDay(unit, floorDiv(timestamp, DAY)), 0, TIMESTAMP_RANGE);
}

/** date_trunc(unit, timestamp with time zone, zone): units of time keep the offset, days and longer have that of their start. */
export function truncateInstant(unit: i32, instant: i64, zone: i64): i64 {
  if (timestampIsInfinite(instant)) return instant;
  const width = timeUnit(unit);
  if (width != 0) {
    const offset = <i64>zoneSecondsAt(instant, zone) * SECOND;
    return floorDiv(instant + offset, width) * width - offset;
  }
  const local = truncateTimestamp(unit, toLocal(instant, zone));
  return hasFailed() ? local : toInstant(local, zone);
}

/** The time of day with fields of extractTimestamp; epoch is since midnight. */
export function extractTime(field: i32, time: i64): i64 {
  switch (field) {
    case HOUR_FIELD: return time / HOUR;
    case MINUTE_FIELD: return time / MINUTE % 60;
    case SECOND_FIELD:
    case MILLISECONDS:
    case MICROSECONDS: return time % MINUTE;
    case EPOCH: return time;
  }
  return fail(UNIT_NOT_SUPPORTED);
}

/** date_bin(stride, timestamp, origin): the start of the stride that the timestamp lies in, counted from the origin. */
export function binTimestamp(stride: usize, timestamp: i64, origin: i64): i64 {
  if (timestampIsInfinite(timestamp)) return timestamp;
  if (timestampIsInfinite(origin)) return fail(BIN_ORIGIN);
  if (intervalInfinity(stride) != 0) return fail(BIN_INFINITE);
  if (monthsOf(stride) != 0) return fail(BIN_MONTHS);
  const days = <i64>daysOf(stride) * DAY;
  if (<i64>daysOf(stride) > 106751991 || <i64>daysOf(stride) < -106751991 || addOverflows(days, microsOf(stride))) return fail(INTERVAL_RANGE);
  const width = days + microsOf(stride);
  if (width <= 0) return fail(BIN_WIDTH);
  const distance = timestamp - origin;
  if (((timestamp ^ origin) & (distance ^ timestamp)) < 0) return fail(INTERVAL_RANGE);
  const rest = distance % width;
  const start = timestamp - rest;
  if (rest >= 0) return start;
  if (start < TIMESTAMP_MIN + width) return fail(TIMESTAMP_RANGE);
  return start - width;
}

/** The microseconds of a clock, -1 for none: seconds, once rounded, may be 60, and hours 24 where all else is 0. */
function clockOf(hour: i32, minute: i32, seconds: f64): i64 {
  const micros = nearest(seconds * 1000000.0);
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || !(micros >= 0.0 && micros <= 60000000.0)) return -1;
  const time = <i64>hour * HOUR + <i64>minute * MINUTE + <i64>micros;
  return time > DAY ? -1 : time;
}

/** make_timestamp(). */
export function makeTimestamp(year: i32, month: i32, day: i32, hour: i32, minute: i32, seconds: f64): i64 {
  const date = makeDate(year, month, day);
  if (date == DATE_FIELDS || date == DATE_RANGE) return <i64>date;
  const time = clockOf(hour, minute, seconds);
  return time < 0 ? fail(TIME_FIELDS) : joinTimestamp(<i64>date, time, TIMESTAMP_RANGE);
}

/** make_time(). */
export function makeTime(hour: i32, minute: i32, seconds: f64): i64 {
  const time = clockOf(hour, minute, seconds);
  return time < 0 ? fail(TIME_FIELDS) : time;
}

/** to_timestamp(): seconds since 1970-01-01 UTC. */
export function instantOfSeconds(seconds: f64): i64 {
  if (isNaN(seconds)) return fail(NOT_A_TIME);
  if (seconds == Infinity) return i64.MAX_VALUE;
  if (seconds == -Infinity) return i64.MIN_VALUE;
  // Rounded as PostgreSQL does, which counts from 2000.
  const micros = nearest((seconds - 946684800.0) * 1000000.0);
  if (micros < -211813488000000000.0 || micros >= 8276687200000000000.0) return fail(TIMESTAMP_RANGE);
  return <i64>micros + 946684800000000;
}

/** date_trunc(unit, interval): towards zero. Weeks are refused, as months have no whole number of them. */
export function truncateInterval(unit: i32, interval: usize, out: usize): i32 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    storeInfinity(out, infinite);
    return 0;
  }
  const months = monthsOf(interval);
  const width = timeUnit(unit);
  if (width != 0) {
    storeInterval(out, months, daysOf(interval), microsOf(interval) / width * width);
    return 0;
  }
  let step: i32 = 0;
  switch (unit) {
    case DAY_FIELD: {
      storeInterval(out, months, daysOf(interval), 0);
      return 0;
    }
    case MONTH: step = 1; break;
    case QUARTER: step = 3; break;
    case YEAR: step = 12; break;
    case DECADE: step = 120; break;
    case CENTURY: step = 1200; break;
    case MILLENNIUM: step = 12000; break;
  }
  if (step == 0) fail(UNIT_NOT_SUPPORTED);
  else storeInterval(out, months / step * step, 0, 0);
  return 0;
}
