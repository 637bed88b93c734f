// Dates, times and timestamps from text, month before day where digits alone do not tell. A text is cut into fields, and
// each field fills what is still open: what PostgreSQL's DecodeDateTime and DecodeTimeOnly make of them. State is in globals:
// nothing is allocated. Types without time zone ignore a zone that they read.
import { NO_ZONE, followsZone, zoneOfWord } from "./temporal-abbreviations.part";
import { instantOf, offsetAt, staysTheSame, timetzOf } from "./temporal-zone.part";
import { NO_ROOM, addressOf, commit, fail, isDigit, isLetter, lengthOf, lower, reserve } from "./bump.part";
import {
  CLOCK_TEXT, DATE_END, DATE_INFINITY, DATE_MIN, DATE_MINUS_INFINITY, DATE_TEXT_RANGE, DAY, DISPLACED_TEXT,
  FIELD_OVERFLOW, HOUR, INVALID_DATE_TEXT, INVALID_INSTANT_TEXT, INVALID_TIME_TEXT, INVALID_TIMESTAMP_TEXT,
  INVALID_TIMETZ_TEXT, MINUTE, SECOND, TIMESTAMP_MIN, TIMESTAMP_TEXT_RANGE, daysFromCivil,
  daysInMonth, isLeap, joinTimestamp,
} from "./temporal-civil.part";
import {
  DATE, END, MOST_FIELDS, NUMBER, SIGNED, SIGNED_WORD, TIME, WORD, digitsEnd, fieldEnd, fieldKind, fieldSign, fieldStart, fraction,
  integerEnd, integerOverflows, isInt32, leadingInteger, lettersEnd, nextField, readFraction, readMicros, roomAfter,
} from "./temporal-field.part";
import {
  ANNO, ANTE, BEFORE, CLOCK_WORD, DAY_NAME, EPOCH_WORD, IGNORED, INFINITY_WORD, JULIAN, MIDNIGHT, MINUTE_UNIT, OTHER_UNIT, POST,
  SUMMER, TIME_NEXT, UNKNOWN, meaningOf, monthOfWord,
} from "./temporal-date-words.part";
import { wordKey } from "./temporal-words.part";

export const GOOD: i32 = 0;
export const BAD: i32 = 1;
export const OVERFLOW: i32 = 2;
const CLOCK: i32 = 3;
/** An offset from Greenwich that no zone has. */
const DISPLACED: i32 = 4;

/** What a text may name instead of a date. */
const PLAIN: i32 = 0;
const EPOCH: i32 = 1;
const INFINITE: i32 = 2;
const MINUS_INFINITE: i32 = 3;

const YEAR_SET: i32 = 1;
const MONTH_SET: i32 = 2;
const DAY_SET: i32 = 4;
const DATE_SET: i32 = 7;
const TIME_SET: i32 = 8;
const ZONE_SET: i32 = 16;
const HALF_SET: i32 = 32;
const ERA_SET: i32 = 64;
const DAY_NAME_SET: i32 = 128;
const SUMMER_SET: i32 = 256;
const DAY_OF_YEAR_SET: i32 = 512;

/** PostgreSQL keeps so many bytes of a text. */
const ROOM: i32 = 129;
const TIMESTAMP_ROOM: i32 = 153;

/** What the fields before have set. */
let mask: i32 = 0;
/** What the last one sets. */
let found: i32 = 0;
let special: i32 = PLAIN;
let year: i64 = 0;
let month: i32 = 0;
let day: i32 = 0;
let dayOfYear: i32 = 0;
let julian: i64 = -1;
let shortYear: bool = false;
let bc: bool = false;
/** 0, ANTE or POST. */
let half: i32 = 0;
let hour: i64 = 0;
let minute: i64 = 0;
let second: i64 = 0;
let micros: i64 = 0;
/** East of Greenwich, where ZONE_SET is in the mask and the zone was not given by its name. */
let zoneSeconds: i32 = 0;
/** A zone's name, where the text has one. */
let zoneStart: usize = 0;
let zoneEnd: usize = 0;

