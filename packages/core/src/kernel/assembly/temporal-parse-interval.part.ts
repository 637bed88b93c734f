// Intervals from text: numbers with units, years-months, clocks, ISO 8601 in both forms. Parts collect in globals until
// the text is read: nothing is allocated.
import { addressOf, fail, isDigit, isLetter, isSpace, lengthOf, lower } from "./bump.part";
import {
  DAY, HOUR, INTERVAL_FIELD_OVERFLOW, INTERVAL_RANGE, INVALID_INTERVAL_TEXT, MINUTE, SECOND,
} from "./temporal-civil.part";
import {
  addOverflows, storeInfinity, storeInterval,
} from "./temporal-interval.part";
import {
  number, fraction, digitsEnd, lettersEnd, clock, timeMicros, timeEnd, GOOD, BAD, OVERFLOW,
} from "./temporal-parse.part";
import {
  W_AGO, W_C, W_CENT, W_CENTURIES, W_CENTURY, W_D, W_DAY, W_DAYS, W_DEC, W_DECADE, W_DECADES, W_DECS, W_H,
  W_HOUR, W_HOURS, W_HR, W_HRS, W_INFINITY, W_M, W_MICROSECOND, W_MICROSECONDS, W_MIL, W_MILLENNIA,
  W_MILLENNIUM, W_MILLISECOND, W_MILLISECONDS, W_MILS, W_MIN, W_MINS, W_MINUTE, W_MINUTES, W_MON, W_MONS,
  W_MONTH, W_MONTHS, W_MS, W_MSEC, W_MSECOND, W_MSECONDS, W_MSECS, W_S, W_SEC, W_SECOND, W_SECONDS, W_SECS,
  W_US, W_USEC, W_USECOND, W_USECONDS, W_USECS, W_W, W_WEEK, W_WEEKS, W_Y, W_YEAR, W_YEARS, W_YR, W_YRS,
  isWord,
} from "./temporal-words.part";

/** Of years and longer units, in years: they have an overflow of their own. */
let years: i64 = 0;
let months: i64 = 0;
let days: i64 = 0;
let micros: i64 = 0;
let overflowed: bool = false;

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

function unitOfWord(start: usize, end: usize): i32 {
  const first = lower(load<u8>(start));
  if (first == 115) {
    if (isWord(start, end, W_S) || isWord(start, end, W_SEC) || isWord(start, end, W_SECS) || isWord(start, end, W_SECOND) || isWord(start, end, W_SECONDS)) return UNIT_SECOND;
  } else if (first == 109) {
    if (isWord(start, end, W_MON) || isWord(start, end, W_MONS) || isWord(start, end, W_MONTH) || isWord(start, end, W_MONTHS)) return UNIT_MONTH;
    if (isWord(start, end, W_M) || isWord(start, end, W_MIN) || isWord(start, end, W_MINS) || isWord(start, end, W_MINUTE) || isWord(start, end, W_MINUTES)) return UNIT_MINUTE;
    if (isWord(start, end, W_MS) || isWord(start, end, W_MSEC) || isWord(start, end, W_MSECS) || isWord(start, end, W_MSECOND) || isWord(start, end, W_MSECONDS) || isWord(start, end, W_MILLISECOND) || isWord(start, end, W_MILLISECONDS)) return UNIT_MILLISECOND;
    if (isWord(start, end, W_MICROSECOND) || isWord(start, end, W_MICROSECONDS)) return UNIT_MICROSECOND;
    if (isWord(start, end, W_MIL) || isWord(start, end, W_MILS) || isWord(start, end, W_MILLENNIUM) || isWord(start, end, W_MILLENNIA)) return UNIT_MILLENNIUM;
  } else if (first == 100) {
    if (isWord(start, end, W_D) || isWord(start, end, W_DAY) || isWord(start, end, W_DAYS)) return UNIT_DAY;
    if (isWord(start, end, W_DEC) || isWord(start, end, W_DECS) || isWord(start, end, W_DECADE) || isWord(start, end, W_DECADES)) return UNIT_DECADE;
  } else if (first == 104) {
    if (isWord(start, end, W_H) || isWord(start, end, W_HR) || isWord(start, end, W_HRS) || isWord(start, end, W_HOUR) || isWord(start, end, W_HOURS)) return UNIT_HOUR;
  } else if (first == 119) {
    if (isWord(start, end, W_W) || isWord(start, end, W_WEEK) || isWord(start, end, W_WEEKS)) return UNIT_WEEK;
  } else if (first == 121) {
    if (isWord(start, end, W_Y) || isWord(start, end, W_YR) || isWord(start, end, W_YRS) || isWord(start, end, W_YEAR) || isWord(start, end, W_YEARS)) return UNIT_YEAR;
  } else if (first == 99) {
    if (isWord(start, end, W_C) || isWord(start, end, W_CENT) || isWord(start, end, W_CENTURY) || isWord(start, end, W_CENTURIES)) return UNIT_CENTURY;
  } else if (first == 117) {
    if (isWord(start, end, W_US) || isWord(start, end, W_USEC) || isWord(start, end, W_USECS) || isWord(start, end, W_USECOND) || isWord(start, end, W_USECONDS)) return UNIT_MICROSECOND;
  }
  return 0;
}

