// to_char of moments and intervals (PostgreSQL manual, section 9.8.1): a picture's fields one after the other.
import { NO_ROOM, addressOf, commit, fail, lengthOf, putDigits, reserve } from "./bump.part";
import {
  D_A_D, D_A_M, D_AD, D_AM, D_CC, D_D, D_DAY, D_DD, D_DDD, D_DY, D_FF1, D_FF6, D_HH, D_HH24, D_I, D_ID, D_IDDD, D_IW, D_IY, D_IYY,
  D_IYYY, D_J, D_MI, D_MM, D_MON, D_MONTH, D_MS, D_OF, D_Q, D_RM, D_SS, D_SSSS, D_TZ, D_TZH, D_TZM, D_US, D_W, D_WW, D_Y, D_YY,
  D_YYY, D_YYYY, D_Y_YYY, LOWER, T_END, T_KEYWORD, UPPER, beginPicture, characterAt, characterBytes, filled, isEmptyPicture, keyword, next,
  ordinal, pictureTokens, spelling, token, translated,
} from "./format-token.part";
import { ROMAN_MONTHS, nameAt } from "./format-name.part";
import { civilDay, civilMonth, civilYear, dayOfWeek, daysFromCivil, floorDiv, isoYear, splitDays } from "./temporal-civil.part";

const INTERVAL_FIELD: i32 = -2;
const NO_ABBREVIATION: i32 = -3;
const DAY: i64 = 86400000000;

let year: i32 = 0;
let month: i32 = 0;
let day: i32 = 0;
let hour: i64 = 0;
let minute: i32 = 0;
let second: i32 = 0;
let micros: i32 = 0;
let yearDay: i32 = 0;
let weekDay: i32 = 0;
let isInterval: bool = false;
let offset: i32 = 0;
let abbreviation: i64 = 0;
let out: usize = 0;
let limit: usize = 0;
let problem: i32 = 0;

function put(byte: u32): void {
  store<u8>(out++, <u8>byte);
}

/** A number in at least `width` places, zeros in front; a sign counts as one of them. */
function putNumber(value: i64, width: i32): void {
  const start = out;
  if (value < 0) {
    put(45);
    out = putDigits(out, <u64>(-value), max(width - 1, 1));
  } else out = putDigits(out, <u64>value, max(width, 1));
  if (ordinal == 0) return;
  const last = <u32>load<u8>(out - 1);
  const teens = out - start > 1 && load<u8>(out - 2) == 49;
  let suffix: u32 = 0x6874;
  if (!teens && last == 49) suffix = 0x7473;
  else if (!teens && last == 50) suffix = 0x646e;
  else if (!teens && last == 51) suffix = 0x6472;
  store<u16>(out, <u16>(ordinal == 1 ? suffix & 0xdfdf : suffix));
  out += 2;
}

/** With the places that a value which may be negative has: one more then. */
function putPadded(value: i64, width: i32): void {
  putNumber(value, filled ? 0 : value >= 0 ? width : width + 1);
}

/** A name as the keyword is written, at most `most` letters, blanks behind up to them. */
function putName(name: usize, most: usize, pads: bool): void {
  for (let i: usize = 0; i < most; i++) {
    let byte = <u32>load<u8>(name + i);
    if (byte == 32 && !pads) return;
    if (byte != 32 && spelling == UPPER) byte &= 0xdf;
    if (byte != 32 && spelling == LOWER) byte |= 32;
    put(byte);
  }
}

/** FM and TM both leave the blanks behind names of months and days out; those behind Roman numbers only FM. */
function padsNames(): bool {
  return !filled && !translated;
}

/** Letters, with points or without, in capitals or not. */
function putMark(first: u32, second: u32, points: bool): void {
  const bit: u32 = spelling == LOWER ? 32 : 0;
  put(first | bit);
  if (points) put(46);
  put(second | bit);
  if (points) put(46);
}

function shownYear(value: i32): i64 {
  return isInterval || value > 0 ? <i64>value : 1 - <i64>value;
}

function days(): i64 {
  return daysFromCivil(year, month, day);
}

/** Days since the ISO year began. */
function isoDay(): i64 {
  const here = days();
  const fourth = daysFromCivil(isoYear(here), 1, 4);
  return here - fourth + <i64>((dayOfWeek(fourth) + 6) % 7);
}

function century(): i64 {
  if (isInterval) return year / 100;
  return year > 0 ? (year - 1) / 100 + 1 : year / 100 - 1;
}

