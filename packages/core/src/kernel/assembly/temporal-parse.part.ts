// Dates, times and timestamps from text: the forms that PostgreSQL reads, month before day where digits
// alone do not tell. A text is cut into fields (words, numbers, dates, times, zones), and each field fills
// what is still open. State is in globals: nothing is allocated. Types without time zone ignore a zone that they
// read.
import { NO_ZONE, zoneOfWord } from "./temporal-abbreviations.part";
import { instantOf, offsetAt, timetzOf } from "./temporal-zone.part";
import { addressOf, fail, isDigit, isLetter, isSpace, lengthOf, lower } from "./bump.part";
import {
  CLOCK_TEXT, DATE_END, DATE_INFINITY, DATE_MIN, DATE_MINUS_INFINITY, DATE_TEXT_RANGE, DAY, DISPLACED_TEXT,
  FIELD_OVERFLOW, HOUR, INVALID_DATE_TEXT, INVALID_INSTANT_TEXT, INVALID_TIME_TEXT, INVALID_TIMESTAMP_TEXT,
  INVALID_TIMETZ_TEXT, MINUTE, NAMED_ZONE_TEXT, SECOND, TIMESTAMP_MIN, TIMESTAMP_TEXT_RANGE, daysFromCivil,
  daysInMonth, isLeap, joinTimestamp,
} from "./temporal-civil.part";
import {
  W_AD, W_ALLBALLS, W_AM, W_APRIL, W_AT, W_AUGUST, W_BC, W_DECEMBER, W_EPOCH, W_FEBRUARY, W_FRI, W_FRIDAY,
  W_INFINITY, W_JANUARY, W_JD, W_JULIAN, W_JULY, W_JUNE, W_MARCH, W_MON, W_MONDAY, W_NOVEMBER, W_NOW,
  W_OCTOBER, W_ON, W_PM, W_SAT, W_SATURDAY, W_SEPT, W_SEPTEMBER, W_SUN, W_SUNDAY, W_THU, W_THUR, W_THURS,
  W_THURSDAY, W_TODAY, W_TOMORROW, W_TUE, W_TUES, W_TUESDAY, W_WED, W_WEDNESDAY, W_WEDS, W_YESTERDAY, isWord,
  wordKey,
} from "./temporal-words.part";

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
const TIME_SET: i32 = 8;
const ZONE_SET: i32 = 16;
const DATE_SET: i32 = 7;

let mask: i32 = 0;
let special: i32 = PLAIN;
let year: i64 = 0;
let month: i32 = 0;
let day: i32 = 0;
let dayOfYear: i32 = 0;
let julian: i64 = -1;
let shortYear: bool = false;
let textMonth: bool = false;
let bc: bool = false;
let half: i32 = 0;
export let timeMicros: i64 = 0;
/** East of Greenwich, where ZONE_SET is in the mask and the zone was not given by its name. */
let zoneSeconds: i32 = 0;
let zoneNamed: bool = false;
/** A number of the date stood by itself. */
let plainDate: bool = false;
/** Digits alone are a time. */
let timeOnly: bool = false;
/** A word that is neither month nor zone came: as behind a time, no date in one piece may follow. */
let wordSeen: bool = false;

function monthOfWord(start: usize, end: usize): i32 {
  const length = end - start;
  if (length < 3) return 0;
  const key = (lower(load<u8>(start)) << 16) | (lower(load<u8>(start + 1)) << 8) | lower(load<u8>(start + 2));
  switch (key) {
    case 0x6a616e: return length == 3 || isWord(start, end, W_JANUARY) ? 1 : 0;
    case 0x666562: return length == 3 || isWord(start, end, W_FEBRUARY) ? 2 : 0;
    case 0x6d6172: return length == 3 || isWord(start, end, W_MARCH) ? 3 : 0;
    case 0x617072: return length == 3 || isWord(start, end, W_APRIL) ? 4 : 0;
    case 0x6d6179: return length == 3 ? 5 : 0;
    case 0x6a756e: return length == 3 || isWord(start, end, W_JUNE) ? 6 : 0;
    case 0x6a756c: return length == 3 || isWord(start, end, W_JULY) ? 7 : 0;
    case 0x617567: return length == 3 || isWord(start, end, W_AUGUST) ? 8 : 0;
    case 0x736570: return length == 3 || isWord(start, end, W_SEPT) || isWord(start, end, W_SEPTEMBER) ? 9 : 0;
    case 0x6f6374: return length == 3 || isWord(start, end, W_OCTOBER) ? 10 : 0;
    case 0x6e6f76: return length == 3 || isWord(start, end, W_NOVEMBER) ? 11 : 0;
    case 0x646563: return length == 3 || isWord(start, end, W_DECEMBER) ? 12 : 0;
  }
  return 0;
}

