// Reads the text of a date, a time or a timestamp: it is cut into fields, each fills what is still open, and what they have set
// is checked together: what PostgreSQL's DecodeDateTime and DecodeTimeOnly make of them. The state is temporal-moment.part.ts'.
import { isDigit } from "./bump.part";
import { daysInMonth, isLeap } from "./temporal-civil.part";
import {
  DATE, END, MOST_FIELDS, SIGNED, SIGNED_WORD, TIME, WORD, fieldEnd, fieldKind, fieldSign, fieldStart, nextField, readMicros,
  roomAfter,
} from "./temporal-field.part";
import {
  ANTE, IGNORED, JULIAN, MINUTE_UNIT, OTHER_UNIT, POST, TIME_NEXT, UNKNOWN, meaningOf,
} from "./temporal-date-words.part";
import {
  BAD, DATE_SET, DAY_OF_YEAR_SET, DAY_SET, GOOD, MONTH_SET, OVERFLOW, PLAIN, SUMMER_SET, TIME_SET, YEAR_SET, ZONE_SET, bc,
  day, dayOfYear, found, half, hour, julian, mask, micros, minute, month, second, shortYear, special, year, zoneSeconds,
  zoneStart,
} from "./temporal-moment.part";
import { clockField, leavesDay } from "./temporal-time-field.part";
import { zoneName, zoneOffset } from "./temporal-zone-field.part";
import { dateField, delimitedDate, numberField, timeAndOffset, timeNumber } from "./temporal-date-field.part";
import { announced, word } from "./temporal-word-field.part";

/** PostgreSQL keeps so many bytes of a text. */
export const ROOM: i32 = 129;
export const TIMESTAMP_ROOM: i32 = 153;

let fieldCount: i32 = 0;
let secondKind: i32 = END;
let lastKind: i32 = END;

/** Cuts the whole text: what is no field in it is said before anything else. */
function cut(at: usize, end: usize, room: i32): bool {
  let used: i32 = 0;
  fieldCount = 0;
  secondKind = END;
  lastKind = END;
  let next = nextField(at, end);
  while (next != 0 && fieldKind != END) {
    used = roomAfter(used, room);
    if (++fieldCount > MOST_FIELDS || used == 0) return false;
    if (fieldCount == 2) secondKind = fieldKind;
    lastKind = fieldKind;
    next = nextField(next, end);
  }
  return next != 0;
}

// @ts-ignore: decorator
@inline
export function two(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at + 1) - 48;
  return tens < 10 && ones < 10 ? <i32>(tens * 10 + ones) : -1;
}

/** Reads yyyy-mm-dd hh:mm:ss[.f], with a T or a blank: how programs write, in a tenth of the steps. */
function isUsualMoment(at: usize, end: usize): bool {
  const length = end - at;
  if (length < 19 || length > 26 || load<u8>(at + 4) != 45 || load<u8>(at + 7) != 45 || load<u8>(at + 13) != 58 || load<u8>(at + 16) != 58) return false;
  if (load<u8>(at + 10) != 32 && load<u8>(at + 10) != 84) return false;
  const high = two(at);
  const low = two(at + 2);
  const m = two(at + 5);
  const d = two(at + 8);
  const h = two(at + 11);
  const mi = two(at + 14);
  const s = two(at + 17);
  if (high < 0 || low < 0 || high + low == 0 || m < 1 || m > 12 || d < 1 || d > daysInMonth(high * 100 + low, m)) return false;
  if (h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59) return false;
  if (length > 19) {
    if (load<u8>(at + 19) != 46) return false;
    const f = readMicros(at + 19, end);
    if (f < 0) return false;
    micros = f;
  }
  year = high * 100 + low;
  month = m;
  day = d;
  hour = h;
  minute = mi;
  second = s;
  mask = DATE_SET | TIME_SET;
  return true;
}

