// What the types make of a text's fields: dates, timestamps and times, with time zone and without, and the failures of each.
// Types without time zone ignore a zone that they read.
import { followsZone } from "./temporal-abbreviations.part";
import { instantOf, offsetAt, staysTheSame, timetzOf } from "./temporal-zone.part";
import { addressOf, fail, lengthOf } from "./bump.part";
import {
  CLOCK_TEXT, DATE_END, DATE_INFINITY, DATE_MIN, DATE_MINUS_INFINITY, DATE_TEXT_RANGE, DAY, DISPLACED_TEXT, FIELD_OVERFLOW,
  HOUR, INVALID_DATE_TEXT, INVALID_INSTANT_TEXT, INVALID_TIMESTAMP_TEXT, INVALID_TIMETZ_TEXT, INVALID_TIME_TEXT, SECOND,
  TIMESTAMP_MIN, TIMESTAMP_TEXT_RANGE, daysFromCivil, daysInMonth, joinTimestamp,
} from "./temporal-civil.part";
import { wordKey } from "./temporal-words.part";
import {
  CLOCK, DATE_SET, DISPLACED, EPOCH, GOOD, INFINITE, OVERFLOW, PLAIN, ZONE_SET, day, hour, julian, mask, month, special, year,
  zoneEnd, zoneSeconds, zoneStart,
} from "./temporal-moment.part";
import { clockRest } from "./temporal-time-field.part";
import { ROOM, TIMESTAMP_ROOM, dateAndTime, two } from "./temporal-parse.part";

function timeMicros(): i64 {
  return hour * HOUR + clockRest();
}

function parsedDays(): i64 {
  return julian >= 0 ? julian - 2440588 : daysFromCivil(year, month, day);
}

export function dateFromText(ref: i64): i32 {
  const at = addressOf(ref);
  const length = lengthOf(ref);
  if (length == 10 && load<u8>(at + 4) == 45 && load<u8>(at + 7) == 45) {
    const high = two(at);
    const low = two(at + 2);
    const m = two(at + 5);
    const d = two(at + 8);
    if (high >= 0 && low >= 0 && high + low > 0 && m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(high * 100 + low, m)) {
      return <i32>daysFromCivil(high * 100 + low, m, d);
    }
  }
  return dateOfFields(dateAndTime(at, at + length, false, ROOM), false);
}

/** The types without time zone check that there is such a zone only. */
export function dateInNamedZone(ref: i64, zone: i64): i32 {
  const at = addressOf(ref);
  return dateOfFields(dateAndTime(at, at + lengthOf(ref), false, ROOM), zone != 0);
}

/** That there is no such zone is said before what is wrong behind its name. */
function dateOfFields(result: i32, named: bool): i32 {
  if (zoneStart != 0 && !named) return <i32>fail(INVALID_DATE_TEXT);
  if (result != GOOD) return <i32>failedText(result, INVALID_DATE_TEXT);
  if (special == EPOCH) return 0;
  if (special != PLAIN) return special == INFINITE ? DATE_INFINITY : DATE_MINUS_INFINITY;
  const days = parsedDays();
  if (days < <i64>DATE_MIN || days >= <i64>DATE_END) return <i32>fail(DATE_TEXT_RANGE);
  return <i32>days;
}

export function timestampFromText(ref: i64): i64 {
  const at = addressOf(ref);
  return timestampOfFields(dateAndTime(at, at + lengthOf(ref), false, TIMESTAMP_ROOM), false);
}

export function timestampInNamedZone(ref: i64, zone: i64): i64 {
  const at = addressOf(ref);
  return timestampOfFields(dateAndTime(at, at + lengthOf(ref), false, TIMESTAMP_ROOM), zone != 0);
}

function timestampOfFields(result: i32, named: bool): i64 {
  if (zoneStart != 0 && !named) return fail(INVALID_TIMESTAMP_TEXT);
  if (result != GOOD) return failedText(result, INVALID_TIMESTAMP_TEXT);
  if (special == EPOCH) return 0;
  if (special != PLAIN) return special == INFINITE ? i64.MAX_VALUE : i64.MIN_VALUE;
  const days = parsedDays();
  return days < -2440588 ? fail(TIMESTAMP_TEXT_RANGE) : joinTimestamp(days, timeMicros(), TIMESTAMP_TEXT_RANGE);
}