function isDayName(start: usize, end: usize): bool {
  return (
    isWord(start, end, W_SUN) || isWord(start, end, W_SUNDAY) || isWord(start, end, W_MON) || isWord(start, end, W_MONDAY) ||
    isWord(start, end, W_TUE) || isWord(start, end, W_TUES) || isWord(start, end, W_TUESDAY) || isWord(start, end, W_WED) ||
    isWord(start, end, W_WEDS) || isWord(start, end, W_WEDNESDAY) || isWord(start, end, W_THU) || isWord(start, end, W_THUR) ||
    isWord(start, end, W_THURS) || isWord(start, end, W_THURSDAY) || isWord(start, end, W_FRI) || isWord(start, end, W_FRIDAY) ||
    isWord(start, end, W_SAT) || isWord(start, end, W_SATURDAY)
  );
}

/** The digits of [start, end), at most 18 of them meaningful; -1 if there is anything else or too many. */
export function number(start: usize, end: usize): i64 {
  let value: i64 = 0;
  if (start >= end) return -1;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (!isDigit(byte) || value > 100000000000000000) return -1;
    value = value * 10 + <i64>(byte - 48);
  }
  return value;
}

/** Microseconds of the digits behind a decimal point, rounded half to even. */
export function fraction(start: usize, end: usize): i64 {
  let micros: i64 = 0;
  let unit: i64 = 100000;
  let at = start;
  for (; at < end && unit > 0; at++) {
    micros += <i64>(load<u8>(at) - 48) * unit;
    unit /= 10;
  }
  if (at < end) {
    const first = load<u8>(at++);
    let rest = false;
    for (; at < end; at++) if (load<u8>(at) != 48) rest = true;
    if (first > 53 || (first == 53 && (rest || (micros & 1) != 0))) micros++;
  }
  return micros;
}

export function digitsEnd(at: usize, end: usize): usize {
  while (at < end && isDigit(load<u8>(at))) at++;
  return at;
}

export function lettersEnd(at: usize, end: usize): usize {
  while (at < end && isLetter(load<u8>(at))) at++;
  return at;
}

export let timeEnd: usize = 0;

/** hh:mm[:ss[.f]] or mm:ss.f from `at`; the value goes to timeMicros, the end to timeEnd. */
export function clock(at: usize, end: usize, hourLimit: i64): i32 {
  let next = digitsEnd(at, end);
  let hours = number(at, next);
  if (next >= end || load<u8>(next) != 58 || hours < 0) return hours < 0 ? OVERFLOW : BAD;
  at = next + 1;
  next = digitsEnd(at, end);
  // Nothing behind a colon counts as 0.
  let minutes = at == next ? 0 : number(at, next);
  if (minutes < 0) return BAD;
  let seconds: i64 = 0;
  let micros: i64 = 0;
  if (next < end && load<u8>(next) == 58) {
    at = next + 1;
    next = digitsEnd(at, end);
    seconds = at == next ? 0 : number(at, next);
    if (seconds < 0) return BAD;
    if (next < end && load<u8>(next) == 46) {
      at = next + 1;
      next = digitsEnd(at, end);
      micros = fraction(at, next);
    }
  } else if (next < end && load<u8>(next) == 46) {
    seconds = minutes;
    minutes = hours;
    hours = 0;
    at = next + 1;
    next = digitsEnd(at, end);
    micros = fraction(at, next);
  }
  timeEnd = next;
  if (minutes > 59 || seconds > 60 || hours > hourLimit) return OVERFLOW;
  if (hourLimit == 24 && hours == 24 && (minutes > 0 || seconds > 0 || micros > 0)) return OVERFLOW;
  timeMicros = hours * HOUR + minutes * MINUTE + seconds * SECOND + micros;
  return timeMicros < 0 ? OVERFLOW : GOOD;
}