/** micros += value * unit + the fraction of one, rounded. */
function addTime(value: i64, part: f64, unit: i64): void {
  const limit = i64.MAX_VALUE / unit;
  if (value > limit || value < -limit) {
    overflowed = true;
    return;
  }
  const whole = value * unit;
  const rest = <i64>nearest(part * <f64>unit);
  if (addOverflows(micros, whole) || addOverflows(micros + whole, rest)) overflowed = true;
  else micros += whole + rest;
}

function addDays(value: i64, part: f64): void {
  days += value;
  const whole = trunc(part);
  days += <i64>whole;
  addTime(0, part - whole, DAY);
}

/** A number with its unit; `part` is the fraction, with the number's sign. */
function addUnit(unit: i32, value: i64, part: f64): void {
  if (unit >= UNIT_DAY && (value > 2147483648 || value < -2147483648)) {
    overflowed = true;
    return;
  }
  switch (unit) {
    case UNIT_MICROSECOND: addTime(value, part, 1); break;
    case UNIT_MILLISECOND: addTime(value, part, 1000); break;
    case UNIT_SECOND: addTime(value, part, SECOND); break;
    case UNIT_MINUTE: addTime(value, part, MINUTE); break;
    case UNIT_HOUR: addTime(value, part, HOUR); break;
    case UNIT_DAY: addDays(value, part); break;
    case UNIT_WEEK: addDays(value * 7, part * 7.0); break;
    case UNIT_MONTH: {
      months += value;
      addDays(0, part * 30.0);
      break;
    }
    case UNIT_YEAR: addYears(value, part, 1); break;
    case UNIT_DECADE: addYears(value, part, 10); break;
    case UNIT_CENTURY: addYears(value, part, 100); break;
    case UNIT_MILLENNIUM: addYears(value, part, 1000); break;
  }
}

function addYears(value: i64, part: f64, scale: i64): void {
  years += value * scale;
  months += <i64>nearest(part * 12.0 * <f64>scale);
}

let numberEnd: usize = 0;
let numberValue: i64 = 0;
let numberPart: f64 = 0.0;
let numberNegative: bool = false;

/** [sign]digits[.digits] from `at`. */
function signedNumber(at: usize, end: usize): i32 {
  numberNegative = false;
  if (at < end && (load<u8>(at) == 45 || load<u8>(at) == 43)) {
    numberNegative = load<u8>(at) == 45;
    at++;
    while (at < end && isSpace(load<u8>(at))) at++;
  }
  const next = digitsEnd(at, end);
  // All 64 bits: the least bigint has no positive counterpart.
  const most: u64 = numberNegative ? 0x8000000000000000 : 0x7fffffffffffffff;
  let magnitude: u64 = 0;
  for (let digitAt = at; digitAt < next; digitAt++) {
    const digit = <u64>load<u8>(digitAt) - 48;
    if (magnitude > (most - digit) / 10) return OVERFLOW;
    magnitude = magnitude * 10 + digit;
  }
  numberValue = <i64>magnitude;
  numberPart = 0.0;
  numberEnd = next;
  if (next < end && load<u8>(next) == 46) {
    numberEnd = digitsEnd(next + 1, end);
    if (numberEnd == next + 1 && at == next) return BAD;
    let scale: f64 = 1.0;
    let digits: f64 = 0.0;
    const last = min(numberEnd, next + 17);
    for (let i = next + 1; i < last; i++) {
      digits = digits * 10.0 + <f64>(load<u8>(i) - 48);
      scale *= 10.0;
    }
    numberPart = digits / scale;
  } else if (at == next) return BAD;
  if (numberNegative) {
    numberValue = -numberValue;
    numberPart = -numberPart;
  }
  return GOOD;
}

