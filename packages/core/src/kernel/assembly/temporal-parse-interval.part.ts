// Intervals from text: numbers with units, years-months, clocks, and ISO 8601 in both forms where a text is none of these.
// Parts collect in globals until the text is read: nothing is allocated.
import { addressOf, fail, isDigit, lengthOf } from "./bump.part";
import {
  DAY, HOUR, INTERVAL_FIELD_OVERFLOW, INTERVAL_RANGE, INVALID_INTERVAL_TEXT, MINUTE, SECOND,
} from "./temporal-civil.part";
import { IGNORED, INFINITY_WORD, MINUTE_UNIT, meaningOf } from "./temporal-date-words.part";
import {
  END, MOST_FIELDS, SIGNED, SIGNED_WORD, TIME, WORD, digitsEnd, fieldEnd, fieldKind, fieldSign, fieldStart, fraction, integerEnd,
  integerOverflows, isInt32, leadingInteger, nextField, powerOfTen, readFraction, roomAfter, signedInteger,
} from "./temporal-field.part";
import { addOverflows, storeInfinity, storeInterval } from "./temporal-interval.part";
import { BAD, GOOD, OVERFLOW } from "./temporal-moment.part";
import { clockHours, clockRest, readClock } from "./temporal-time-field.part";
import {
  W_AGO, W_C, W_CENT, W_CENTURIES, W_CENTURY, W_D, W_DAY, W_DAYS, W_DEC, W_DECADE, W_DECADES, W_DECS, W_H,
  W_HOUR, W_HOURS, W_HR, W_HRS, W_M, W_MICROSECON, W_MIL, W_MILLENNIA,
  W_MILLENNIUM, W_MILLISECON, W_MILS, W_MIN, W_MINS, W_MINUTE, W_MINUTES, W_MON, W_MONS,
  W_MONTH, W_MONTHS, W_MS, W_MSEC, W_MSECOND, W_MSECONDS, W_MSECS, W_S, W_SEC, W_SECOND, W_SECONDS, W_SECS,
  W_US, W_USEC, W_USECOND, W_USECONDS, W_USECS, W_W, W_WEEK, W_WEEKS, W_Y, W_YEAR, W_YEARS, W_YR, W_YRS,
  isWord, wordKey,
} from "./temporal-words.part";

let years: i32 = 0;
let months: i32 = 0;
let days: i32 = 0;
let micros: i64 = 0;
/** -1 or 1 for the infinities. */
let infinite: i32 = 0;

const UNIT_NONE: i32 = 0;
const UNIT_MICROSECOND: i32 = 1;
const UNIT_MILLISECOND: i32 = 2;
const UNIT_SECOND: i32 = 3;
const UNIT_MINUTE: i32 = 4;
const UNIT_HOUR: i32 = 5;
const UNIT_DAY: i32 = 6;
const UNIT_WEEK: i32 = 7;
const UNIT_MONTH: i32 = 8;
const UNIT_YEAR: i32 = 9;
const UNIT_DECADE: i32 = 10;
const UNIT_CENTURY: i32 = 11;
const UNIT_MILLENNIUM: i32 = 12;
/** A word that was read as one and counts nothing. */
const UNIT_WRONG: i32 = 13;

/** Fields of an interval's type as type/interval-fields.ts numbers them; 0 where it names none. */
const FIELD_YEAR: i32 = 1;
const FIELD_MONTH: i32 = 2;
const FIELD_DAY: i32 = 3;
const FIELD_HOUR: i32 = 4;
const FIELD_MINUTE: i32 = 5;
/** Of `minute to second` the two numbers of 1:02 are not hours and minutes. */
const MINUTE_TO_SECOND: i32 = 7;