/** hhmm or hhmmss whatever is known of the date, with a fraction or not. */
function timeDigits(start: usize, end: usize): i32 {
  const date = mask & DATE_SET;
  mask |= DATE_SET;
  const result = runTogether(start, end);
  mask = (mask & ~DATE_SET) | date;
  return result;
}

/** Digits run together: [yy]yymmdd, or hhmm[ss] once the date is known. */
function runTogether(start: usize, end: usize): i32 {
  let dot = start;
  while (dot < end && load<u8>(dot) != 46) dot++;
  const length = <i32>(dot - start);
  if ((mask & DATE_SET) != DATE_SET) {
    if (dot < end || length < 6 || (mask & DATE_SET) != 0) return BAD;
    year = number(start, end - 4);
    month = <i32>number(end - 4, end - 2);
    day = <i32>number(end - 2, end);
    if (year < 0) return OVERFLOW;
    shortYear = length == 6;
    mask |= DATE_SET;
    return GOOD;
  }
  if ((mask & TIME_SET) != 0 || (length != 4 && length != 6)) return BAD;
  const hours = number(start, start + 2);
  const minutes = number(start + 2, start + 4);
  const seconds = length == 6 ? number(start + 4, start + 6) : 0;
  const micros = dot < end ? fraction(dot + 1, end) : 0;
  if (hours > 24 || minutes > 59 || seconds > 60 || (hours == 24 && (minutes > 0 || seconds > 0 || micros > 0))) return OVERFLOW;
  timeMicros = hours * HOUR + minutes * MINUTE + seconds * SECOND + micros;
  mask |= TIME_SET;
  return GOOD;
}

/** A number of a date: year, month or day by what is known already. */
function dateNumber(start: usize, end: usize): i32 {
  const value = number(start, end);
  const length = end - start;
  if (value < 0) return OVERFLOW;
  const known = mask & DATE_SET;
  if (length == 3 && known == YEAR_SET && value >= 1 && value <= 366) {
    dayOfYear = <i32>value;
    mask |= DATE_SET;
    return GOOD;
  }
  if (value > 2147483647) return OVERFLOW;
  let isYear = false;
  if (known == 0) isYear = length >= 3;
  else if (known == MONTH_SET) isYear = textMonth && length >= 3;
  else if (known == (MONTH_SET | DAY_SET)) isYear = true;
  else if (known == (YEAR_SET | MONTH_SET) && textMonth && length >= 3 && shortYear) {
    day = <i32>year;
    mask |= DAY_SET;
    isYear = true;
  } else if (known == DATE_SET) return runTogether(start, end);
  if (isYear) {
    year = value;
    shortYear = length <= 2;
    mask |= YEAR_SET;
  } else if ((known & MONTH_SET) == 0) {
    month = <i32>value;
    mask |= MONTH_SET;
  } else {
    day = <i32>value;
    mask |= DAY_SET;
  }
  return GOOD;
}

/** A whole date with delimiters: names of months first, as they decide what numbers mean. */
function delimitedDate(start: usize, end: usize): i32 {
  if ((mask & DATE_SET) == DATE_SET || (mask & TIME_SET) != 0 || wordSeen) return BAD;
  let at = start;
  while (at < end) {
    if (!isLetter(load<u8>(at))) {
      at++;
      continue;
    }
    const next = lettersEnd(at, end);
    const named = monthOfWord(at, next);
    if (named == 0 || (mask & MONTH_SET) != 0) return BAD;
    month = named;
    textMonth = true;
    mask |= MONTH_SET;
    at = next;
  }
  at = start;
  let fields = 0;
  while (at < end) {
    if (!isDigit(load<u8>(at))) {
      at++;
      continue;
    }
    const next = digitsEnd(at, end);
    if ((mask & DATE_SET) == DATE_SET || ++fields > 3) return BAD;
    const result = dateNumber(at, next);
    if (result != GOOD) return result;
    at = next;
  }
  return (mask & DATE_SET) == DATE_SET ? GOOD : BAD;
}