/** P1Y2M3DT4H5M6S and P0001-02-03T04:05:06. */
function isoInterval(at: usize, end: usize): i32 {
  let inTime = false;
  if (at >= end) return BAD;
  let seen: i32 = 0;
  while (at < end) {
    if (load<u8>(at) == 84) {
      if (inTime) return BAD;
      inTime = true;
      at++;
      if (at >= end) return BAD;
      continue;
    }
    const start = at;
    const result = signedNumber(at, end);
    if (result != GOOD) return result;
    at = numberEnd;
    const letter = at < end ? <u32>load<u8>(at) : 0;
    if (letter == 45 || letter == 58 || letter == 0) {
      // The alternative form: fields by position.
      if (inTime) {
        if (letter == 0) addUnit(UNIT_HOUR, numberValue, numberPart);
        else {
          const negative = numberNegative;
          const clocked = clock(negative ? start + 1 : start, end, i64.MAX_VALUE / HOUR);
          if (clocked != GOOD) return clocked;
          if (timeEnd != end) return BAD;
          addTime(negative ? -timeMicros : timeMicros, 0.0, 1);
        }
        return GOOD;
      }
      if (seen > 2) return BAD;
      addUnit(seen == 0 ? UNIT_YEAR : seen == 1 ? UNIT_MONTH : UNIT_DAY, numberValue, numberPart);
      seen++;
      if (letter == 0) return GOOD;
      if (letter != 45) return BAD;
      at++;
      continue;
    }
    at++;
    let unit = 0;
    if (inTime) unit = letter == 72 ? UNIT_HOUR : letter == 77 ? UNIT_MINUTE : letter == 83 ? UNIT_SECOND : 0;
    else {
      unit = letter == 89 ? UNIT_YEAR : letter == 77 ? UNIT_MONTH : letter == 87 ? UNIT_WEEK : letter == 68 ? UNIT_DAY : 0;
      if (letter == 84) {
        if (seen != 2) return BAD;
        unit = UNIT_DAY;
        at--;
      }
    }
    if (unit == 0) return BAD;
    addUnit(unit, numberValue, numberPart);
  }
  return GOOD;
}

let units: i32 = 0;

/** What a number without unit counts; `fields` are those of the interval's type, see type/interval-fields.ts. */
function unitOfFields(fields: i32): i32 {
  switch (fields) {
    case 1: return UNIT_YEAR;
    case 2: return UNIT_MONTH;
    case 3: return UNIT_DAY;
    case 4: return UNIT_HOUR;
    case 5: return UNIT_MINUTE;
  }
  return UNIT_SECOND;
}

/** minute to second, where 1:02 is no hour. */
const MINUTE_TO_SECOND: i32 = 7;

/** Each unit may come once. */
function once(unit: i32): bool {
  const bit = 1 << unit;
  if ((units & bit) != 0) return false;
  units |= bit;
  return true;
}

/** mm:ss, and every clock that says more. */
function minutesAndSeconds(at: usize, end: usize): i32 {
  const colon = digitsEnd(at, end);
  const next = digitsEnd(colon + 1, end);
  if (next < end && (load<u8>(next) == 58 || load<u8>(next) == 46)) return clock(at, end, i64.MAX_VALUE / HOUR);
  const minutes = number(at, colon);
  const seconds = colon + 1 == next ? 0 : number(colon + 1, next);
  if (minutes < 0 || seconds < 0 || seconds > 60 || minutes > 59) return OVERFLOW;
  timeMicros = minutes * MINUTE + seconds * SECOND;
  timeEnd = next;
  return GOOD;
}

let pending: bool = false;
let pendingValue: i64 = 0;
let pendingPart: f64 = 0.0;
/** A number in front of the pending one: days, if that counts hours. */
let earlier: bool = false;
let earlierValue: i64 = 0;
let earlierPart: f64 = 0.0;

function settlePending(unit: i32): i32 {
  if (!once(unit)) return BAD;
  addUnit(unit, pendingValue, pendingPart);
  pending = false;
  if (!earlier) return GOOD;
  if (unit != UNIT_HOUR || !once(UNIT_DAY)) return BAD;
  addUnit(UNIT_DAY, earlierValue, earlierPart);
  earlier = false;
  return GOOD;
}

