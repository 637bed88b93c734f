// Fields with colons: hours, minutes and seconds of a text that is read. Intervals read theirs here too.
import { DAY, HOUR, MINUTE, SECOND } from "./temporal-civil.part";
import { integerEnd, integerOverflows, isInt32, leadingInteger, readMicros } from "./temporal-field.part";
import { BAD, GOOD, OVERFLOW, TIME_SET, found, hour, micros, minute, second } from "./temporal-moment.part";

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

export function leavesDay(): bool {
  return hour > 24 || minute > 59 || second > 60 || hour * HOUR + clockRest() > DAY;
}

export function clockField(start: usize, end: usize, timeOnly: bool): i32 {
  const result = timeOfDay(start, end);
  if (result != GOOD) return result;
  return !timeOnly && leavesDay() ? OVERFLOW : GOOD;
}