/** The last digits of a year; the calendar's year decides how many there are. */
function putYearPart(value: i32, width: i32, modulus: i64): void {
  putNumber(shownYear(value) % modulus, filled ? 0 : shownYear(year) >= 0 ? width : width + 1);
}

function putOffset(): void {
  const size = <i64>(offset < 0 ? -offset : offset);
  const width = filled ? 1 : 2;
  put(offset < 0 ? 45 : 43);
  out = putDigits(out, <u64>(size / 3600), width);
  if ((size / 60) % 60 == 0) return;
  put(58);
  out = putDigits(out, <u64>((size / 60) % 60), 2);
}

function putRomanMonth(): void {
  if (month == 0 && year == 0) return;
  let place = month - 1;
  if (month == 0) place = year >= 0 ? 11 : 0;
  else if (month < 0) place = 12 + month;
  putName(ROMAN_MONTHS + <usize>place * 4, 4, !filled);
}

/** Fields of the clock; false when the keyword is another one. */
function putClock(): bool {
  switch (keyword) {
    case D_A_M:
      putMark(hour % 24 >= 12 ? 80 : 65, 77, true);
      return true;
    case D_AM:
      putMark(hour % 24 >= 12 ? 80 : 65, 77, false);
      return true;
    case D_HH:
      putNumber(hour % 12 == 0 ? 12 : hour % 12, filled ? 0 : hour >= 0 ? 2 : 3);
      return true;
    case D_HH24:
      putPadded(hour, 2);
      return true;
    case D_MI:
      putPadded(minute, 2);
      return true;
    case D_SS:
      putPadded(second, 2);
      return true;
    case D_MS:
      putNumber(micros / 1000, 3);
      return true;
    case D_US:
      putNumber(micros, 6);
      return true;
    case D_SSSS:
      putNumber(hour * 3600 + <i64>minute * 60 + <i64>second, 0);
      return true;
    default:
      break;
  }
  if (keyword < D_FF1 || keyword > D_FF6) return false;
  const digits = <i32>(keyword - D_FF1) + 1;
  let unit: i32 = 1;
  for (let i = digits; i < 6; i++) unit *= 10;
  putNumber(micros / unit, digits);
  return true;
}

/** Fields that an interval does not have. */
function putCalendar(): bool {
  const isCalendar = keyword == D_A_D || keyword == D_AD || keyword == D_DAY || keyword == D_DY || keyword == D_D || keyword == D_ID ||
    keyword == D_MONTH || keyword == D_MON || keyword == D_TZ || keyword == D_TZH || keyword == D_TZM || keyword == D_OF;
  if (!isCalendar) return false;
  if (isInterval) {
    problem = INTERVAL_FIELD;
    return true;
  }
  switch (keyword) {
    case D_A_D:
    case D_AD:
      putMark(year <= 0 ? 66 : 65, year <= 0 ? 67 : 68, keyword == D_A_D);
      return true;
    case D_DAY:
      putName(nameAt(weekDay + 12), 9, padsNames());
      return true;
    case D_DY:
      putName(nameAt(weekDay + 12), 3, false);
      return true;
    case D_D:
      putNumber(weekDay + 1, 0);
      return true;
    case D_ID:
      putNumber(weekDay == 0 ? 7 : weekDay, 0);
      return true;
    case D_MONTH:
      putName(nameAt(month - 1), 9, padsNames());
      return true;
    case D_MON:
      putName(nameAt(month - 1), 3, false);
      return true;
    case D_OF:
      putOffset();
      return true;
    case D_TZH:
      put(offset < 0 ? 45 : 43);
      out = putDigits(out, <u64>((offset < 0 ? -offset : offset) / 3600), 2);
      return true;
    case D_TZM:
      out = putDigits(out, <u64>(((offset < 0 ? -offset : offset) / 60) % 60), 2);
      return true;
    default:
      putZone();
      return true;
  }
}

/** The zone's abbreviation: of UTC and GMT, which are the ones that are known. */
function putZone(): void {
  const length = lengthOf(abbreviation);
  if (length == 0) return;
  const at = addressOf(abbreviation);
  const word = length == 3 ? <u32>load<u8>(at) | (<u32>load<u8>(at + 1) << 8) | (<u32>load<u8>(at + 2) << 16) | 0x202020 : 0;
  // utc, gmt
  if (word != 0x637475 && word != 0x746d67) {
    problem = NO_ABBREVIATION;
    return;
  }
  for (let i: usize = 0; i < 3; i++) put(spelling == LOWER ? <u32>load<u8>(at + i) | 32 : <u32>load<u8>(at + i) & 0xdf);
}