/** Digits and what stands behind them up to the next field: a date, or digits of a time with a zone, 101112-08. */
function digitsWithDelimiter(start: usize, digits: usize, end: usize, isFirst: bool, textEnd: usize): i32 {
  if (timeOnly ? isFirst && allowsDate(end, textEnd) : (mask & DATE_SET) != DATE_SET) return delimitedDate(start, end);
  if (load<u8>(digits) != 45 || !isDigit(load<u8>(digits + 1)) || (mask & TIME_SET) != 0) return BAD;
  const zoned = zoneOffset(digits + 1, end, true);
  return zoned == GOOD ? timeDigits(start, digits) : zoned;
}

/** Whether a time's text may begin with the date that ends at `at`: a time follows, or it ends in a zone's name. */
function allowsDate(at: usize, end: usize): bool {
  while (at < end && isSpace(load<u8>(at))) at++;
  const digits = digitsEnd(at, end);
  if (digits > at && digits < end && load<u8>(digits) == 58) return true;
  while (end > at && isSpace(load<u8>(end - 1))) end--;
  for (at = end; isZoneNamePart(load<u8>(at - 1)); ) at--;
  return zoneNameEnd(at, end) == end;
}

function word(start: usize, end: usize): i32 {
  const named = monthOfWord(start, end);
  if (named != 0) {
    if (timeOnly) return BAD;
    // "8 Jan": the number before was the day.
    if ((mask & MONTH_SET) != 0 && !textMonth && month >= 1 && (mask & DAY_SET) == 0) {
      day = month;
      mask |= DAY_SET;
    } else if ((mask & MONTH_SET) != 0) return BAD;
    month = named;
    textMonth = true;
    mask |= MONTH_SET;
    return GOOD;
  }
  if (isWord(start, end, W_BC) || isWord(start, end, W_AD)) {
    bc = isWord(start, end, W_BC);
    wordSeen = true;
    return GOOD;
  }
  if (isWord(start, end, W_AM) || isWord(start, end, W_PM)) {
    half = isWord(start, end, W_AM) ? 1 : 2;
    wordSeen = true;
    return GOOD;
  }
  if (isWord(start, end, W_AT) || isWord(start, end, W_ON)) return GOOD;
  if (isDayName(start, end)) {
    if (timeOnly) return BAD;
    wordSeen = true;
    return GOOD;
  }
  if (isWord(start, end, W_ALLBALLS)) {
    if ((mask & (TIME_SET | ZONE_SET)) != 0) return BAD;
    timeMicros = 0;
    zoneSeconds = 0;
    mask |= TIME_SET | ZONE_SET;
    return GOOD;
  }
  if (isWord(start, end, W_NOW) || isWord(start, end, W_TODAY) || isWord(start, end, W_TOMORROW) || isWord(start, end, W_YESTERDAY)) return CLOCK;
  const zone = zoneOfWord(wordKey(start, end));
  if (zone != NO_ZONE) {
    if ((mask & ZONE_SET) != 0) return BAD;
    zoneSeconds = zone;
    mask |= ZONE_SET;
    return GOOD;
  }
  if (mask != 0) return BAD;
  if (isWord(start, end, W_EPOCH)) special = EPOCH;
  else if (isWord(start, end, W_INFINITY)) special = INFINITE;
  else return BAD;
  return GOOD;
}

function isZonePart(byte: u32): bool {
  return isDigit(byte) || byte == 58 || byte == 46 || byte == 45;
}

function isZoneNamePart(byte: u32): bool {
  return isLetter(byte) || byte == 47 || byte == 95 || byte == 45;
}

/** The end of a zone's name with a slash in it, America/New_York; 0 for anything else. */
function zoneNameEnd(at: usize, end: usize): usize {
  let slashed = false;
  for (; at < end && isZoneNamePart(load<u8>(at)); at++) if (load<u8>(at) == 47) slashed = true;
  return slashed ? at : 0;
}

