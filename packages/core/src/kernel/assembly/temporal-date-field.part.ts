// Numbers by themselves, and dates with delimiters. Whether a number is a year, a month, a day or a time run together goes by
// how long it is and by what is known already; month before day where that does not tell.
import { isDigit, isLetter } from "./bump.part";
import { digitsEnd, integerEnd, isInt32, leadingInteger, lettersEnd, readMicros } from "./temporal-field.part";
import { monthOfWord } from "./temporal-date-words.part";
import {
  BAD, DATE_SET, DAY_OF_YEAR_SET, DAY_SET, GOOD, MONTH_SET, OVERFLOW, TIME_SET, YEAR_SET, ZONE_SET, day, dayOfYear, found,
  hour, mask, micros, minute, month, second, shortYear, year,
} from "./temporal-moment.part";
import { zoneName, zoneOffset } from "./temporal-zone-field.part";

/** Where a byte is in [at, end); `end` where it is not. */
function indexOf(byte: u32, at: usize, end: usize): usize {
  while (at < end && <u32>load<u8>(at) != byte) at++;
  return at;
}

/** Digits run together: [yy]yymmdd where the date is not known yet, else hhmm[ss] with a fraction or not. */
export function runTogether(start: usize, end: usize, known: i32): i32 {
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
export function delimitedDate(start: usize, end: usize): i32 {
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

/** hhmmss-zz. */
export function timeAndOffset(start: usize, end: usize, known: i32): i32 {
  const sign = indexOf(45, start, end);
  if ((mask & TIME_SET) != 0 || sign == end) return BAD;
  const result = zoneOffset(true, sign + 1, end);
  if (result != GOOD) return result;
  const digits = runTogether(start, sign, known);
  found |= ZONE_SET;
  return digits;
}

export function dateField(start: usize, end: usize): i32 {
  // Behind a month and a day it is a zone, or a time with one.
  if ((mask & (MONTH_SET | DAY_SET)) != (MONTH_SET | DAY_SET)) return delimitedDate(start, end);
  return isDigit(load<u8>(start)) ? timeAndOffset(start, end, mask) : zoneName(start, end);
}

export function numberField(start: usize, end: usize, textMonth: bool): i32 {
  const dot = indexOf(46, start, end);
  if (dot < end && (mask & DATE_SET) == 0) return delimitedDate(start, end);
  if (dot < end && dot - start > 2) return runTogether(start, end, mask);
  if (end - start >= 6 && ((mask & DATE_SET) == 0 || (mask & TIME_SET) == 0)) return runTogether(start, end, mask);
  return dateNumber(start, end, textMonth, mask);
}

/** A number of a time; `dated` where it may be a date all the same. */
export function timeNumber(start: usize, end: usize, dated: bool): i32 {
  const dot = indexOf(46, start, end);
  if (dot == end) {
    return end - start > 4 ? runTogether(start, end, mask | DATE_SET) : dateNumber(start, end, false, mask | DATE_SET);
  }
  if (dated) return delimitedDate(start, end);
  return dot - start > 2 ? runTogether(start, end, mask | DATE_SET) : BAD;
}