function unitOfWord(start: usize, end: usize): i32 {
  const key = wordKey(start, end);
  const first = load<u8>(start) | 32;
  if (first == 115) {
    if (key == W_S || key == W_SEC || key == W_SECS || key == W_SECOND || key == W_SECONDS) return UNIT_SECOND;
  } else if (first == 109) {
    if (key == W_MON || key == W_MONS || key == W_MONTH || key == W_MONTHS) return UNIT_MONTH;
    if (key == W_M || key == W_MIN || key == W_MINS || key == W_MINUTE || key == W_MINUTES) return UNIT_MINUTE;
    if (key == W_MS || key == W_MSEC || key == W_MSECS || key == W_MSECOND || key == W_MSECONDS || key == W_MILLISECON) return UNIT_MILLISECOND;
    if (key == W_MICROSECON) return UNIT_MICROSECOND;
    if (key == W_MIL || key == W_MILS || key == W_MILLENNIUM || key == W_MILLENNIA) return UNIT_MILLENNIUM;
  } else if (first == 100) {
    if (key == W_D || key == W_DAY || key == W_DAYS) return UNIT_DAY;
    if (key == W_DEC || key == W_DECS || key == W_DECADE || key == W_DECADES) return UNIT_DECADE;
  } else if (first == 104) {
    if (key == W_H || key == W_HR || key == W_HRS || key == W_HOUR || key == W_HOURS) return UNIT_HOUR;
  } else if (first == 119) {
    if (key == W_W || key == W_WEEK || key == W_WEEKS) return UNIT_WEEK;
  } else if (first == 121) {
    if (key == W_Y || key == W_YR || key == W_YRS || key == W_YEAR || key == W_YEARS) return UNIT_YEAR;
  } else if (first == 99) {
    if (key == W_C || key == W_CENT || key == W_CENTURY || key == W_CENTURIES) return UNIT_CENTURY;
  } else if (first == 117) {
    if (key == W_US || key == W_USEC || key == W_USECS || key == W_USECOND || key == W_USECONDS) return UNIT_MICROSECOND;
  }
  return UNIT_NONE;
}

/** The rightmost number's unit where it has none. */
function lastUnit(fields: i32): i32 {
  switch (fields) {
    case FIELD_YEAR: return UNIT_YEAR;
    case FIELD_MONTH: return UNIT_MONTH;
    case FIELD_DAY: return UNIT_DAY;
    case FIELD_HOUR: return UNIT_HOUR;
    case FIELD_MINUTE: return UNIT_MINUTE;
  }
  return UNIT_SECOND;
}

/** What follows adds to a part and answers whether it has room for it. */
function addMicros(value: i64): bool {
  if (addOverflows(micros, value)) return false;
  micros += value;
  return true;
}

function addTime(value: i64, unit: i64): bool {
  const limit = i64.MAX_VALUE / unit;
  // One microsecond more fits below zero.
  if (unit > 1 && (value > limit || value < -limit)) return false;
  return addMicros(value * unit);
}

function addTimePart(part: f64, unit: f64): bool {
  if (part == 0.0) return true;
  const exact = part * unit;
  let whole = <i64>exact;
  const rest = exact - <f64>whole;
  if (rest > 0.5) whole++;
  else if (rest < -0.5) whole--;
  return addMicros(whole);
}

function addDays(value: i64, scale: i64): bool {
  const sum = <i64>days + value * scale;
  if (value != <i64>(<i32>value) || value * scale != <i64>(<i32>(value * scale)) || sum != <i64>(<i32>sum)) return false;
  days = <i32>sum;
  return true;
}

function addDayPart(part: f64, scale: f64): bool {
  const exact = part * scale;
  const whole = trunc(exact);
  return addDays(<i64>whole, 1) && addTimePart(exact - whole, <f64>DAY);
}

function addMonths(value: i64): bool {
  const sum = <i64>months + value;
  if (value != <i64>(<i32>value) || sum != <i64>(<i32>sum)) return false;
  months = <i32>sum;
  return true;
}

function addYears(value: i64, part: f64, scale: i64): bool {
  const sum = <i64>years + value * scale;
  if (value != <i64>(<i32>value) || value * scale != <i64>(<i32>(value * scale)) || sum != <i64>(<i32>sum)) return false;
  years = <i32>sum;
  return addMonths(<i64>nearest(part * <f64>scale * 12.0));
}

/** A number with its unit; `part` is the fraction, with the number's sign. */
function addUnit(unit: i32, value: i64, part: f64): bool {
  switch (unit) {
    case UNIT_MICROSECOND: return addTime(value, 1) && addTimePart(part, 1.0);
    case UNIT_MILLISECOND: return addTime(value, 1000) && addTimePart(part, 1000.0);
    case UNIT_SECOND: return addTime(value, SECOND) && addTimePart(part, <f64>SECOND);
    case UNIT_MINUTE: return addTime(value, MINUTE) && addTimePart(part, <f64>MINUTE);
    case UNIT_HOUR: return addTime(value, HOUR) && addTimePart(part, <f64>HOUR);
    case UNIT_DAY: return addDays(value, 1) && addTimePart(part, <f64>DAY);
    case UNIT_WEEK: return addDays(value, 7) && addDayPart(part, 7.0);
    case UNIT_MONTH: return addMonths(value) && addDayPart(part, 30.0);
    case UNIT_YEAR: return addYears(value, part, 1);
    case UNIT_DECADE: return addYears(value, part, 10);
    case UNIT_CENTURY: return addYears(value, part, 100);
    case UNIT_MILLENNIUM: return addYears(value, part, 1000);
  }
  return false;
}