/** hh:mm[:ss[.f]] or mm:ss.f of [at, end), in what is there of two fields minutes and seconds if `short`. */
export function readClock(at: usize, end: usize, short: bool): i32 {
  hour = leadingInteger(at, end);
  const isHour = isInt32(hour);
  if (integerOverflows) return OVERFLOW;
  at = integerEnd;
  if (at == end || load<u8>(at) != 58) return BAD;
  minute = leadingInteger(at + 1, end);
  if (!isInt32(minute)) return OVERFLOW;
  at = integerEnd;
  second = 0;
  micros = 0;
  if (at == end ? short : load<u8>(at) == 46) {
    if (at < end) micros = readMicros(at, end);
    if (micros < 0) return BAD;
    if (!isHour) return OVERFLOW;
    second = minute;
    minute = hour;
    hour = 0;
  } else if (at < end) {
    if (load<u8>(at) != 58) return BAD;
    second = leadingInteger(at + 1, end);
    if (!isInt32(second)) return OVERFLOW;
    at = integerEnd;
    if (at < end) micros = load<u8>(at) == 46 ? readMicros(at, end) : -1;
    if (micros < 0) return BAD;
  }
  return hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 60 ? OVERFLOW : GOOD;
}

/** The hours of the last clock that was read, and what is below them in microseconds. */
export function clockHours(): i64 {
  return hour;
}

export function clockRest(): i64 {
  return minute * MINUTE + second * SECOND + micros;
}

function timeOfDay(start: usize, end: usize): i32 {
  const result = readClock(start, end, false);
  found = TIME_SET;
  if (result != GOOD) return result;
  return hour > 2147483647 ? OVERFLOW : GOOD;
}

function leavesDay(): bool {
  return hour > 24 || minute > 59 || second > 60 || hour * HOUR + clockRest() > DAY;
}

/** Where a byte is in [at, end); `end` where it is not. */
function indexOf(byte: u32, at: usize, end: usize): usize {
  while (at < end && <u32>load<u8>(at) != byte) at++;
  return at;
}

/** Digits run together: [yy]yymmdd where the date is not known yet, else hhmm[ss] with a fraction or not. */
function runTogether(start: usize, end: usize, known: i32): i32 {
  let at = start;
  while (at < end && (isDigit(load<u8>(at)) || load<u8>(at) == 46)) at++;
  if (at < end) return BAD;
  const dot = indexOf(46, start, end);
  const length = dot - start;
  if (dot < end) {
    micros = readMicros(dot, end);
    if (micros < 0) return BAD;
  } else if ((known & DATE_SET) != DATE_SET && length >= 6) {
    found = DATE_SET;
    day = <i32>leadingInteger(end - 2, end);
    month = <i32>leadingInteger(end - 4, end - 2);
    year = <i64>(<i32>leadingInteger(start, end - 4));
    if (length == 6) shortYear = true;
    return GOOD;
  }
  if ((known & TIME_SET) != 0 || (length != 4 && length != 6)) return BAD;
  found = TIME_SET;
  hour = leadingInteger(start, start + 2);
  minute = leadingInteger(start + 2, start + 4);
  second = length == 6 ? leadingInteger(start + 4, dot) : 0;
  return GOOD;
}