function zoneOffset(start: usize, end: usize, negative: bool): i32 {
  let at = digitsEnd(start, end);
  const first = number(start, at);
  let hours = first;
  let minutes: i64 = 0;
  let seconds: i64 = 0;
  if (at < end && load<u8>(at) == 58) {
    const colon = at;
    at = digitsEnd(colon + 1, end);
    minutes = number(colon + 1, at);
    if (at < end && load<u8>(at) == 58) {
      const second = at;
      at = digitsEnd(second + 1, end);
      seconds = number(second + 1, at);
    }
  } else if (at == end && at - start > 2) {
    hours = first / 100;
    minutes = first % 100;
  }
  // What no zone has is said before anything else that is wrong.
  if (first < 0 || hours > 15 || minutes > 59 || seconds > 59) return DISPLACED;
  if (minutes < 0 || seconds < 0 || at != end || (mask & ZONE_SET) != 0) return BAD;
  mask |= ZONE_SET;
  zoneSeconds = <i32>(hours * 3600 + minutes * 60 + seconds);
  if (negative) zoneSeconds = -zoneSeconds;
  return GOOD;
}

function dateAndTime(at: usize, end: usize): i32 {
  mask = 0;
  special = PLAIN;
  year = 0;
  month = 0;
  day = 0;
  dayOfYear = 0;
  julian = -1;
  shortYear = false;
  textMonth = false;
  bc = false;
  half = 0;
  timeMicros = 0;
  zoneSeconds = 0;
  zoneNamed = false;
  plainDate = false;
  wordSeen = false;
  let expectTime = false;
  let any = false;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (isSpace(byte)) {
      at++;
      continue;
    }
    if (special != PLAIN) return BAD;
    let result = GOOD;
    let next = at;
    const isFirst = !any && (mask & ZONE_SET) == 0;
    if (isDigit(byte)) {
      any = true;
      next = digitsEnd(at, end);
      const delimiter = next < end ? <u32>load<u8>(next) : 0;
      if (delimiter == 58) {
        if ((mask & TIME_SET) != 0) return BAD;
        result = clock(at, end, 24);
        mask |= TIME_SET;
        next = timeEnd;
      } else if (delimiter == 45 || delimiter == 47 || delimiter == 46) {
        let after = next + 1;
        let isPair = false;
        if (after < end && isDigit(load<u8>(after))) {
          after = digitsEnd(after, end);
          isPair = after >= end || <u32>load<u8>(after) != delimiter;
          while (!isPair && after < end && (isDigit(load<u8>(after)) || <u32>load<u8>(after) == delimiter)) after++;
        } else {
          while (after < end && (isDigit(load<u8>(after)) || isLetter(load<u8>(after)) || <u32>load<u8>(after) == delimiter)) after++;
        }
        // 040506.789 is a time, 1999.008 a year and its day.
        if (!isPair || delimiter != 46) result = digitsWithDelimiter(at, next, after, isFirst, end);
        else if (timeOnly) result = next - at > 2 ? timeDigits(at, after) : BAD;
        else if ((mask & DATE_SET) == DATE_SET || next - at > 4) result = runTogether(at, after);
        else result = delimitedDate(at, after);
        next = after;
      } else if (timeOnly) result = timeDigits(at, next);
      else if (expectTime) result = runTogether(at, next);
      else if (next - at >= 6 && ((mask & DATE_SET) != DATE_SET || (mask & TIME_SET) == 0)) result = runTogether(at, next);
      else {
        plainDate = true;
        result = dateNumber(at, next);
      }
      expectTime = false;
    } else if (isLetter(byte)) {
      any = true;
      next = lettersEnd(at, end);
      const delimiter = next < end ? <u32>load<u8>(next) : 0;
      const joins = delimiter == 45 || delimiter == 47 || delimiter == 46 || delimiter == 95;
      if (next - at == 1 && lower(byte) == 116 && !joins) {
        if (expectTime || (!timeOnly && (mask & DATE_SET) != DATE_SET)) return BAD;
        expectTime = true;
      } else if (lower(byte) == 106 && (next - at == 1 || isWord(at, next, W_JD) || isWord(at, next, W_JULIAN)) && isDigit(delimiter)) {
        const digits = digitsEnd(next, end);
        julian = number(next, digits);
        if ((mask & DATE_SET) != 0) return BAD;
        if (julian < 0) return OVERFLOW;
        mask |= DATE_SET;
        next = digits;
      } else if (joins) {
        if (delimiter != 46 && (timeOnly ? !isFirst : (mask & DATE_SET) == DATE_SET || (mask & TIME_SET) != 0) && zoneNameEnd(at, end) != 0) {
          next = zoneNameEnd(at, end);
          if ((mask & ZONE_SET) != 0) return BAD;
          mask |= ZONE_SET;
          zoneNamed = true;
        } else if (monthOfWord(at, next) == 0) {
          result = word(at, next);
        } else {
          while (next < end && (isDigit(load<u8>(next)) || isLetter(load<u8>(next)) || <u32>load<u8>(next) == delimiter)) next++;
          result = timeOnly && !(isFirst && allowsDate(next, end)) ? BAD : delimitedDate(at, next);
        }
      } else if ((isDigit(delimiter) || delimiter == 43) && zoneOfWord(wordKey(at, next)) != NO_ZONE) return BAD;
      else result = word(at, next);
    } else if (byte == 43 || byte == 45) {
      next = at + 1;
      while (next < end && isSpace(load<u8>(next))) next++;
      if (next < end && isDigit(load<u8>(next))) {
        const start = next;
        while (next < end && isZonePart(load<u8>(next))) next++;
        result = zoneOffset(start, next, byte == 45);
      } else {
        const start = next;
        next = lettersEnd(next, end);
        if (mask != 0 || !isWord(start, next, W_INFINITY)) return BAD;
        special = byte == 45 ? MINUS_INFINITE : INFINITE;
        any = true;
      }
    } else if (byte > 32 && byte < 127) next = at + 1;
    else return BAD;
    if (result != GOOD) return result;
    at = next;
  }
  if (!any || expectTime) return BAD;
  if (special != PLAIN) return timeOnly ? BAD : GOOD;
  if (timeOnly && (mask & (DATE_SET | TIME_SET)) == TIME_SET) return halfDay();
  if ((mask & DATE_SET) != DATE_SET || (timeOnly && (mask & TIME_SET) == 0)) return incomplete();
  return settle();
}

