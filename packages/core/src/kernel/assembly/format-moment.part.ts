// The moment or date that the fields of a text amount to, as PostgreSQL combines them: what is given more exactly wins.
import { addressOf, fail, lengthOf } from "./bump.part";
import {
  ISO_WEEK, afternoon, beforeChrist, century, convention, dayOfMonth, dayOfYear, fractionDigits, hours, julian, microseconds, milliseconds, minutes,
  months, scan, seconds, secondsOfDay, twelveHours, weekOfMonth, weekday, weeks, yearDigits, years, zoneHours, zoneMinutes, zoneSign,
} from "./format-scan.part";
import { DATE_END, DATE_MIN, civilDay, civilMonth, civilYear, dayOfWeek, daysFromCivil, daysInMonth, isLeap, splitDays } from "./temporal-civil.part";

const FIELD_RANGE: i32 = -46;
const TWELVE_HOURS: i32 = -47;
const NO_YEAR: i32 = -48;
const DATE_RANGE: i32 = -49;
const TIMESTAMP_RANGE: i32 = -50;
const ZONE_RANGE: i32 = -51;
const DAY: i64 = 86400000000;

let year: i32 = 0;
let month: i32 = 1;
let day: i32 = 1;
let hasYear: bool = false;
let hasMonth: bool = false;
let hasDay: bool = false;
let hour: i32 = 0;
let minute: i32 = 0;
let second: i32 = 0;
let timeOfDay: i64 = 0;
let problem: i32 = 0;

function setDays(days: i64): void {
  splitDays(days);
  year = civilYear;
  month = civilMonth;
  day = civilDay;
  hasYear = true;
  hasMonth = true;
  hasDay = true;
}

/** Monday of an ISO week. */
function isoWeekStart(isoYear: i32, week: i32): i64 {
  const fourth = daysFromCivil(isoYear, 1, 4);
  return fourth - <i64>((dayOfWeek(fourth) + 6) % 7) + <i64>(week - 1) * 7;
}

function findYear(): void {
  const side = beforeChrist != 0 ? -century : century;
  if (years != 0) {
    hasYear = true;
    if (century != 0 && yearDigits <= 2) {
      year = years % 100;
      if (year == 0) year = side * 100 + (side >= 0 ? 0 : 1);
      else if (side >= 0) year += (side - 1) * 100;
      else year = (side + 1) * 100 - year + 1;
      return;
    }
    year = beforeChrist != 0 ? -years : years;
    if (year < 0) year++;
  } else if (century != 0) {
    hasYear = true;
    year = side >= 0 ? (side - 1) * 100 + 1 : side * 100 + 1;
  }
}

/** The first day of a week, counted from the first week's first day as 1. */
function firstDayOf(week: i32): i32 {
  const day = (<i64>week - 1) * 7 + 1;
  if (day < <i64>i32.MIN_VALUE || day > <i64>i32.MAX_VALUE) problem = FIELD_RANGE;
  return <i32>day;
}

function findDay(): void {
  let ordinal = dayOfYear;
  let monthDay = dayOfMonth;
  if (julian != 0) setDays(<i64>julian - 2440588);
  if (weeks != 0) {
    if (convention == ISO_WEEK) {
      // Without a day: the week's Monday. Sunday is 1 and ends the week.
      const place = weekday == 0 ? 0 : weekday <= 1 ? 6 : weekday - 2;
      setDays(isoWeekStart(year, weeks) + <i64>place);
    } else ordinal = firstDayOf(weeks);
  }
  if (weekOfMonth != 0) monthDay = firstDayOf(weekOfMonth);
  if (problem != 0) return;
  if (monthDay != 0) {
    day = monthDay;
    hasDay = true;
  }
  if (months != 0) {
    month = months;
    hasMonth = true;
  }
  if (ordinal != 0 && (month <= 1 || day <= 1)) byDayOfYear(ordinal);
}