/** A number by itself or of a date: year, month or day by what is known already. */
function dateNumber(start: usize, end: usize, textMonth: bool, known: i32): i32 {
  found = 0;
  const value = leadingInteger(start, end);
  const at = integerEnd;
  const length = end - start;
  if (!isInt32(value)) return OVERFLOW;
  if (at == start) return BAD;
  if (at < end) {
    if (load<u8>(at) != 46) return BAD;
    if (at - start > 2) return runTogether(start, end, known | DATE_SET);
    micros = readMicros(at, end);
    if (micros < 0) return BAD;
  }
  const date = known & DATE_SET;
  if (length == 3 && date == YEAR_SET && value >= 1 && value <= 366) {
    found = DAY_OF_YEAR_SET | MONTH_SET | DAY_SET;
    dayOfYear = <i32>value;
    return GOOD;
  }
  if (date == DATE_SET) return runTogether(start, end, known);
  if (date == (YEAR_SET | MONTH_SET) && textMonth && length >= 3 && shortYear) {
    // What was the year is the day.
    day = <i32>year;
    year = value;
    shortYear = false;
    found = DAY_SET;
    return GOOD;
  }
  const isYear = date == 0 || (date == MONTH_SET && textMonth) ? length >= 3 : date == (MONTH_SET | DAY_SET);
  if (isYear) {
    year = value;
    shortYear = length <= 2;
    found = YEAR_SET;
  } else if ((date & MONTH_SET) == 0) {
    month = <i32>value;
    found = MONTH_SET;
  } else {
    day = <i32>value;
    found = DAY_SET;
  }
  return GOOD;
}

/** The next part of a date with delimiters: its start, or 0 where the date ends behind a delimiter. */
function datePart(at: usize, end: usize): usize {
  while (at < end && !isDigit(load<u8>(at)) && !isLetter(load<u8>(at))) at++;
  return at < end ? at : 0;
}

function datePartEnd(at: usize, end: usize): usize {
  return isDigit(load<u8>(at)) ? digitsEnd(at, end) : lettersEnd(at, end);
}

/** Parts of a date with delimiters: names of months first, as they decide what numbers mean. One byte parts them, whatever it is. */
function delimitedDate(start: usize, end: usize): i32 {
  let known = mask;
  let textMonth = false;
  for (let at = start; at < end; ) {
    const part = datePart(at, end);
    if (part == 0) return BAD;
    const partEnd = datePartEnd(part, end);
    at = partEnd + 1;
    if (isDigit(load<u8>(part))) continue;
    const named = monthOfWord(part, partEnd);
    if (named == 0 || (known & MONTH_SET) != 0) return BAD;
    month = named;
    textMonth = true;
    known |= MONTH_SET;
  }
  for (let at = start; at < end; ) {
    const part = datePart(at, end);
    const partEnd = datePartEnd(part, end);
    at = partEnd + 1;
    if (!isDigit(load<u8>(part))) continue;
    const result = dateNumber(part, partEnd, textMonth, known);
    if (result != GOOD) return result;
    if ((known & found) != 0) return BAD;
    known |= found;
  }
  found = known & ~mask;
  return (known & ~(DAY_OF_YEAR_SET | ZONE_SET)) == DATE_SET ? GOOD : BAD;
}

/** Hours of an offset, with minutes and seconds behind colons or run together; signed, from the sign on. */
function zoneOffset(negative: bool, start: usize, end: usize): i32 {
  found = ZONE_SET;
  let hours = leadingInteger(start, end);
  if (!isInt32(hours)) return DISPLACED;
  let minutes: i64 = 0;
  let seconds: i64 = 0;
  let at = integerEnd;
  if (at < end && load<u8>(at) == 58) {
    minutes = leadingInteger(at + 1, end);
    if (!isInt32(minutes)) return DISPLACED;
    at = integerEnd;
    if (at < end && load<u8>(at) == 58) {
      seconds = leadingInteger(at + 1, end);
      if (!isInt32(seconds)) return DISPLACED;
      at = integerEnd;
    }
  } else if (at == end && end - start > 2) {
    minutes = hours % 100;
    hours = hours / 100;
  }
  // What no zone has is said before anything else that is wrong.
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return DISPLACED;
  zoneSeconds = <i32>(hours * 3600 + minutes * 60 + seconds);
  if (negative) zoneSeconds = -zoneSeconds;
  return at < end ? BAD : GOOD;
}