/** What is there of a date may be wrong in itself. */
function incomplete(): i32 {
  if (timeOnly || !plainDate) return BAD;
  if ((mask & YEAR_SET) != 0 && year <= 0) return OVERFLOW;
  if ((mask & MONTH_SET) != 0 && (month < 1 || month > 12)) return OVERFLOW;
  return (mask & DAY_SET) != 0 && (day < 1 || day > 31) ? OVERFLOW : BAD;
}

/** Applies AM and PM. */
function halfDay(): i32 {
  if (half == 0) return GOOD;
  if (timeMicros >= 13 * HOUR) return OVERFLOW;
  if (half == 1 && timeMicros >= 12 * HOUR) timeMicros -= 12 * HOUR;
  else if (half == 2 && timeMicros < 12 * HOUR) timeMicros += 12 * HOUR;
  return GOOD;
}

/** Checks the fields together and makes year, month and day final. */
function settle(): i32 {
  if (halfDay() != GOOD) return OVERFLOW;
  if (julian >= 0) return GOOD;
  if (bc) {
    if (year <= 0) return OVERFLOW;
    year = 1 - year;
  } else if (shortYear) year += year < 70 ? 2000 : 1900;
  else if (year <= 0) return OVERFLOW;
  if (year > 6000000 || year < -6000000) {
    // Out of every range, but the fields are good: far enough to be refused as such.
    year = year > 0 ? 6000000 : -6000000;
  }
  if (dayOfYear > 0) {
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
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(<i32>year, month)) return OVERFLOW;
  return GOOD;
}

function parsedDays(): i64 {
  return julian >= 0 ? julian - 2440588 : daysFromCivil(year, month, day);
}

