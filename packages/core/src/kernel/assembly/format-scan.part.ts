// to_date and to_timestamp (PostgreSQL manual, section 9.8): a text read along a picture into fields.
import { isDigit, isSpace, lower } from "./bump.part";
import {
  D_A_D, D_A_M, D_AD, D_AM, D_CC, D_D, D_DAY, D_DD, D_DDD, D_DY, D_FF1, D_FF6, D_FX, D_HH, D_HH24, D_I, D_ID, D_IDDD, D_IW, D_IY,
  D_IYY, D_IYYY, D_J, D_MI, D_MM, D_MON, D_MONTH, D_MS, D_OF, D_Q, D_RM, D_SS, D_SSSS, D_TZ, D_TZH, D_TZM, D_US, D_W, D_WW, D_Y,
  D_YY, D_YYY, D_YYYY, D_Y_YYY, T_CHARACTER, T_END, T_KEYWORD, T_SEPARATOR, T_SPACE, beginPicture, endsBeforeDigits, filled,
  isNumber, isSeparator, keyword, keywordBytes, next, ordinal, token,
} from "./format-token.part";
import { ROMAN_MONTHS, nameAt } from "./format-name.part";
import { NO_ZONE, zoneOfWord } from "./temporal-abbreviations.part";

const LONGEST_ABBREVIATION: usize = 10;

export const TOO_SHORT: i32 = -40;
export const BAD_VALUE: i32 = -41;
export const OUT_OF_RANGE: i32 = -42;
export const CONFLICT: i32 = -43;
export const CONVENTIONS: i32 = -44;

/** How the date is given: not yet known, by the calendar, by ISO weeks. */
export const GREGORIAN: u32 = 1;
export const ISO_WEEK: u32 = 2;

export let hours: i32 = 0;
export let minutes: i32 = 0;
export let seconds: i32 = 0;
export let secondsOfDay: i32 = 0;
export let milliseconds: i32 = 0;
export let microseconds: i32 = 0;
export let afternoon: i32 = 0;
export let twelveHours: bool = false;
export let years: i32 = 0;
export let yearDigits: i32 = 0;
export let beforeChrist: i32 = 0;
export let century: i32 = 0;
export let months: i32 = 0;
export let weeks: i32 = 0;
export let weekOfMonth: i32 = 0;
export let dayOfYear: i32 = 0;
export let dayOfMonth: i32 = 0;
export let weekday: i32 = 0;
export let julian: i32 = 0;
export let convention: u32 = 0;
export let zoneSign: i32 = 0;
export let zoneHours: i32 = 0;
export let zoneMinutes: i32 = 0;

/** Digits of the seconds' fraction that FF1 to FF6 ask for; 0 where none of them does. */
export let fractionDigits: i32 = 0;

let at: usize = 0;
let start: usize = 0;
let end: usize = 0;
let problem: i32 = 0;
let skipped: i32 = 0;

function clear(): void {
  hours = 0;
  minutes = 0;
  seconds = 0;
  secondsOfDay = 0;
  milliseconds = 0;
  microseconds = 0;
  afternoon = 0;
  twelveHours = false;
  years = 0;
  yearDigits = 0;
  beforeChrist = 0;
  century = 0;
  months = 0;
  weeks = 0;
  weekOfMonth = 0;
  dayOfYear = 0;
  dayOfMonth = 0;
  weekday = 0;
  julian = 0;
  convention = 0;
  zoneSign = 0;
  zoneHours = 0;
  zoneMinutes = 0;
  fractionDigits = 0;
  problem = 0;
  skipped = 0;
}

function refuse(code: i32): void {
  if (problem == 0) problem = code;
}

// @ts-ignore: decorator
@inline
function here(): u32 {
  return at < end ? <u32>load<u8>(at) : 0;
}

function skipSpaces(): void {
  while (at < end && isSpace(here())) {
    at++;
    skipped++;
  }
}

function skipCharacter(): void {
  at++;
  while (at < end && (load<u8>(at) & 0xc0) == 0x80) at++;
}

/** Digits with a sign, at most `most` bytes: the value; nothing read leaves the place. */
function integerUpTo(limit: usize): i32 {
  const negative = at < limit && load<u8>(at) == 45;
  let place = at;
  if (negative || (at < limit && load<u8>(at) == 43)) place++;
  let sum: i64 = 0;
  const first = place;
  for (; place < limit && isDigit(load<u8>(place)); place++) sum = min<i64>(sum * 10 + <i64>(load<u8>(place) - 48), 4294967296);
  if (place == first) return 0;
  at = place;
  if (negative) sum = -sum;
  if (sum < <i64>i32.MIN_VALUE || sum > <i64>i32.MAX_VALUE) refuse(OUT_OF_RANGE);
  return <i32>sum;
}