function putDateField(): void {
  switch (keyword) {
    case D_MM:
      return putPadded(month, 2);
    case D_DDD:
      return putNumber(yearDay, filled ? 0 : 3);
    case D_IDDD:
      return putNumber(isoDay() + 1, filled ? 0 : 3);
    case D_DD:
      return putNumber(day, filled ? 0 : 2);
    case D_WW:
      return putNumber((yearDay - 1) / 7 + 1, filled ? 0 : 2);
    case D_IW:
      return putNumber(isoDay() / 7 + 1, filled ? 0 : 2);
    case D_Q:
      if (month != 0) putNumber((month - 1) / 3 + 1, 0);
      return;
    case D_CC:
      if (century() <= 99 && century() >= -99) return putPadded(century(), 2);
      return putNumber(century(), 0);
    case D_Y_YYY: {
      const shown = shownYear(year);
      const thousands = shown / 1000;
      const rest = shown - thousands * 1000;
      if (thousands < 0) put(45);
      out = putDigits(out, <u64>(thousands < 0 ? -thousands : thousands), 1);
      put(44);
      return putNumber(rest, 3);
    }
    case D_YYYY:
      return putPadded(shownYear(year), 4);
    case D_IYYY:
      return putYearPart(isoYear(days()), 4, i64.MAX_VALUE);
    case D_YYY:
      return putYearPart(year, 3, 1000);
    case D_IYY:
      return putYearPart(isoYear(days()), 3, 1000);
    case D_YY:
      return putYearPart(year, 2, 100);
    case D_IY:
      return putYearPart(isoYear(days()), 2, 100);
    case D_Y:
      return putNumber(shownYear(year) % 10, 0);
    case D_I:
      return putNumber(shownYear(isoYear(days())) % 10, 0);
    case D_RM:
      return putRomanMonth();
    case D_W:
      return putNumber((day - 1) / 7 + 1, 0);
    case D_J:
      return putNumber(days() + 2440588, 0);
    default:
      break;
  }
}

/** Writes the picture with the fields as they are set. */
function write(picture: i64): i64 {
  const start = reserve(<u64>pictureTokens(picture) * 32 + 64);
  if (start == 0) return fail(<i32>NO_ROOM);
  out = start;
  problem = 0;
  beginPicture(picture);
  for (next(); token != T_END && problem == 0; next()) {
    if (token != T_KEYWORD) {
      memory.copy(out, characterAt, characterBytes);
      out += characterBytes;
    } else if (!putClock() && !putCalendar()) putDateField();
  }
  return problem != 0 ? fail(problem) : commit(out);
}

/** A local moment by a picture; 0 for an infinite one and an empty picture. `name`: an abbreviation of the zone, or empty. */
export function timestampByPicture(timestamp: i64, zoneOffset: i32, name: i64, picture: i64): i64 {
  if (timestamp == i64.MIN_VALUE || timestamp == i64.MAX_VALUE || isEmptyPicture(picture)) return 0;
  const whole = floorDiv(timestamp, DAY);
  const rest = timestamp - whole * DAY;
  splitDays(whole);
  year = civilYear;
  month = civilMonth;
  day = civilDay;
  hour = rest / 3600000000;
  minute = <i32>((rest / 60000000) % 60);
  second = <i32>((rest / 1000000) % 60);
  micros = <i32>(rest % 1000000);
  yearDay = <i32>(whole - daysFromCivil(year, 1, 1)) + 1;
  weekDay = dayOfWeek(whole);
  isInterval = false;
  offset = zoneOffset;
  abbreviation = name;
  return write(picture);
}

/** An interval by a picture; 0 for an infinite one and an empty picture. */
export function intervalByPicture(interval: usize, picture: i64): i64 {
  const months = load<i32>(interval);
  const time = load<i64>(interval, 8);
  const infinite = (months == i32.MAX_VALUE && time == i64.MAX_VALUE) || (months == i32.MIN_VALUE && time == i64.MIN_VALUE);
  if (infinite || isEmptyPicture(picture)) return 0;
  year = months / 12;
  month = months % 12;
  day = load<i32>(interval, 4);
  hour = time / 3600000000;
  minute = <i32>((time / 60000000) % 60);
  second = <i32>((time / 1000000) % 60);
  micros = <i32>(time % 1000000);
  yearDay = (year * 12 + month) * 30 + day;
  weekDay = 0;
  isInterval = true;
  return write(picture);
}