/** A timestamp with time zone: what has no offset is in `zone` (temporal-zone.part.ts). A zone's name is read by the next one. */
export function instantFromText(ref: i64, zone: i64): i64 {
  const at = addressOf(ref);
  return instantOfFields(dateAndTime(at, at + lengthOf(ref), false, TIMESTAMP_ROOM), zone, false);
}

/** The same, `zone` being that which the text names; 0 where there is none of the name. */
export function instantInNamedZone(ref: i64, zone: i64): i64 {
  const at = addressOf(ref);
  return instantOfFields(dateAndTime(at, at + lengthOf(ref), false, TIMESTAMP_ROOM), zone, zone != 0);
}

function instantOfFields(result: i32, zone: i64, named: bool): i64 {
  if (zoneStart != 0 && !named) return fail(INVALID_INSTANT_TEXT);
  if (result != GOOD) return failedText(result, INVALID_INSTANT_TEXT);
  if (special == EPOCH) return 0;
  if (special != PLAIN) return special == INFINITE ? i64.MAX_VALUE : i64.MIN_VALUE;
  const days = parsedDays();
  if (days < -2440589 || days > 106751990) return fail(TIMESTAMP_TEXT_RANGE);
  const local = days * DAY + timeMicros();
  const given = (mask & ZONE_SET) != 0 && zoneStart == 0;
  const instant = given ? local - <i64>zoneSeconds * SECOND : instantOf(local, zone);
  return instant < TIMESTAMP_MIN ? fail(TIMESTAMP_TEXT_RANGE) : instant;
}

function failedText(result: i32, invalid: i32): i64 {
  switch (result) {
    case OVERFLOW: return fail(FIELD_OVERFLOW);
    case CLOCK: return fail(CLOCK_TEXT);
    case DISPLACED: return fail(DISPLACED_TEXT);
  }
  return fail(invalid);
}

/** A time of day, in microseconds. A zone is read and ignored, but it needs a date if it has more than one offset. */
export function timeFromText(ref: i64): i64 {
  const at = addressOf(ref);
  return timeOfFields(dateAndTime(at, at + lengthOf(ref), true, ROOM), 0);
}

export function timeInNamedZone(ref: i64, zone: i64): i64 {
  const at = addressOf(ref);
  return timeOfFields(dateAndTime(at, at + lengthOf(ref), true, ROOM), zone);
}

function timeOfFields(result: i32, zone: i64): i64 {
  if (zoneStart != 0 && zone == 0) return fail(INVALID_TIME_TEXT);
  if (result != GOOD) return failedText(result, INVALID_TIME_TEXT);
  return isPlaced(zone) ? timeMicros() : fail(INVALID_TIME_TEXT);
}

/** Whether the offset of the zone that the last text named is known: without a date an abbreviation has that of today. */
function isPlaced(zone: i64): bool {
  if (zoneStart == 0) return true;
  if (zone == 0) return false;
  return (mask & DATE_SET) == DATE_SET || staysTheSame(zone) || followsZone(wordKey(zoneStart, zoneEnd));
}

/** A time with time zone; what has no offset has that of `zone` on the text's day, or at the instant `now`. */
export function timetzFromText(ref: i64, zone: i64, now: i64): i64 {
  const at = addressOf(ref);
  const result = dateAndTime(at, at + lengthOf(ref), true, ROOM);
  return timetzOfFields(result, zone, now, zoneStart == 0);
}

export function timetzInNamedZone(ref: i64, zone: i64, now: i64): i64 {
  const at = addressOf(ref);
  const result = dateAndTime(at, at + lengthOf(ref), true, ROOM);
  return timetzOfFields(result, zone, now, isPlaced(zone));
}

function timetzOfFields(result: i32, zone: i64, now: i64, placed: bool): i64 {
  if (zoneStart != 0 && zone == 0) return fail(INVALID_TIMETZ_TEXT);
  if (result != GOOD) return failedText(result, INVALID_TIMETZ_TEXT);
  if (!placed) return fail(INVALID_TIMETZ_TEXT);
  const time = timeMicros();
  if (zoneStart == 0 && (mask & ZONE_SET) != 0) return timetzOf(time, zoneSeconds);
  if ((mask & DATE_SET) != DATE_SET) return (mask & DATE_SET) == 0 ? timetzOf(time, offsetAt(zone, now)) : fail(INVALID_TIMETZ_TEXT);
  const local = parsedDays() * DAY + time;
  return timetzOf(time, <i32>((local - instantOf(local, zone)) / SECOND));
}