let bytesRead: i32 = 0;

/** Blanks before a number, which do not count as skipped. */
function passBlanks(): void {
  while (at < end && isSpace(here())) at++;
}

/** A number of exactly `width` bytes, or of any where no digit can follow. */
function readInteger(width: i32, isOpen: bool): i32 {
  const begun = at;
  passBlanks();
  const from = at;
  let value = 0;
  if (isOpen) value = integerUpTo(end);
  else {
    if (end - at < <usize>width) {
      refuse(TOO_SHORT);
      return 0;
    }
    value = integerUpTo(at + <usize>width);
    if (at > from && at - from < <usize>width) refuse(BAD_VALUE);
  }
  if (at == from) refuse(BAD_VALUE);
  bytesRead = <i32>(at - begun);
  return value;
}

/**
 * A field that was given before must have had the same value. PostgreSQL compares what it made of the first (a year near
 * 2020, a scaled fraction, a day counted from 1) with what the second says, before it makes that of it.
 */
function once(before: i32, value: i32): i32 {
  if (before != 0 && before != value) refuse(CONFLICT);
  return value;
}

function scaled(value: i32, digits: i32): i32 {
  for (let i = bytesRead; i < digits; i++) value *= 10;
  return value;
}

/** Years of fewer digits are those near 2020. */
function nearYear(value: i32): i32 {
  if (bytesRead >= 4) return value;
  if (value < 70) return value + 2000;
  if (value < 100) return value + 1900;
  if (value < 520) return value + 2000;
  return value < 1000 ? value + 1000 : value;
}

/** Two letters, with points or without: 1 for the second of two. */
function readMark(first: u32, second: u32, behind: u32, points: bool): i32 {
  const bytes: usize = points ? 4 : 2;
  if (at + bytes > end) {
    refuse(BAD_VALUE);
    return 0;
  }
  const letter = lower(here());
  const other = lower(load<u8>(at + (points ? 2 : 1)));
  const dotted = !points || (load<u8>(at + 1) == 46 && load<u8>(at + 3) == 46);
  const isFirst = letter == first && other == (behind & 255);
  const isSecond = letter == second && other == behind >> 8;
  if (!dotted || !(isFirst || isSecond)) {
    refuse(BAD_VALUE);
    return 0;
  }
  at += bytes;
  return isSecond ? 1 : 0;
}

/** One of the names from `first` on: its number from 0. */
function readName(first: u32, count: u32, letters: usize): i32 {
  for (let number: u32 = 0; number < count; number++) {
    const name = nameAt(first + number);
    let length: usize = 0;
    while (length < 9 && load<u8>(name + length) != 32) length++;
    if (letters < length) length = letters;
    let same: usize = 0;
    while (same < length && at + same < end && lower(load<u8>(at + same)) == lower(load<u8>(name + same))) same++;
    if (same < length) continue;
    at += length;
    return <i32>number;
  }
  refuse(BAD_VALUE);
  return 0;
}

function readRomanMonth(): i32 {
  // The longest first: VIII before VII, VI and V.
  for (let length: usize = 4; length > 0; length--) {
    for (let month: i32 = 1; month <= 12; month++) {
      const name = ROMAN_MONTHS + <usize>(month - 1) * 4;
      let same: usize = 0;
      while (same < 4 && load<u8>(name + same) != 32) same++;
      if (same != length) continue;
      let i: usize = 0;
      while (i < length && at + i < end && lower(load<u8>(at + i)) == lower(load<u8>(name + i))) i++;
      if (i < length) continue;
      at += length;
      return month;
    }
  }
  refuse(BAD_VALUE);
  return 0;
}

function readZoneSign(): void {
  const byte = here();
  if (byte == 43 || byte == 45 || byte == 32) {
    zoneSign = byte == 45 ? -1 : 1;
    at++;
  } else zoneSign = skipped > 0 && at > start && load<u8>(at - 1) == 45 ? -1 : 1;
}

function readYear(field: u32, width: i32, isOpen: bool): void {
  const value = readInteger(width, isOpen);
  const full = field == D_YYYY || field == D_IYYY;
  years = once(years, value);
  if (!full) years = nearYear(value);
  yearDigits = field == D_YYYY || field == D_IYYY ? 4 : field == D_YYY || field == D_IYY ? 3 : field == D_YY || field == D_IY ? 2 : 1;
}

