// Words that have a meaning among the fields of dates and times.
import { lower } from "./bump.part";
import {
  W_AD, W_ALLBALLS, W_AM, W_APRIL, W_AT, W_AUGUST, W_BC, W_D, W_DECEMBER, W_DOW, W_DOY, W_DST, W_EPOCH, W_FEBRUARY, W_FRI,
  W_FRIDAY, W_H, W_INFINITY, W_ISODOW, W_ISOYEAR, W_J, W_JANUARY, W_JD, W_JULIAN, W_JULY, W_JUNE, W_M, W_MARCH, W_MM, W_MON,
  W_MONDAY, W_NOVEMBER, W_NOW, W_OCTOBER, W_ON, W_PM, W_S, W_SAT, W_SATURDAY, W_SEPT, W_SEPTEMBER, W_SUN, W_SUNDAY, W_T, W_THU,
  W_THUR, W_THURS, W_THURSDAY, W_TODAY, W_TOMORROW, W_TUE, W_TUES, W_TUESDAY, W_WED, W_WEDNESDAY, W_WEDS, W_Y, W_YESTERDAY,
  isWord, wordKey,
} from "./temporal-words.part";

export function monthOfWord(start: usize, end: usize): i32 {
  const length = end - start;
  if (length < 3) return 0;
  const key = (lower(load<u8>(start)) << 16) | (lower(load<u8>(start + 1)) << 8) | lower(load<u8>(start + 2));
  switch (key) {
    case 0x6a616e: return length == 3 || isWord(start, end, W_JANUARY) ? 1 : 0;
    case 0x666562: return length == 3 || isWord(start, end, W_FEBRUARY) ? 2 : 0;
    case 0x6d6172: return length == 3 || isWord(start, end, W_MARCH) ? 3 : 0;
    case 0x617072: return length == 3 || isWord(start, end, W_APRIL) ? 4 : 0;
    case 0x6d6179: return length == 3 ? 5 : 0;
    case 0x6a756e: return length == 3 || isWord(start, end, W_JUNE) ? 6 : 0;
    case 0x6a756c: return length == 3 || isWord(start, end, W_JULY) ? 7 : 0;
    case 0x617567: return length == 3 || isWord(start, end, W_AUGUST) ? 8 : 0;
    case 0x736570: return length == 3 || isWord(start, end, W_SEPT) || isWord(start, end, W_SEPTEMBER) ? 9 : 0;
    case 0x6f6374: return length == 3 || isWord(start, end, W_OCTOBER) ? 10 : 0;
    case 0x6e6f76: return length == 3 || isWord(start, end, W_NOVEMBER) ? 11 : 0;
    case 0x646563: return length == 3 || isWord(start, end, W_DECEMBER) ? 12 : 0;
  }
  return 0;
}

export const UNKNOWN: i32 = 0;
export const DAY_NAME: i32 = 1;
/** `at` and `on`. */
export const IGNORED: i32 = 2;
export const ANTE: i32 = 3;
export const POST: i32 = 4;
export const ANNO: i32 = 5;
export const BEFORE: i32 = 6;
/** The next number is a Julian day. */
export const JULIAN: i32 = 7;
/** The next field is a time. */
export const TIME_NEXT: i32 = 8;
/** A unit that no number of a date has. */
export const OTHER_UNIT: i32 = 9;
export const SUMMER: i32 = 10;
export const MIDNIGHT: i32 = 11;
export const CLOCK_WORD: i32 = 12;
export const EPOCH_WORD: i32 = 13;
export const INFINITY_WORD: i32 = 14;
/** In intervals. */
export const MINUTE_UNIT: i32 = 15;

/** What a word that names no month means. */
export function meaningOf(start: usize, end: usize): i32 {
  const key = wordKey(start, end);
  if (key == W_T) return TIME_NEXT;
  if (key == W_AM) return ANTE;
  if (key == W_PM) return POST;
  if (key == W_BC) return BEFORE;
  if (key == W_AD) return ANNO;
  if (key == W_J || key == W_JD || key == W_JULIAN) return JULIAN;
  if (key == W_AT || key == W_ON) return IGNORED;
  if (key == W_DST) return SUMMER;
  if (key == W_ALLBALLS) return MIDNIGHT;
  if (key == W_EPOCH) return EPOCH_WORD;
  if (key == W_INFINITY) return INFINITY_WORD;
  if (key == W_NOW || key == W_TODAY || key == W_TOMORROW || key == W_YESTERDAY) return CLOCK_WORD;
  if (key == W_MM) return MINUTE_UNIT;
  if (
    key == W_D || key == W_DOW || key == W_DOY || key == W_H || key == W_ISODOW || key == W_ISOYEAR || key == W_M || key == W_S || key == W_Y
  ) return OTHER_UNIT;
  if (
    key == W_SUN || key == W_SUNDAY || key == W_MON || key == W_MONDAY || key == W_TUE || key == W_TUES || key == W_TUESDAY ||
    key == W_WED || key == W_WEDS || key == W_WEDNESDAY || key == W_THU || key == W_THUR || key == W_THURS || key == W_THURSDAY ||
    key == W_FRI || key == W_FRIDAY || key == W_SAT || key == W_SATURDAY
  ) return DAY_NAME;
  return UNKNOWN;
}

/** Whether a word is one of dates, in front of digits. */
export function isDateWord(start: usize, end: usize): bool {
  return meaningOf(start, end) != UNKNOWN || monthOfWord(start, end) != 0;
}
