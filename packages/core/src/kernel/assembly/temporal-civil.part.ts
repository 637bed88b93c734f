// Calendar arithmetic: days since 1970-01-01 to and from year, month, day of the proleptic Gregorian calendar.
// Years are astronomical: 0 is 1 BC. Infinities are the extremes of the slot type.
import { fail } from "./bump.part";

export const DAY: i64 = 86400000000;
export const HOUR: i64 = 3600000000;
export const MINUTE: i64 = 60000000;
export const SECOND: i64 = 1000000;

export const DATE_INFINITY: i32 = i32.MAX_VALUE;
export const DATE_MINUS_INFINITY: i32 = i32.MIN_VALUE;
/** 4714-11-24 BC, Julian day 0. */
export const DATE_MIN: i32 = -2440588;
/** The day after 5874897-12-31's month range that PostgreSQL allows (5874898-06-03). */
export const DATE_END: i32 = 2145042906;
/** PostgreSQL's lower end; its upper end (294277-01-01) lies past the type's: i64 from 1970 ends on 294247-01-10. */
export const TIMESTAMP_MIN: i64 = -210866803200000000;

export const INVALID_DATE_TEXT: i32 = -2;
export const INVALID_TIMESTAMP_TEXT: i32 = -3;
export const INVALID_INTERVAL_TEXT: i32 = -4;
export const FIELD_OVERFLOW: i32 = -5;
export const INTERVAL_FIELD_OVERFLOW: i32 = -6;
export const DATE_TEXT_RANGE: i32 = -7;
export const TIMESTAMP_TEXT_RANGE: i32 = -8;
export const DATE_RANGE: i32 = -9;
export const TIMESTAMP_RANGE: i32 = -10;
export const INTERVAL_RANGE: i32 = -11;
export const INFINITE_DATES: i32 = -12;
export const DATE_FIELDS: i32 = -13;
export const DIVISION_BY_ZERO: i32 = -14;
export const UNIT_NOT_SUPPORTED: i32 = -15;
export const INFINITE_FIELD: i32 = -16;
export const CLOCK_TEXT: i32 = -17;
export const DATE_FOR_TIMESTAMP: i32 = -18;
export const INVALID_INSTANT_TEXT: i32 = -30;
export const INVALID_TIME_TEXT: i32 = -31;
export const INVALID_TIMETZ_TEXT: i32 = -32;
export const DISPLACED_TEXT: i32 = -33;
export const INFINITE_INTERVAL_TIME: i32 = -35;
export const DISPLACED_ZONE: i32 = -40;

/** Set by `splitDays`: the parts of the last day split. */
export let civilYear: i32 = 0;
export let civilMonth: i32 = 0;
export let civilDay: i32 = 0;

export function floorDiv(value: i64, by: i64): i64 {
  const quotient = value / by;
  return value - quotient * by < 0 ? quotient - 1 : quotient;
}

export function isLeap(year: i32): bool {
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
}

export function daysInMonth(year: i32, month: i32): i32 {
  if (month == 2) return isLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Years are counted from March so that the leap day ends the year; an era is 400 years (146097 days). */
export function daysFromCivil(year: i64, month: i32, day: i32): i64 {
  if (month <= 2) year--;
  const era = floorDiv(year, 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = <i64>((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1);
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

export function splitDays(days: i64): void {
  const shifted = days + 719468;
  const era = floorDiv(shifted, 146097);
  const dayOfEra = <i32>(shifted - era * 146097);
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shiftedMonth = (5 * dayOfYear + 2) / 153;
  civilDay = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
  civilMonth = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  civilYear = <i32>(<i64>yearOfEra + era * 400) + (civilMonth <= 2 ? 1 : 0);
}

/** Sunday is 0. */
export function dayOfWeek(days: i64): i32 {
  const day = <i32>(days + 4 - floorDiv(days + 4, 7) * 7);
  return day;
}

/** The Monday that starts the first ISO week of `year`. */
function isoYearStart(year: i32): i64 {
  const fourth = daysFromCivil(year, 1, 4);
  return fourth - <i64>((dayOfWeek(fourth) + 6) % 7);
}

export function isoYear(days: i64): i32 {
  splitDays(days);
  const year = civilYear;
  if (days < isoYearStart(year)) return year - 1;
  return days >= isoYearStart(year + 1) ? year + 1 : year;
}

export function isoWeek(days: i64): i32 {
  return <i32>((days - isoYearStart(isoYear(days))) / 7) + 1;
}

export function dateIsInfinite(date: i32): bool {
  return date == DATE_INFINITY || date == DATE_MINUS_INFINITY;
}

export function timestampIsInfinite(timestamp: i64): bool {
  return timestamp == i64.MAX_VALUE || timestamp == i64.MIN_VALUE;
}

export function checkedDate(days: i64): i32 {
  if (days < <i64>DATE_MIN || days >= <i64>DATE_END) return <i32>fail(DATE_RANGE);
  return <i32>days;
}

/** Days and microseconds of a day to a timestamp; out of range fails with `code`. */
export function joinTimestamp(days: i64, micros: i64, code: i32): i64 {
  if (days < -106751992 || days > 106751991) return fail(code);
  const base = days * DAY;
  const timestamp = base + micros;
  if ((((timestamp ^ base) & (timestamp ^ micros)) < 0) || timestamp < TIMESTAMP_MIN || timestamp == i64.MAX_VALUE) return fail(code);
  return timestamp;
}
