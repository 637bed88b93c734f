// Dates, timestamps and intervals as text: ISO date style, "postgres" interval style.
import { NO_ROOM, commit, fail, putDigits, reserve } from "./bump.part";
import {
  DAY, HOUR, MINUTE, SECOND, civilDay, civilMonth, civilYear, dateIsInfinite, floorDiv, splitDays, timestampIsInfinite,
} from "./temporal-civil.part";
import { W_DAY, W_INFINITY, W_MON, W_YEAR, putWord } from "./temporal-words.part";
import { offsetAt, timetzOffset, timetzTime } from "./temporal-zone.part";
import { daysOf, intervalInfinity, microsOf, monthsOf } from "./temporal-interval.part";

/** No text here is longer. */
const LONGEST: usize = 128;

function putCivil(at: usize, days: i64): usize {
  splitDays(days);
  at = putDigits(at, <u64>(civilYear > 0 ? civilYear : 1 - civilYear), 4);
  store<u8>(at, 45);
  at = putDigits(at + 1, <u64>civilMonth, 2);
  store<u8>(at, 45);
  return putDigits(at + 1, <u64>civilDay, 2);
}

/** hh:mm:ss[.ffffff] of a non-negative count of microseconds, trailing zeros dropped. */
function putTime(at: usize, micros: u64): usize {
  at = putDigits(at, micros / <u64>HOUR, 2);
  store<u8>(at, 58);
  at = putDigits(at + 1, (micros / <u64>MINUTE) % 60, 2);
  store<u8>(at, 58);
  at = putDigits(at + 1, (micros / <u64>SECOND) % 60, 2);
  let fraction = micros % <u64>SECOND;
  if (fraction == 0) return at;
  let width = 6;
  while (fraction % 10 == 0) {
    fraction /= 10;
    width--;
  }
  store<u8>(at, 46);
  return putDigits(at + 1, fraction, width);
}

function putInfinity(at: usize, negative: bool): usize {
  if (negative) store<u8>(at++, 45);
  return putWord(at, W_INFINITY);
}

function putBc(at: usize): usize {
  store<u8>(at, 32);
  store<u8>(at + 1, 66);
  store<u8>(at + 2, 67);
  return at + 3;
}

export function dateToText(date: i32): i64 {
  let at = reserve(LONGEST);
  if (at == 0) return fail(<i32>NO_ROOM);
  if (dateIsInfinite(date)) return commit(putInfinity(at, date < 0));
  at = putCivil(at, date);
  return commit(civilYear > 0 ? at : putBc(at));
}

export function timestampToText(timestamp: i64): i64 {
  let at = reserve(LONGEST);
  if (at == 0) return fail(<i32>NO_ROOM);
  if (timestampIsInfinite(timestamp)) return commit(putInfinity(at, timestamp < 0));
  const days = floorDiv(timestamp, DAY);
  at = putCivil(at, days);
  store<u8>(at, 32);
  at = putTime(at + 1, <u64>(timestamp - days * DAY));
  return commit(civilYear > 0 ? at : putBc(at));
}

export function timeToText(time: i64): i64 {
  const at = reserve(LONGEST);
  return at == 0 ? fail(<i32>NO_ROOM) : commit(putTime(at, <u64>time));
}

/** An offset: hours, and minutes and seconds where they are not 0. */
function putOffset(at: usize, offset: i32): usize {
  const size = <u64>(offset < 0 ? -offset : offset);
  store<u8>(at, offset < 0 ? 45 : 43);
  at = putDigits(at + 1, size / 3600, 2);
  if (size % 3600 == 0) return at;
  store<u8>(at, 58);
  at = putDigits(at + 1, size / 60 % 60, 2);
  if (size % 60 == 0) return at;
  store<u8>(at, 58);
  return putDigits(at + 1, size % 60, 2);
}

export function timetzToText(value: i64): i64 {
  const at = reserve(LONGEST);
  if (at == 0) return fail(<i32>NO_ROOM);
  return commit(putOffset(putTime(at, <u64>timetzTime(value)), timetzOffset(value)));
}

/** A timestamp with time zone by the clocks of a zone. */
export function instantToText(instant: i64, zone: i64): i64 {
  let at = reserve(LONGEST);
  if (at == 0) return fail(<i32>NO_ROOM);
  if (timestampIsInfinite(instant)) return commit(putInfinity(at, instant < 0));
  const offset = offsetAt(zone, instant);
  const local = instant + <i64>offset * SECOND;
  const days = floorDiv(local, DAY);
  at = putCivil(at, days);
  store<u8>(at, 32);
  at = putOffset(putTime(at + 1, <u64>(local - days * DAY)), offset);
  return commit(civilYear > 0 ? at : putBc(at));
}

/** The sign of the part written before: a positive part after a negative one shows its plus. */
let negativeBefore: bool = false;

function putPart(at: usize, first: bool, value: i64, unit: u64): usize {
  if (!first) store<u8>(at++, 32);
  if (value < 0) store<u8>(at++, 45);
  else if (negativeBefore) store<u8>(at++, 43);
  at = putDigits(at, <u64>(value < 0 ? -value : value), 1);
  store<u8>(at++, 32);
  at = putWord(at, unit);
  if (value != 1) store<u8>(at++, 115);
  negativeBefore = value < 0;
  return at;
}

export function intervalToText(interval: usize): i64 {
  let at = reserve(LONGEST);
  if (at == 0) return fail(<i32>NO_ROOM);
  const infinite = intervalInfinity(interval);
  if (infinite != 0) return commit(putInfinity(at, infinite < 0));
  const start = at;
  negativeBefore = false;
  const months = <i64>monthsOf(interval);
  const days = <i64>daysOf(interval);
  const micros = microsOf(interval);
  if (months / 12 != 0) at = putPart(at, at == start, months / 12, W_YEAR);
  if (months % 12 != 0) at = putPart(at, at == start, months % 12, W_MON);
  if (days != 0) at = putPart(at, at == start, days, W_DAY);
  if (micros != 0 || at == start) {
    if (at != start) store<u8>(at++, 32);
    if (micros < 0) store<u8>(at++, 45);
    else if (negativeBefore) store<u8>(at++, 43);
    at = putTime(at, micros < 0 ? 0 - <u64>micros : <u64>micros);
  }
  return commit(at);
}