/** Whether the host knows such a zone its caller has to find out: of the first one, that none is known is said before a second is refused. */
function zoneName(start: usize, end: usize): i32 {
  found = ZONE_SET;
  if (zoneStart != 0) return GOOD;
  zoneStart = start;
  zoneEnd = end;
  return GOOD;
}

/** hhmmss-zz. */
function timeAndOffset(start: usize, end: usize, known: i32): i32 {
  const sign = indexOf(45, start, end);
  if ((mask & TIME_SET) != 0 || sign == end) return BAD;
  const result = zoneOffset(true, sign + 1, end);
  if (result != GOOD) return result;
  const digits = runTogether(start, sign, known);
  found |= ZONE_SET;
  return digits;
}

/** A word; the caller knows that it is none of those that say what the next field is. */
function word(start: usize, end: usize, sign: u32, meaning: i32, timeOnly: bool, textMonth: bool): i32 {
  if (sign == 0) {
    const key = wordKey(start, end);
    if (followsZone(key)) return zoneName(start, end);
    const zone = zoneOfWord(key);
    if (zone != NO_ZONE) {
      found = ZONE_SET;
      zoneSeconds = zone;
      return GOOD;
    }
  } else if (meaning != INFINITY_WORD) return BAD;
  switch (meaning) {
    case UNKNOWN: {
      const named = monthOfWord(start, end);
      if (named == 0) return zoneName(start, end);
      if (timeOnly) return BAD;
      found = MONTH_SET;
      // "8 Jan": the number before was the day.
      if ((mask & MONTH_SET) != 0 && !textMonth && (mask & DAY_SET) == 0 && month >= 1 && month <= 31) {
        day = month;
        found = DAY_SET;
      }
      month = named;
      return GOOD;
    }
    case DAY_NAME: {
      found = DAY_NAME_SET;
      return timeOnly ? BAD : GOOD;
    }
    case ANTE:
    case POST: {
      half = meaning;
      found = HALF_SET;
      return GOOD;
    }
    case ANNO:
    case BEFORE: {
      bc = meaning == BEFORE;
      found = ERA_SET;
      return GOOD;
    }
    case SUMMER: {
      zoneSeconds += 3600;
      found = SUMMER_SET;
      return GOOD;
    }
    case MIDNIGHT: {
      hour = 0;
      minute = 0;
      second = 0;
      zoneSeconds = 0;
      found = TIME_SET | ZONE_SET;
      return GOOD;
    }
    case CLOCK_WORD: return CLOCK;
    case EPOCH_WORD:
    case INFINITY_WORD: {
      special = meaning == EPOCH_WORD ? EPOCH : sign == 45 ? MINUS_INFINITE : INFINITE;
      found = DATE_SET | TIME_SET | ZONE_SET;
      return timeOnly ? BAD : GOOD;
    }
  }
  return BAD;
}

/** The number of a Julian day, with a fraction of the day or an offset behind it. */
function julianDay(start: usize, end: usize): i32 {
  julian = leadingInteger(start, end);
  const at = integerEnd;
  if (!isInt32(julian)) return OVERFLOW;
  found = DATE_SET;
  if (at == end) return GOOD;
  if (load<u8>(at) != 46 || !readFraction(at, end)) return BAD;
  const time = <i64>(fraction * <f64>DAY);
  hour = time / HOUR;
  minute = time / MINUTE % 60;
  second = time / SECOND % 60;
  micros = time % SECOND;
  found |= TIME_SET;
  return GOOD;
}