/** Whether a number stands here, and a comma behind it. */
function isBeforeComma(): bool {
  let place = at;
  if (place < end && (load<u8>(place) == 45 || load<u8>(place) == 43)) place++;
  const first = place;
  while (place < end && isDigit(load<u8>(place))) place++;
  return place > first && place < end && load<u8>(place) == 44;
}

/** Y,YYY as C's scanf reads "%d,%03d": blanks may stand before both numbers. */
function readThousands(): void {
  passBlanks();
  // Without the comma it is no such number, however large.
  if (!isBeforeComma()) return refuse(BAD_VALUE);
  const thousands = integerUpTo(end);
  at++;
  passBlanks();
  const from = at;
  const rest = integerUpTo(min(end, at + 3));
  if (at == from) return refuse(BAD_VALUE);
  const value = <i64>thousands * 1000 + <i64>rest;
  if (value < <i64>i32.MIN_VALUE || value > <i64>i32.MAX_VALUE) return refuse(OUT_OF_RANGE);
  years = once(years, <i32>value);
  yearDigits = 4;
}

function isIsoField(field: u32): bool {
  return field == D_IDDD || field == D_ID || field == D_IW || field == D_IYYY || field == D_IYY || field == D_IY || field == D_I;
}

function isCalendarField(field: u32): bool {
  return field == D_A_D || field == D_AD || field == D_CC || field == D_DAY || field == D_DY || field == D_DDD || field == D_DD ||
    field == D_D || field == D_MM || field == D_MONTH || field == D_MON || field == D_Q || field == D_RM || field == D_WW || field == D_W ||
    field == D_Y_YYY || field == D_YYYY || field == D_YYY || field == D_YY || field == D_Y;
}

function setConvention(field: u32): void {
  const wanted = isIsoField(field) ? ISO_WEEK : isCalendarField(field) && !isMark(field) ? GREGORIAN : 0;
  if (wanted == 0) return;
  if (convention == 0) convention = wanted;
  else if (convention != wanted) refuse(CONVENTIONS);
}

/** Marks and names of days belong to both conventions. */
function isMark(field: u32): bool {
  return field == D_A_D || field == D_AD || field == D_CC || field == D_DAY || field == D_DY || field == D_Q;
}

/** A field of the clock; false when it is another one. */
function readClock(field: u32, isOpen: bool): bool {
  switch (field) {
    case D_A_M:
    case D_AM:
      afternoon = once(afternoon, readMark(97, 112, 0x6d6d, field == D_A_M));
      twelveHours = true;
      return true;
    case D_HH:
      hours = once(hours, readInteger(2, isOpen));
      twelveHours = true;
      return true;
    case D_HH24:
      hours = once(hours, readInteger(2, isOpen));
      return true;
    case D_MI:
      minutes = once(minutes, readInteger(2, isOpen));
      return true;
    case D_SS:
      seconds = once(seconds, readInteger(2, isOpen));
      return true;
    case D_SSSS:
      secondsOfDay = once(secondsOfDay, readInteger(fieldBytes, isOpen));
      return true;
    case D_MS:
      milliseconds = scaled(once(milliseconds, readInteger(3, isOpen)), 3);
      return true;
    case D_US:
      microseconds = scaled(once(microseconds, readInteger(6, isOpen)), 6);
      return true;
    default:
      break;
  }
  if (field < D_FF1 || field > D_FF6) return false;
  fractionDigits = <i32>(field - D_FF1) + 1;
  microseconds = scaled(once(microseconds, readInteger(fractionDigits, isOpen)), 6);
  return true;
}

function isLetter(place: usize): bool {
  return place < end && (<u32>load<u8>(place) | 32) - 97 < 26;
}

/** The longest abbreviation of a time zone that the text goes on with. */
function readAbbreviation(): void {
  let letters: usize = 0;
  while (letters < LONGEST_ABBREVIATION && isLetter(at + letters)) letters++;
  for (; letters > 0; letters--) {
    let word: u64 = 0;
    for (let i: usize = 0; i < letters; i++) word = (word << 5) | <u64>((<u32>load<u8>(at + i) | 32) - 96);
    const east = zoneOfWord(word);
    if (east == NO_ZONE) continue;
    at += letters;
    zoneSign = east < 0 ? -1 : 1;
    zoneHours = abs(east) / 3600;
    zoneMinutes = (abs(east) / 60) % 60;
    return;
  }
  refuse(BAD_VALUE);
}

