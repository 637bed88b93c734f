// Words that dates and intervals are written with, up to ten letters, packed into a u64: five bits a letter,
// a = 1, the first letter highest. So a word is compared in one step, and the module needs no static data.
import { isLetter } from "./bump.part";

export const W_AD: u64 = 0x24;
export const W_AGO: u64 = 0x4ef;
export const W_ALLBALLS: u64 = 0xb1820b193;
export const W_AM: u64 = 0x2d;
export const W_APRIL: u64 = 0x18492c;
export const W_AT: u64 = 0x34;
export const W_AUGUST: u64 = 0x353d674;
export const W_BC: u64 = 0x43;
export const W_C: u64 = 0x3;
export const W_CENT: u64 = 0x195d4;
export const W_CENTURIES: u64 = 0x32ba95924b3;
export const W_CENTURY: u64 = 0xcaea5659;
export const W_D: u64 = 0x4;
export const W_DAY: u64 = 0x1039;
export const W_DAYS: u64 = 0x20733;
export const W_DEC: u64 = 0x10a3;
export const W_DECADE: u64 = 0x8518485;
export const W_DECADES: u64 = 0x10a3090b3;
export const W_DECEMBER: u64 = 0x21465688b2;
export const W_DECS: u64 = 0x21473;
export const W_DOW: u64 = 0x11f7;
export const W_DOY: u64 = 0x11f9;
export const W_DST: u64 = 0x1274;
export const W_EPOCH: u64 = 0x583c68;
export const W_FEBRUARY: u64 = 0x31452a8659;
export const W_FRI: u64 = 0x1a49;
export const W_FRIDAY: u64 = 0xd249039;
export const W_H: u64 = 0x8;
export const W_HOUR: u64 = 0x43eb2;
export const W_HOURS: u64 = 0x87d653;
export const W_HR: u64 = 0x112;
export const W_HRS: u64 = 0x2253;
export const W_INFINITY: u64 = 0x4b8c972699;
export const W_ISODOW: u64 = 0x133791f7;
export const W_ISOYEAR: u64 = 0x266fc9432;
export const W_J: u64 = 0xa;
export const W_JANUARY: u64 = 0x282ea8659;
export const W_JD: u64 = 0x144;
export const W_JULIAN: u64 = 0x1556242e;
export const W_JULY: u64 = 0x55599;
export const W_JUNE: u64 = 0x555c5;
export const W_M: u64 = 0xd;
export const W_MARCH: u64 = 0xd0c868;
export const W_MICROSECON: u64 = 0x1a91c9f328dee;
export const W_MIL: u64 = 0x352c;
export const W_MILLENNIA: u64 = 0xd4b18573921;
export const W_MILLENNIUM: u64 = 0x1a9630ae726ad;
export const W_MILLISECON: u64 = 0x1a96313328dee;
export const W_MILS: u64 = 0x6a593;
export const W_MIN: u64 = 0x352e;
export const W_MINS: u64 = 0x6a5d3;
export const W_MINUTE: u64 = 0x1a975685;
export const W_MINUTES: u64 = 0x352ead0b3;
export const W_MM: u64 = 0x1ad;
export const W_MON: u64 = 0x35ee;
export const W_MONDAY: u64 = 0x1af71039;
export const W_MONS: u64 = 0x6bdd3;
export const W_MONTH: u64 = 0xd7ba88;
export const W_MONTHS: u64 = 0x1af75113;
export const W_MS: u64 = 0x1b3;
export const W_MSEC: u64 = 0x6cca3;
export const W_MSECOND: u64 = 0x36651bdc4;
export const W_MSECONDS: u64 = 0x6cca37b893;
export const W_MSECS: u64 = 0xd99473;
export const W_NOVEMBER: u64 = 0x73ec5688b2;
export const W_NOW: u64 = 0x39f7;
export const W_OCTOBER: u64 = 0x3c74788b2;
export const W_ON: u64 = 0x1ee;
export const W_PM: u64 = 0x20d;
export const W_S: u64 = 0x13;
export const W_SAT: u64 = 0x4c34;
export const W_SATURDAY: u64 = 0x9869591039;
export const W_SEC: u64 = 0x4ca3;
export const W_SECOND: u64 = 0x2651bdc4;
export const W_SECONDS: u64 = 0x4ca37b893;
export const W_SECS: u64 = 0x99473;
export const W_SEPT: u64 = 0x99614;
export const W_SEPTEMBER: u64 = 0x132c285688b2;
export const W_SUN: u64 = 0x4eae;
export const W_SUNDAY: u64 = 0x27571039;
export const W_T: u64 = 0x14;
export const W_THU: u64 = 0x5115;
export const W_THUR: u64 = 0xa22b2;
export const W_THURS: u64 = 0x1445653;
export const W_THURSDAY: u64 = 0xa22b299039;
export const W_TODAY: u64 = 0x1479039;
export const W_TOMORROW: u64 = 0xa3daf949f7;
export const W_TUE: u64 = 0x52a5;
export const W_TUES: u64 = 0xa54b3;
export const W_TUESDAY: u64 = 0x52a599039;
export const W_US: u64 = 0x2b3;
export const W_USEC: u64 = 0xacca3;
export const W_USECOND: u64 = 0x56651bdc4;
export const W_USECONDS: u64 = 0xacca37b893;
export const W_USECS: u64 = 0x1599473;
export const W_W: u64 = 0x17;
export const W_WED: u64 = 0x5ca4;
export const W_WEDNESDAY: u64 = 0x17291c599039;
export const W_WEDS: u64 = 0xb9493;
export const W_WEEK: u64 = 0xb94ab;
export const W_WEEKS: u64 = 0x1729573;
export const W_Y: u64 = 0x19;
export const W_YEAR: u64 = 0xc9432;
export const W_YEARS: u64 = 0x1928653;
export const W_YESTERDAY: u64 = 0x192ce8591039;
export const W_YR: u64 = 0x332;
export const W_YRS: u64 = 0x6653;

/** PostgreSQL compares no more letters of a word: `milliseconxyz` is one, too. */
const LETTERS: usize = 10;

/** The letters of [start, end), in any case, as a packed word; 0 for what is none. */
export function wordKey(start: usize, end: usize): u64 {
  if (end < start) return 0;
  if (end - start > LETTERS) end = start + LETTERS;
  let key: u64 = 0;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (!isLetter(byte)) return 0;
    key = (key << 5) | <u64>(byte & 31);
  }
  return key;
}

/** Whether [start, end) is the word, in any case. */
export function isWord(start: usize, end: usize, word: u64): bool {
  return wordKey(start, end) == word;
}

/** Writes the word in lower case and returns the end. */
export function putWord(at: usize, word: u64): usize {
  let shift: i32 = 55;
  while (shift > 0 && ((word >> shift) & 31) == 0) shift -= 5;
  for (; shift >= 0; shift -= 5) store<u8>(at++, <u8>(96 + ((word >> shift) & 31)));
  return at;
}