/** Reads a text of a date with a time, or of a time, with a date before it or not. */
export function dateAndTime(at: usize, end: usize, timeOnly: bool, room: i32): i32 {
  mask = 0;
  special = PLAIN;
  year = 0;
  month = 0;
  day = 0;
  dayOfYear = 0;
  julian = -1;
  shortYear = false;
  bc = false;
  half = 0;
  hour = 0;
  minute = 0;
  second = 0;
  micros = 0;
  zoneSeconds = 0;
  zoneStart = 0;
  if (!timeOnly && isUsualMoment(at, end)) return GOOD;
  if (!cut(at, end, room)) return BAD;
  let textMonth = false;
  let next = UNKNOWN;
  for (let i = 0; i < fieldCount; i++) {
    at = nextField(at, end);
    const start = fieldStart;
    const stop = fieldEnd;
    const first = i == 0 && fieldCount >= 2;
    found = 0;
    let result = GOOD;
    if (fieldKind == WORD || fieldKind == SIGNED_WORD) {
      const meaning = meaningOf(start, stop);
      if (fieldKind == WORD && meaning == IGNORED) continue;
      if (fieldKind == WORD && (meaning == TIME_NEXT || meaning == JULIAN || meaning == OTHER_UNIT || meaning == MINUTE_UNIT)) {
        if (next != UNKNOWN || (meaning == TIME_NEXT && !timeOnly && (mask & DATE_SET) != DATE_SET)) return BAD;
        next = meaning;
        continue;
      }
      result = word(start, stop, fieldSign, meaning, timeOnly, textMonth);
      if (found == MONTH_SET || found == DAY_SET) textMonth = true;
    } else if (fieldKind == SIGNED) {
      result = zoneOffset(fieldSign == 45, start, stop);
    } else if (next != UNKNOWN && !(timeOnly && fieldKind == DATE)) {
      result = announced(next, start, stop, timeOnly);
      next = UNKNOWN;
    } else if (fieldKind == TIME) {
      result = clockField(start, stop, timeOnly);
    } else if (fieldKind == DATE) {
      if (!timeOnly) result = dateField(start, stop);
      else if (first && (lastKind == DATE || secondKind == TIME)) result = delimitedDate(start, stop);
      else result = isDigit(load<u8>(start)) ? timeAndOffset(start, stop, mask | DATE_SET) : zoneName(start, stop);
    } else {
      result = timeOnly ? timeNumber(start, stop, first && lastKind == DATE) : numberField(start, stop, textMonth);
    }
    if (result != GOOD) return result;
    if ((mask & found) != 0) return BAD;
    mask |= found;
  }
  if (next != UNKNOWN) return BAD;
  return special == PLAIN ? settle(timeOnly) : GOOD;
}

/** Checks the fields together and makes year, month, day and hour final. */
function settle(timeOnly: bool): i32 {
  const result = settleDate();
  if (result != GOOD) return result;
  if (half != 0) {
    if (hour > 12) return OVERFLOW;
    if (half == ANTE && hour == 12) hour = 0;
    else if (half == POST && hour != 12) hour += 12;
  }
  if (timeOnly) {
    if (leavesDay()) return OVERFLOW;
    if ((mask & TIME_SET) == 0) return BAD;
  } else if ((mask & DATE_SET) != DATE_SET) return BAD;
  // Summer time is said of an abbreviation or an offset only.
  return (mask & SUMMER_SET) != 0 && (zoneStart != 0 || (mask & ZONE_SET) == 0) ? BAD : GOOD;
}

function settleDate(): i32 {
  if (julian >= 0) return GOOD;
  if ((mask & YEAR_SET) != 0) {
    if (bc) {
      if (year <= 0) return OVERFLOW;
      year = 1 - year;
    } else if (shortYear) {
      if (year < 100) year += year < 70 ? 2000 : 1900;
    } else if (year <= 0) return OVERFLOW;
    // Out of every range, but the fields are good: far enough to be refused as such, and of the same leap days.
    if (year > 6000000 || year < -6000000) year = year % 400 + (year > 0 ? 6000000 : -6000000);
  }
  if ((mask & DAY_OF_YEAR_SET) != 0) {
    // Day 366 of a common year is the first of the next, as PostgreSQL has it.
    if (dayOfYear == 366 && !isLeap(<i32>year)) {
      year++;
      dayOfYear = 1;
    }
    month = 1;
    day = dayOfYear;
    while (day > daysInMonth(<i32>year, month)) {
      day -= daysInMonth(<i32>year, month);
      month++;
    }
  }
  if ((mask & MONTH_SET) != 0 && (month < 1 || month > 12)) return OVERFLOW;
  if ((mask & DAY_SET) != 0 && (day < 1 || day > 31)) return OVERFLOW;
  return (mask & DATE_SET) == DATE_SET && day > daysInMonth(<i32>year, month) ? OVERFLOW : GOOD;
}