/** Units that numbers had: each may come once. */
let taken: i32 = 0;
/** The unit of the number that comes next, from right to left. */
let unit: i32 = UNIT_NONE;
/** A unit waits for its number. */
let waiting: bool = false;
let ago: bool = false;
let fieldsOfType: i32 = 0;

const CLOCK_UNITS: i32 = (1 << UNIT_MICROSECOND) | (1 << UNIT_MILLISECOND) | (1 << UNIT_SECOND) | (1 << UNIT_MINUTE) | (1 << UNIT_HOUR);
const SECOND_UNITS: i32 = (1 << UNIT_MICROSECOND) | (1 << UNIT_MILLISECOND) | (1 << UNIT_SECOND);
const ALL_UNITS: i32 = CLOCK_UNITS | (1 << UNIT_DAY) | (1 << UNIT_MONTH) | (1 << UNIT_YEAR);

function once(units: i32): i32 {
  if ((taken & units) != 0) return BAD;
  taken |= units;
  return GOOD;
}

/** PostgreSQL keeps so many bytes of a text. */
const ROOM: i32 = 256;

/** Fields count from right to left, as units stand behind their numbers; all are cut before the first counts. */
function countFields(at: usize, end: usize, index: i32, used: i32): i32 {
  const next = nextField(at, end);
  if (next == 0) return BAD;
  if (fieldKind == END) return GOOD;
  const room = roomAfter(used, ROOM);
  if (index == MOST_FIELDS || room == 0) return BAD;
  const kind = fieldKind;
  const sign = fieldSign;
  const start = fieldStart;
  const stop = fieldEnd;
  const result = countFields(next, end, index + 1, room);
  if (result != GOOD) return result;
  if (kind == WORD || kind == SIGNED_WORD) return countWord(sign, start, stop, next, end);
  if (kind == TIME || (kind == SIGNED && hasColon(start, stop))) {
    const clocked = countClock(sign, start, stop);
    // What has a sign and is no time may be a number.
    if (kind == TIME || clocked == GOOD) return clocked == GOOD ? once(CLOCK_UNITS) : clocked;
  }
  return countNumber(sign, start, stop);
}

function isEnd(at: usize, end: usize): bool {
  return nextField(at, end) != 0 && fieldKind == END;
}

function hasColon(at: usize, end: usize): bool {
  while (at < end && load<u8>(at) != 58) at++;
  return at < end;
}

/** @param next where the text goes on behind the word */
function countWord(sign: u32, start: usize, stop: usize, next: usize, end: usize): i32 {
  if (waiting) return BAD;
  const named = sign == 0 ? unitOfWord(start, stop) : UNIT_NONE;
  if (named != UNIT_NONE) {
    unit = named;
    waiting = true;
    return GOOD;
  }
  const meaning = meaningOf(start, stop);
  if (meaning == INFINITY_WORD) {
    infinite = sign == 45 ? -1 : 1;
    unit = UNIT_WRONG;
    return isEnd(next, end) ? once(ALL_UNITS) : BAD;
  }
  if (sign != 0) return BAD;
  if (isWord(start, stop, W_AGO)) {
    ago = true;
    unit = UNIT_WRONG;
    return isEnd(next, end) ? GOOD : BAD;
  }
  if (meaning == IGNORED) return GOOD;
  unit = UNIT_MINUTE;
  waiting = true;
  return meaning == MINUTE_UNIT ? GOOD : BAD;
}

function countClock(sign: u32, start: usize, end: usize): i32 {
  const result = readClock(start, end, fieldsOfType == MINUTE_TO_SECOND);
  if (result != GOOD) return result;
  micros = 0;
  if (!addTime(clockHours(), HOUR) || !addMicros(clockRest())) return OVERFLOW;
  if (sign == 45) micros = -micros;
  unit = UNIT_DAY;
  waiting = false;
  return GOOD;
}