// @ts-ignore: decorator
@inline
function two(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at + 1) - 48;
  return tens < 10 && ones < 10 ? <i32>(tens * 10 + ones) : -1;
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
  const result = dateAndTime(at, at + length);
  if (result == BAD) return <i32>fail(INVALID_DATE_TEXT);
  if (result == OVERFLOW) return <i32>fail(FIELD_OVERFLOW);
  if (result == CLOCK) return <i32>fail(CLOCK_TEXT);
  if (result == DISPLACED) return <i32>fail(DISPLACED_TEXT);
  if (special == EPOCH) return 0;
  if (special != PLAIN) return special == INFINITE ? DATE_INFINITY : DATE_MINUS_INFINITY;
  const days = parsedDays();
  if (days < <i64>DATE_MIN || days >= <i64>DATE_END) return <i32>fail(DATE_TEXT_RANGE);
  return <i32>days;
}

export function timestampFromText(ref: i64): i64 {
  const at = addressOf(ref);
  const result = dateAndTime(at, at + lengthOf(ref));
  if (result == BAD) return fail(INVALID_TIMESTAMP_TEXT);
  if (result == OVERFLOW) return fail(FIELD_OVERFLOW);
  if (result == CLOCK) return fail(CLOCK_TEXT);
  if (result == DISPLACED) return fail(DISPLACED_TEXT);
  if (special == EPOCH) return 0;
  if (special != PLAIN) return special == INFINITE ? i64.MAX_VALUE : i64.MIN_VALUE;
  const days = parsedDays();
  return days < -2440588 ? fail(TIMESTAMP_TEXT_RANGE) : joinTimestamp(days, timeMicros, TIMESTAMP_TEXT_RANGE);
}

/** A timestamp with time zone: what names no zone is in `zone` (temporal-zone.part.ts). */
export function instantFromText(ref: i64, zone: i64): i64 {
  const at = addressOf(ref);
  const result = dateAndTime(at, at + lengthOf(ref));
  if (result != GOOD) return failedText(result, INVALID_INSTANT_TEXT);
  if (special == EPOCH) return 0;
  if (special != PLAIN) return special == INFINITE ? i64.MAX_VALUE : i64.MIN_VALUE;
  if (zoneNamed) return fail(NAMED_ZONE_TEXT);
  const days = parsedDays();
  if (days < -2440589 || days > 106751990) return fail(TIMESTAMP_TEXT_RANGE);
  const local = days * DAY + timeMicros;
  const instant = (mask & ZONE_SET) != 0 ? local - <i64>zoneSeconds * SECOND : instantOf(local, zone);
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

/** A time of day, in microseconds. A zone is read and ignored. */
export function timeFromText(ref: i64): i64 {
  const at = addressOf(ref);
  timeOnly = true;
  const result = dateAndTime(at, at + lengthOf(ref));
  timeOnly = false;
  if (result != GOOD) return failedText(result, INVALID_TIME_TEXT);
  // A zone that has more than one offset needs a date.
  if (zoneNamed && (mask & DATE_SET) == 0) return fail(INVALID_TIME_TEXT);
  return timeMicros;
}

/** A time with time zone; what names no zone has the offset that `zone` has on the text's day, or at the instant `now`. */
export function timetzFromText(ref: i64, zone: i64, now: i64): i64 {
  const at = addressOf(ref);
  timeOnly = true;
  const result = dateAndTime(at, at + lengthOf(ref));
  timeOnly = false;
  if (result != GOOD) return failedText(result, INVALID_TIMETZ_TEXT);
  if (zoneNamed) return fail((mask & DATE_SET) == 0 ? INVALID_TIMETZ_TEXT : NAMED_ZONE_TEXT);
  if ((mask & ZONE_SET) != 0) return timetzOf(timeMicros, zoneSeconds);
  if ((mask & DATE_SET) == DATE_SET) {
    const local = parsedDays() * DAY + timeMicros;
    return timetzOf(timeMicros, <i32>((local - instantOf(local, zone)) / SECOND));
  }
  return timetzOf(timeMicros, offsetAt(zone, now));
}