function wordsInterval(at: usize, end: usize, fields: i32): i32 {
  pending = false;
  earlier = false;
  let ago = false;
  let outOfRange = false;
  units = 0;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (isSpace(byte) || byte == 64 || byte == 44) {
      at++;
      continue;
    }
    if (ago) return BAD;
    if (isLetter(byte)) {
      const next = lettersEnd(at, end);
      if (isWord(at, next, W_AGO)) {
        // A number right in front of it has no unit, and none is assumed.
        if (pending || (units == 0 && !outOfRange)) return BAD;
        ago = true;
        at = next;
        continue;
      }
      const unit = unitOfWord(at, next);
      if (unit == 0 || !pending || settlePending(unit) != GOOD) return BAD;
      at = next;
      continue;
    }
    if (!isDigit(byte) && byte != 43 && byte != 45 && byte != 46) return BAD;
    const start = at;
    const result = signedNumber(at, end);
    if (result != GOOD) return result;
    const negative = numberNegative;
    const follow = numberEnd < end ? <u32>load<u8>(numberEnd) : 0;
    if (follow == 58) {
      let digits = start;
      while (!isDigit(load<u8>(digits))) digits++;
      const clocked = fields == MINUTE_TO_SECOND ? minutesAndSeconds(digits, end) : clock(digits, end, i64.MAX_VALUE / HOUR);
      if (clocked != GOOD) return clocked;
      if (!once(UNIT_SECOND) || !once(UNIT_MINUTE) || !once(UNIT_HOUR)) return BAD;
      addTime(negative ? -timeMicros : timeMicros, 0.0, 1);
      at = timeEnd;
      if (pending && (earlier || settlePending(UNIT_DAY) != GOOD)) return BAD;
      continue;
    }
    if (earlier) return BAD;
    if (pending) {
      earlier = true;
      earlierValue = pendingValue;
      earlierPart = pendingPart;
    }
    at = numberEnd;
    if (follow == 45 && numberEnd + 1 < end && isDigit(load<u8>(numberEnd + 1))) {
      // SQL's years-months.
      const next = digitsEnd(numberEnd + 1, end);
      const monthPart = number(numberEnd + 1, next);
      if (monthPart < 0 || monthPart > 11) {
        // PostgreSQL reads from the end: what cannot be read behind this counts first.
        outOfRange = true;
        for (at = next; at < end && !isSpace(load<u8>(at)); ) at++;
        continue;
      }
      if (next < end && !isSpace(load<u8>(next)) && load<u8>(next) != 44) return BAD;
      if (!once(UNIT_YEAR) || !once(UNIT_MONTH)) return BAD;
      addUnit(UNIT_YEAR, numberValue, 0.0);
      addUnit(UNIT_MONTH, negative ? -monthPart : monthPart, 0.0);
      at = next;
      continue;
    }
    pending = true;
    pendingValue = numberValue;
    pendingPart = numberPart;
  }
  if (pending && settlePending(unitOfFields(fields)) != GOOD) return BAD;
  if (outOfRange) return OVERFLOW;
  if (units == 0) return BAD;
  if (ago) {
    years = -years;
    months = -months;
    days = -days;
    if (micros == i64.MIN_VALUE) overflowed = true;
    micros = -micros;
  }
  return GOOD;
}

export function intervalFromText(ref: i64, fields: i32, out: usize): i32 {
  let at = addressOf(ref);
  let end = at + lengthOf(ref);
  while (at < end && isSpace(load<u8>(at))) at++;
  while (at < end && isSpace(load<u8>(end - 1))) end--;
  years = 0;
  months = 0;
  days = 0;
  micros = 0;
  overflowed = false;
  const signed: usize = at < end && (load<u8>(at) == 43 || load<u8>(at) == 45) ? 1 : 0;
  if (isWord(at + signed, end, W_INFINITY)) {
    storeInfinity(out, load<u8>(at) == 45 ? -1 : 1);
    return 0;
  }
  const result = at < end && load<u8>(at) == 80 ? isoInterval(at + 1, end) : wordsInterval(at, end, fields);
  if (result == BAD) {
    fail(INVALID_INTERVAL_TEXT);
    return 0;
  }
  if (result != GOOD || overflowed || years != <i64>(<i32>years) || months != <i64>(<i32>months) || days != <i64>(<i32>days)) {
    fail(INTERVAL_FIELD_OVERFLOW);
    return 0;
  }
  months += years * 12;
  if (months != <i64>(<i32>months)) {
    fail(INTERVAL_RANGE);
    return 0;
  }
  storeInterval(out, <i32>months, <i32>days, micros);
  return 0;
}