function countNumber(sign: u32, start: usize, end: usize): i32 {
  if (unit == UNIT_NONE) unit = lastUnit(fieldsOfType);
  let value = signedInteger(start, end, sign == 45);
  const at = integerEnd;
  if (integerOverflows) return OVERFLOW;
  // A fraction alone has no sign.
  if (sign != 0 && at == start) return BAD;
  let part: f64 = 0.0;
  if (at < end && load<u8>(at) == 45) {
    // SQL's years-months.
    const rest = leadingInteger(at + 1, end);
    if (!isInt32(rest) || rest < 0 || rest > 11) return OVERFLOW;
    if (integerEnd < end) return BAD;
    unit = UNIT_MONTH;
    if (value > i64.MAX_VALUE / 12 || value < i64.MIN_VALUE / 12) return OVERFLOW;
    value = value * 12 + (sign == 45 ? -rest : rest);
  } else if (at < end) {
    if (load<u8>(at) != 46 || !readFraction(at, end)) return BAD;
    part = sign == 45 ? -fraction : fraction;
  }
  if (unit == UNIT_WRONG) return BAD;
  if (!addUnit(unit, value, part)) return OVERFLOW;
  const counted = unit;
  // Hours stand behind days.
  if (unit == UNIT_HOUR) unit = UNIT_DAY;
  waiting = false;
  return once(counted == UNIT_SECOND && part != 0.0 ? SECOND_UNITS : 1 << counted);
}

let isoValue: i64 = 0;
let isoPart: f64 = 0.0;
let isoEnd: usize = 0;

/** As many digits an integer of 64 bits holds. */
const MOST_DIGITS: i32 = 19;
/** PostgreSQL reads no larger numbers: their fractions would not be exact. */
const ISO_LIMIT: f64 = 1e15;

/** A number with a minus, a fraction and an exponent or not. */
function isoNumber(at: usize, end: usize): i32 {
  const negative = at < end && load<u8>(at) == 45;
  if (negative) at++;
  let digits: u64 = 0;
  let kept: i32 = 0;
  let scale: i32 = 0;
  let seen = false;
  let behind = false;
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == 46 && !behind) {
      behind = true;
      continue;
    }
    if (!isDigit(byte)) break;
    seen = true;
    if (kept == MOST_DIGITS) {
      if (!behind) scale++;
      continue;
    }
    digits = digits * 10 + <u64>(byte - 48);
    if (digits != 0) kept++;
    if (behind) scale--;
  }
  if (!seen) return BAD;
  isoEnd = at;
  // An exponent without digits is none.
  if (at < end && (load<u8>(at) | 32) == 101) {
    const exponent = leadingInteger(at + 1, end);
    if (integerEnd > at + 1) {
      isoEnd = integerEnd;
      if (digits != 0 && (integerOverflows || exponent > 300 || exponent < -300)) return BAD;
      scale += <i32>exponent;
    }
  }
  let value = <f64>digits;
  for (; scale > 0 && value <= ISO_LIMIT; scale--) value *= 10.0;
  for (; scale < 0; scale += min(-scale, 22)) value /= powerOfTen(min(-scale, 22));
  if (value > ISO_LIMIT) return OVERFLOW;
  const whole = floor(value);
  isoValue = negative ? -(<i64>whole) : <i64>whole;
  isoPart = negative ? whole - value : value - whole;
  return GOOD;
}

/** The number at `at`, added with a unit. */
function addIso(at: usize, end: usize, named: i32): i32 {
  const result = isoNumber(at, end);
  if (result != GOOD) return result;
  return addUnit(named, isoValue, isoPart) ? GOOD : OVERFLOW;
}

function digitsAt(at: usize, end: usize): i32 {
  if (load<u8>(at) == 45) at++;
  return <i32>(digitsEnd(at, end) - at);
}

/** P1Y2M3DT4H5M6S, P00010203T040506 and P0001-02-03T04:05:06. */
function isoInterval(at: usize, end: usize): i32 {
  if (end - at < 2 || load<u8>(at) != 80) return BAD;
  at++;
  let inTime = false;
  // Fields by position come first in their half.
  let first = true;
  while (at < end) {
    if (load<u8>(at) == 84) {
      inTime = true;
      first = true;
      at++;
      continue;
    }
    const start = at;
    const result = isoNumber(at, end);
    if (result != GOOD) return result;
    at = isoEnd;
    const letter = at < end ? <u32>load<u8>(at) : 0;
    const named = isoUnit(letter, inTime);
    if (named != UNIT_NONE) {
      if (!addUnit(named, isoValue, isoPart)) return OVERFLOW;
      first = false;
      at++;
      continue;
    }
    if (!first || (letter != 0 && letter != (inTime ? 58 : 45) && (inTime || letter != 84))) return BAD;
    const byPosition = inTime ? isoClock(start, at, end) : isoDate(start, at, end);
    if (byPosition != GOOD || isoEnd == end) return byPosition;
    // Only a time may stand behind a date.
    if (inTime || load<u8>(isoEnd) != 84) return BAD;
    at = isoEnd;
  }
  return GOOD;
}