function readZone(field: u32, isOpen: bool): bool {
  if (field == D_TZM) {
    if (zoneSign == 0) zoneSign = 1;
    zoneMinutes = once(zoneMinutes, readInteger(2, isOpen));
    return true;
  }
  if (field != D_TZ && field != D_OF && field != D_TZH) return false;
  if (field == D_TZ && isLetter(at)) {
    readAbbreviation();
    return true;
  }
  readZoneSign();
  zoneHours = once(zoneHours, readInteger(2, isOpen || (field != D_TZH && at + 2 < end && load<u8>(at + 2) == 58)));
  if (field == D_TZH || here() != 58) return true;
  at++;
  zoneMinutes = once(zoneMinutes, readInteger(2, isOpen));
  return true;
}

function readDate(field: u32, isOpen: bool): void {
  switch (field) {
    case D_A_D:
    case D_AD:
      beforeChrist = once(beforeChrist, readMark(97, 98, 0x6364, field == D_A_D));
      return;
    case D_MONTH:
      months = once(months, readName(0, 12, 9) + 1);
      return;
    case D_MON:
      months = once(months, readName(0, 12, 3) + 1);
      return;
    case D_MM:
      months = once(months, readInteger(2, isOpen));
      return;
    case D_RM:
      months = once(months, readRomanMonth());
      return;
    // Of days Sunday is 1.
    case D_DAY:
      weekday = once(weekday, readName(12, 7, 9)) + 1;
      return;
    case D_DY:
      weekday = once(weekday, readName(12, 7, 3)) + 1;
      return;
    case D_D:
      weekday = once(weekday, readInteger(1, isOpen));
      return;
    case D_ID:
      weekday = once(weekday, readInteger(1, isOpen)) + 1;
      if (weekday > 7) weekday = 1;
      return;
    case D_DDD:
    case D_IDDD:
      dayOfYear = once(dayOfYear, readInteger(3, isOpen));
      return;
    case D_DD:
      dayOfMonth = once(dayOfMonth, readInteger(2, isOpen));
      return;
    case D_WW:
    case D_IW:
      weeks = once(weeks, readInteger(2, isOpen));
      return;
    case D_W:
      weekOfMonth = once(weekOfMonth, readInteger(1, isOpen));
      return;
    case D_Q:
      readInteger(1, isOpen);
      return;
    case D_CC:
      century = once(century, readInteger(2, isOpen));
      return;
    case D_J:
      julian = once(julian, readInteger(1, isOpen));
      return;
    case D_Y_YYY:
      return readThousands();
    default:
      return readYear(field, fieldBytes, isOpen);
  }
}

let fieldBytes: i32 = 0;

/** Reads a text; 0, or the number of a failure. */
export function scan(textStart: usize, textEnd: usize, picture: i64): i32 {
  clear();
  at = textStart;
  start = textStart;
  end = textEnd;
  beginPicture(picture);
  let fixed = false;
  let isFirst = true;
  for (next(); token != T_END && at < end && problem == 0; next()) {
    const isField = token == T_KEYWORD;
    if (!fixed && (!isField || keyword != D_FX) && (isField || isFirst)) skipSpaces();
    isFirst = false;
    if (token == T_SPACE || token == T_SEPARATOR) {
      if (fixed) skipCharacter();
      else {
        skipped--;
        if (at < end && (isSpace(here()) || isSeparator(here()))) {
          at++;
          skipped++;
        }
      }
      continue;
    }
    if (token == T_CHARACTER) {
      if (!fixed && skipped > 0) skipped--;
      else if (at < end) skipCharacter();
      continue;
    }
    if (keyword == D_FX) {
      fixed = true;
      continue;
    }
    readField();
    if (fixed) continue;
    skipped = 0;
    skipSpaces();
  }
  return problem;
}

function readField(): void {
  const field = keyword;
  const suffix = ordinal;
  fieldBytes = keywordBytes;
  const isOpen = filled || endsBeforeDigits();
  setConvention(field);
  if (problem != 0) return;
  if (!readClock(field, isOpen) && !readZone(field, isOpen)) readDate(field, isOpen);
  if (suffix == 0 || field == D_TZM || !isNumber(field)) return;
  for (let i = 0; i < 2 && at < end; i++) skipCharacter();
}