function byDayOfYear(ordinal: i32): void {
  if (year == 0 && beforeChrist == 0) {
    problem = NO_YEAR;
    return;
  }
  if (convention == ISO_WEEK) return setDays(isoWeekStart(year, 1) + <i64>ordinal - 1);
  let before = 0;
  let found = 1;
  for (; found <= 12; found++) {
    const length = daysInMonth(year, found);
    if (ordinal <= before + length) break;
    before += length;
  }
  // Past the year's end: the month after the last, which is out of range.
  if (found > 12) before = isLeap(year) ? 366 : 365;
  if (month <= 1) month = found;
  if (day <= 1) day = ordinal - before;
  hasMonth = true;
  hasDay = true;
}

/** Before the date is looked at; whether it is a time, behind it. */
function findClock(): void {
  hour = hours;
  minute = minutes;
  second = seconds;
  if (secondsOfDay != 0) {
    if (hour == 0) hour = secondsOfDay / 3600;
    if (minute == 0) minute = (secondsOfDay / 60) % 60;
    if (second == 0) second = secondsOfDay % 60;
  }
  if (twelveHours) {
    if (hour < 1 || hour > 12) {
      problem = TWELVE_HOURS;
      return;
    }
    if (afternoon != 0 && hour < 12) hour += 12;
    else if (afternoon == 0 && hour == 12) hour = 0;
  }
}

function checkTime(): void {
  const fraction = <i64>milliseconds * 1000 + <i64>microseconds;
  if (hour < 0 || hour >= 24 || minute < 0 || minute >= 60 || second < 0 || second >= 60 || fraction < 0 || fraction >= 1000000) {
    problem = FIELD_RANGE;
  }
  timeOfDay = (<i64>hour * 3600 + <i64>minute * 60 + <i64>second) * 1000000 + fraction;
}

function checkDate(): void {
  if (hasMonth && (month < 1 || month > 12)) problem = FIELD_RANGE;
  else if (hasDay && (day < 1 || day > 31)) problem = FIELD_RANGE;
  else if (hasYear && hasMonth && hasDay && day > daysInMonth(year, month)) problem = FIELD_RANGE;
}

/** Reads a text into fields and combines them; false with a failure that is noted. */
function read(text: i64, picture: i64): bool {
  year = 0;
  month = 1;
  day = 1;
  hasYear = false;
  hasMonth = false;
  hasDay = false;
  problem = scan(addressOf(text), addressOf(text) + lengthOf(text), picture);
  if (problem == 0) findClock();
  if (problem == 0) findYear();
  if (problem == 0) findDay();
  if (problem == 0) checkDate();
  if (problem == 0) checkTime();
  if (problem == 0 && zoneSign != 0 && (zoneHours < 0 || zoneHours > 15 || zoneMinutes < 0 || zoneMinutes >= 60)) problem = ZONE_RANGE;
  if (problem != 0) fail(problem);
  return problem == 0;
}

/** The date that a text shows by a picture. */
export function dateOfPicture(text: i64, picture: i64): i32 {
  if (!read(text, picture)) return 0;
  const days = daysFromCivil(year, month, day);
  return days < <i64>DATE_MIN || days >= <i64>DATE_END ? <i32>fail(DATE_RANGE) : <i32>days;
}

/** The moment that a text shows by a picture, by the clocks where it was written. */
export function momentOfPicture(text: i64, picture: i64): i64 {
  if (!read(text, picture)) return 0;
  const days = daysFromCivil(year, month, day);
  if (days < <i64>DATE_MIN || days > 106751990) return fail(TIMESTAMP_RANGE);
  return rounded(days * DAY + timeOfDay);
}

/** To the digits of a second that the picture asks for, halves away from zero. */
function rounded(moment: i64): i64 {
  if (fractionDigits == 0) return moment;
  let unit: i64 = 1;
  for (let digit = fractionDigits; digit < 6; digit++) unit *= 10;
  const half = unit / 2;
  return (moment >= 0 ? (moment + half) / unit : (moment - half) / unit) * unit;
}

/** The offset of those clocks in seconds east of Greenwich; the least integer where the text names none. */
export function offsetOfPicture(text: i64, picture: i64): i32 {
  if (!read(text, picture)) return 0;
  if (zoneSign == 0) return i32.MIN_VALUE;
  const seconds = (zoneHours * 60 + zoneMinutes) * 60;
  return zoneSign > 0 ? seconds : -seconds;
}