function isoUnit(letter: u32, inTime: bool): i32 {
  switch (letter) {
    case 89: return inTime ? UNIT_NONE : UNIT_YEAR;
    case 77: return inTime ? UNIT_MINUTE : UNIT_MONTH;
    case 87: return inTime ? UNIT_NONE : UNIT_WEEK;
    case 68: return inTime ? UNIT_NONE : UNIT_DAY;
    case 72: return inTime ? UNIT_HOUR : UNIT_NONE;
    case 83: return inTime ? UNIT_SECOND : UNIT_NONE;
  }
  return UNIT_NONE;
}

/** yyyymmdd or y-m-d, the first number being read; where it ends goes to isoEnd. */
function isoDate(start: usize, at: usize, end: usize): i32 {
  if ((at == end || load<u8>(at) == 84) && digitsAt(start, end) == 8) {
    const good =
      addYears(isoValue / 10000, 0.0, 1) && addMonths(isoValue / 100 % 100) && addDays(isoValue % 100, 1) && addTimePart(isoPart, <f64>DAY);
    return good ? GOOD : OVERFLOW;
  }
  if (!addUnit(UNIT_YEAR, isoValue, isoPart)) return OVERFLOW;
  return behind(at, end, 45, UNIT_MONTH, UNIT_DAY);
}

/** hhmmss or h:m:s. */
function isoClock(start: usize, at: usize, end: usize): i32 {
  if (at == end && digitsAt(start, end) == 6) {
    const good =
      addTime(isoValue / 10000, HOUR) && addTime(isoValue / 100 % 100, MINUTE) && addTime(isoValue % 100, SECOND) && addTimePart(isoPart, 1.0);
    return good ? GOOD : OVERFLOW;
  }
  if (!addUnit(UNIT_HOUR, isoValue, isoPart)) return OVERFLOW;
  return behind(at, end, 58, UNIT_MINUTE, UNIT_SECOND);
}

/** Two more numbers by position, each behind a delimiter. */
function behind(at: usize, end: usize, delimiter: u32, second: i32, third: i32): i32 {
  isoEnd = at;
  if (at == end || <u32>load<u8>(at) != delimiter) return GOOD;
  const result = addIso(at + 1, end, second);
  if (result != GOOD || isoEnd == end || <u32>load<u8>(isoEnd) != delimiter) return result;
  return addIso(isoEnd + 1, end, third);
}

function clear(): void {
  years = 0;
  months = 0;
  days = 0;
  micros = 0;
  infinite = 0;
}

function parse(at: usize, end: usize): i32 {
  clear();
  taken = 0;
  unit = UNIT_NONE;
  waiting = false;
  ago = false;
  let result = countFields(at, end, 0, 0);
  if (result == GOOD && (taken == 0 || waiting)) result = BAD;
  if (result == GOOD && ago) {
    if (micros == i64.MIN_VALUE || days == i32.MIN_VALUE || months == i32.MIN_VALUE || years == i32.MIN_VALUE) return OVERFLOW;
    years = -years;
    months = -months;
    days = -days;
    micros = -micros;
  }
  if (result != BAD) return result;
  clear();
  return isoInterval(at, end);
}

/** `fields`: of the interval's type. */
export function intervalFromText(ref: i64, fields: i32, out: usize): i32 {
  fieldsOfType = fields;
  const at = addressOf(ref);
  const result = parse(at, at + lengthOf(ref));
  const total = <i64>years * 12 + <i64>months;
  if (result == BAD) fail(INVALID_INTERVAL_TEXT);
  else if (result != GOOD) fail(INTERVAL_FIELD_OVERFLOW);
  else if (infinite != 0) storeInfinity(out, infinite);
  else if (total != <i64>(<i32>total)) fail(INTERVAL_RANGE);
  else storeInterval(out, <i32>total, days, micros);
  return 0;
}
