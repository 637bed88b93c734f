// Words of a text that is read, and the fields that a word before them announces: Julian days, and times behind a T.
import { NO_ZONE, followsZone, zoneOfWord } from "./temporal-abbreviations.part";
import { DAY, HOUR, MINUTE, SECOND } from "./temporal-civil.part";
import {
  DATE, NUMBER, TIME, fieldKind, fraction, integerEnd, isInt32, leadingInteger, readFraction,
} from "./temporal-field.part";
import {
  ANNO, ANTE, BEFORE, CLOCK_WORD, DAY_NAME, EPOCH_WORD, INFINITY_WORD, JULIAN, MIDNIGHT, POST, SUMMER, TIME_NEXT, UNKNOWN,
  monthOfWord,
} from "./temporal-date-words.part";
import { wordKey } from "./temporal-words.part";
import {
  BAD, CLOCK, DATE_SET, DAY_NAME_SET, DAY_SET, EPOCH, ERA_SET, GOOD, HALF_SET, INFINITE, MINUS_INFINITE, MONTH_SET, OVERFLOW,
  SUMMER_SET, TIME_SET, ZONE_SET, bc, day, found, half, hour, julian, mask, micros, minute, month, second, special,
  zoneSeconds,
} from "./temporal-moment.part";
import { clockField } from "./temporal-time-field.part";
import { zoneName, zoneOffset } from "./temporal-zone-field.part";
import { runTogether, timeAndOffset } from "./temporal-date-field.part";

/** A word; the caller knows that it is none of those that say what the next field is. */
export function word(start: usize, end: usize, sign: u32, meaning: i32, timeOnly: bool, textMonth: bool): i32 {
  if (sign == 0) {
    const key = wordKey(start, end);
    if (followsZone(key)) return zoneName(start, end);
    const zone = zoneOfWord(key);
    if (zone != NO_ZONE) {
      found = ZONE_SET;
      zoneSeconds = zone;
      return GOOD;
    }
  } else if (meaning != INFINITY_WORD) return BAD;
  switch (meaning) {
    case UNKNOWN: {
      const named = monthOfWord(start, end);
      if (named == 0) return zoneName(start, end);
      if (timeOnly) return BAD;
      found = MONTH_SET;
      // "8 Jan": the number before was the day.
      if ((mask & MONTH_SET) != 0 && !textMonth && (mask & DAY_SET) == 0 && month >= 1 && month <= 31) {
        day = month;
        found = DAY_SET;
      }
      month = named;
      return GOOD;
    }
    case DAY_NAME: {
      found = DAY_NAME_SET;
      return timeOnly ? BAD : GOOD;
    }
    case ANTE:
    case POST: {
      half = meaning;
      found = HALF_SET;
      return GOOD;
    }
    case ANNO:
    case BEFORE: {
      bc = meaning == BEFORE;
      found = ERA_SET;
      return GOOD;
    }
    case SUMMER: {
      zoneSeconds += 3600;
      found = SUMMER_SET;
      return GOOD;
    }
    case MIDNIGHT: {
      hour = 0;
      minute = 0;
      second = 0;
      zoneSeconds = 0;
      found = TIME_SET | ZONE_SET;
      return GOOD;
    }
    case CLOCK_WORD: return CLOCK;
    case EPOCH_WORD:
    case INFINITY_WORD: {
      special = meaning == EPOCH_WORD ? EPOCH : sign == 45 ? MINUS_INFINITE : INFINITE;
      found = DATE_SET | TIME_SET | ZONE_SET;
      return timeOnly ? BAD : GOOD;
    }
  }
  return BAD;
}

/** The number of a Julian day, with a fraction of the day or an offset behind it. */
function julianDay(start: usize, end: usize): i32 {
  julian = leadingInteger(start, end);
  const at = integerEnd;
  if (!isInt32(julian)) return OVERFLOW;
  found = DATE_SET;
  if (at == end) return GOOD;
  if (load<u8>(at) != 46 || !readFraction(at, end)) return BAD;
  const time = <i64>(fraction * <f64>DAY);
  hour = time / HOUR;
  minute = time / MINUTE % 60;
  second = time / SECOND % 60;
  micros = time % SECOND;
  found |= TIME_SET;
  return GOOD;
}

/** A field behind a word that says what it is. */
export function announced(meaning: i32, start: usize, end: usize, timeOnly: bool): i32 {
  if (fieldKind == NUMBER) {
    if (meaning == JULIAN) return julianDay(start, end);
    const value = leadingInteger(start, end);
    if (!isInt32(value)) return OVERFLOW;
    if (meaning != TIME_NEXT) return BAD;
    const result = runTogether(start, end, mask | DATE_SET);
    return result == GOOD && found != TIME_SET ? BAD : result;
  }
  if (fieldKind == TIME) return meaning == TIME_NEXT ? clockField(start, end, timeOnly) : BAD;
  if (fieldKind != DATE || timeOnly) return BAD;
  if (meaning == JULIAN) {
    julian = leadingInteger(start, end);
    if (!isInt32(julian) || julian < 0) return OVERFLOW;
    const at = integerEnd;
    if (at == end || load<u8>(at) != 45) return BAD;
    const result = zoneOffset(true, at + 1, end);
    found = DATE_SET | TIME_SET | ZONE_SET;
    return result;
  }
  return meaning == TIME_NEXT ? timeAndOffset(start, end, mask) : BAD;
}