/** A field behind a word that says what it is. */
function announced(meaning: i32, start: usize, end: usize, timeOnly: bool): i32 {
  if (fieldKind == NUMBER) {
    if (meaning == JULIAN) return julianDay(start, end);
    const value = leadingInteger(start, end);
    if (!isInt32(value)) return OVERFLOW;
    if (meaning != TIME_NEXT) return BAD;
    const result = runTogether(start, end, mask | DATE_SET);
    return result == GOOD && found != TIME_SET ? BAD : result;
  }
  if (fieldKind == TIME) return meaning == TIME_NEXT ? clockField(start, end, timeOnly) : BAD;
  if (fieldKind != DATE || timeOnly) return BAD;
  if (meaning == JULIAN) {
    julian = leadingInteger(start, end);
    if (!isInt32(julian) || julian < 0) return OVERFLOW;
    const at = integerEnd;
    if (at == end || load<u8>(at) != 45) return BAD;
    const result = zoneOffset(true, at + 1, end);
    found = DATE_SET | TIME_SET | ZONE_SET;
    return result;
  }
  return meaning == TIME_NEXT ? timeAndOffset(start, end, mask) : BAD;
}

function clockField(start: usize, end: usize, timeOnly: bool): i32 {
  const result = timeOfDay(start, end);
  if (result != GOOD) return result;
  return !timeOnly && leavesDay() ? OVERFLOW : GOOD;
}

function dateField(start: usize, end: usize): i32 {
  // Behind a month and a day it is a zone, or a time with one.
  if ((mask & (MONTH_SET | DAY_SET)) != (MONTH_SET | DAY_SET)) return delimitedDate(start, end);
  return isDigit(load<u8>(start)) ? timeAndOffset(start, end, mask) : zoneName(start, end);
}

function numberField(start: usize, end: usize, textMonth: bool): i32 {
  const dot = indexOf(46, start, end);
  if (dot < end && (mask & DATE_SET) == 0) return delimitedDate(start, end);
  if (dot < end && dot - start > 2) return runTogether(start, end, mask);
  if (end - start >= 6 && ((mask & DATE_SET) == 0 || (mask & TIME_SET) == 0)) return runTogether(start, end, mask);
  return dateNumber(start, end, textMonth, mask);
}

/** A number of a time; `dated` where it may be a date all the same. */
function timeNumber(start: usize, end: usize, dated: bool): i32 {
  const dot = indexOf(46, start, end);
  if (dot == end) {
    return end - start > 4 ? runTogether(start, end, mask | DATE_SET) : dateNumber(start, end, false, mask | DATE_SET);
  }
  if (dated) return delimitedDate(start, end);
  return dot - start > 2 ? runTogether(start, end, mask | DATE_SET) : BAD;
}

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
function two(at: usize): i32 {
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
function dateAndTime(at: usize, end: usize, timeOnly: bool, room: i32): i32 {
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

/** Whether a text may name a zone: those that are written by a program have a T and a Z in them at most, each by itself. */
export function mayNameZone(ref: i64): i32 {
  const end = addressOf(ref) + lengthOf(ref);
  let behindLetter = false;
  for (let at = addressOf(ref); at < end; at++) {
    const letter = lower(load<u8>(at));
    const is = isLetter(letter);
    if (is && (behindLetter || (letter != 116 && letter != 122))) return 1;
    behindLetter = is;
  }
  return 0;
}

/** The name of the zone that a date's or timestamp's text names, in lower case; `otherwise` where it names none. */
export function zoneNameIn(ref: i64, otherwise: i64): i64 {
  const at = addressOf(ref);
  dateAndTime(at, at + lengthOf(ref), false, TIMESTAMP_ROOM);
  return zoneStart == 0 ? otherwise : lowered(zoneStart, zoneEnd);
}

/** ... that the text of a time names. */
export function zoneNameInTime(ref: i64, otherwise: i64): i64 {
  const at = addressOf(ref);
  dateAndTime(at, at + lengthOf(ref), true, ROOM);
  return zoneStart == 0 ? otherwise : lowered(zoneStart, zoneEnd);
}

function lowered(start: usize, end: usize): i64 {
  const out = reserve(end - start);
  if (out == 0) return fail(<i32>NO_ROOM);
  for (let at = start; at < end; at++) store<u8>(out + (at - start), <u8>lower(load<u8>(at)));
  return commit(out + (end - start));
}
