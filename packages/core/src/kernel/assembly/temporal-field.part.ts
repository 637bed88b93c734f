// A text of a date, a time or an interval cut into fields, by what their characters are alone: PostgreSQL reads the
// whole text so before it asks what any field means. Fields come one by one, in globals: nothing is allocated.
import { isDigit, isLetter, isSpace } from "./bump.part";
import { isDateWord } from "./temporal-date-words.part";

/** No field: the text has ended. */
export const END: i32 = 0;
/** Digits, with a fraction or not. */
export const NUMBER: i32 = 1;
/** Digits or words with delimiters: dates, and names of zones. */
export const DATE: i32 = 2;
/** Digits with a colon. */
export const TIME: i32 = 3;
export const WORD: i32 = 4;
/** A sign and digits: an offset from Greenwich, a number or years-months. */
export const SIGNED: i32 = 5;
export const SIGNED_WORD: i32 = 6;

/** As many fields PostgreSQL reads. */
export const MOST_FIELDS: i32 = 25;

export let fieldKind: i32 = END;
/** Behind the sign, where there is one. */
export let fieldStart: usize = 0;
export let fieldEnd: usize = 0;
/** 43, 45, or 0. */
export let fieldSign: u32 = 0;

export function digitsEnd(at: usize, end: usize): usize {
  while (at < end && isDigit(load<u8>(at))) at++;
  return at;
}

export function lettersEnd(at: usize, end: usize): usize {
  while (at < end && isLetter(load<u8>(at))) at++;
  return at;
}

// @ts-ignore: decorator
@inline
function byteAt(at: usize, end: usize): u32 {
  return at < end ? <u32>load<u8>(at) : 0;
}

function field(kind: i32, start: usize, end: usize): usize {
  fieldKind = kind;
  fieldStart = start;
  fieldEnd = end;
  return end;
}

/** Reads the next field from `at`: where what follows it begins, or 0 for what begins none. */
export function nextField(at: usize, end: usize): usize {
  fieldSign = 0;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (isDigit(byte)) return fieldOfDigits(at, end);
    if (byte == 46) return field(NUMBER, at, digitsEnd(at + 1, end));
    if (isLetter(byte)) return fieldOfLetters(at, end);
    if (byte == 43 || byte == 45) return fieldOfSign(at, end);
    // Other punctuation only parts fields.
    if (!isSpace(byte) && (byte < 33 || byte > 126)) return 0;
    at++;
  }
  return field(END, end, end);
}

function fieldOfDigits(start: usize, end: usize): usize {
  let at = digitsEnd(start, end);
  const delimiter = byteAt(at, end);
  if (delimiter == 58) {
    while (at < end && (isDigit(load<u8>(at)) || load<u8>(at) == 58 || load<u8>(at) == 46)) at++;
    return field(TIME, start, at);
  }
  if (delimiter != 45 && delimiter != 47 && delimiter != 46) return field(NUMBER, start, at);
  at++;
  if (isDigit(byteAt(at, end))) {
    at = digitsEnd(at, end);
    if (byteAt(at, end) != delimiter) return field(delimiter == 46 ? NUMBER : DATE, start, at);
    while (at < end && (isDigit(load<u8>(at)) || <u32>load<u8>(at) == delimiter)) at++;
    return field(DATE, start, at);
  }
  while (at < end && (isDigit(load<u8>(at)) || isLetter(load<u8>(at)) || <u32>load<u8>(at) == delimiter)) at++;
  return field(DATE, start, at);
}

/** A word; with delimiters in it a date or a zone's name, and so with digits or a plus behind what is no word of dates. */
function fieldOfLetters(start: usize, end: usize): usize {
  let at = lettersEnd(start, end);
  const delimiter = byteAt(at, end);
  const goesOn =
    delimiter == 45 || delimiter == 47 || delimiter == 46 || ((delimiter == 43 || isDigit(delimiter)) && !isDateWord(start, at));
  if (!goesOn) return field(WORD, start, at);
  while (at < end) {
    const byte = <u32>load<u8>(at);
    const joins = byte == 43 || (byte >= 45 && byte <= 47) || byte == 95 || byte == 58 || isDigit(byte) || isLetter(byte);
    if (!joins) break;
    at++;
  }
  return field(DATE, start, at);
}

function fieldOfSign(at: usize, end: usize): usize {
  fieldSign = <u32>load<u8>(at++);
  while (at < end && isSpace(load<u8>(at))) at++;
  const start = at;
  const byte = byteAt(at, end);
  if (isLetter(byte)) return field(SIGNED_WORD, start, lettersEnd(start, end));
  if (!isDigit(byte) && byte != 46) return 0;
  at++;
  while (at < end && (isDigit(load<u8>(at)) || load<u8>(at) == 58 || load<u8>(at) == 46 || load<u8>(at) == 45)) at++;
  return field(SIGNED, start, at);
}

/** How many bytes PostgreSQL keeps of a text: its field among others that took `used`, or 0 where there is no room for it. */
export function roomAfter(used: i32, room: i32): i32 {
  const taken = used + <i32>(fieldEnd - fieldStart) + (fieldSign != 0 ? 1 : 0);
  return taken < room ? taken + 1 : 0;
}

/** Where the last integer ended. */
export let integerEnd: usize = 0;
/** Whether it is past 64 bits. */
export let integerOverflows: bool = false;

/** A sign or none and digits or none from `at`. */
export function leadingInteger(at: usize, end: usize): i64 {
  const sign = byteAt(at, end);
  if (sign != 45 && sign != 43) return signedInteger(at, end, false);
  const value = signedInteger(at + 1, end, sign == 45);
  if (integerEnd == at + 1) integerEnd = at;
  return value;
}

/** Digits or none from `at`, with a minus before them or not: the least number has no positive counterpart. */
export function signedInteger(at: usize, end: usize, negative: bool): i64 {
  integerEnd = digitsEnd(at, end);
  integerOverflows = false;
  const most: u64 = negative ? 0x8000000000000000 : 0x7fffffffffffffff;
  let magnitude: u64 = 0;
  for (let digitAt = at; digitAt < integerEnd; digitAt++) {
    const digit = <u64>load<u8>(digitAt) - 48;
    if (magnitude > (most - digit) / 10) {
      integerOverflows = true;
      magnitude = most;
      break;
    }
    magnitude = magnitude * 10 + digit;
  }
  return negative ? -(<i64>magnitude) : <i64>magnitude;
}

/** Whether the last integer was one of 32 bits. */
export function isInt32(value: i64): bool {
  return !integerOverflows && value == <i64>(<i32>value);
}

/** Ten to a power from 0 to 22: exact. */
export function powerOfTen(exponent: i32): f64 {
  let power: f64 = 1.0;
  for (let i = 0; i < exponent; i++) power *= 10.0;
  return power;
}

/** Set by `readFraction`. */
export let fraction: f64 = 0.0;

/** The digits behind a decimal point at `at`, up to the end: false for anything else among them. */
export function readFraction(at: usize, end: usize): bool {
  const start = at + 1;
  if (digitsEnd(start, end) != end) return false;
  // As many digits as a division of exact numbers rounds once.
  let digits: u64 = 0;
  const last = min(end, start + 19);
  for (let digitAt = start; digitAt < last; digitAt++) digits = digits * 10 + (<u64>load<u8>(digitAt) - 48);
  fraction = <f64>digits / powerOfTen(<i32>(last - start));
  return true;
}

/** The same in microseconds, or -1: PostgreSQL rounds the product of binary fractions. */
export function readMicros(at: usize, end: usize): i64 {
  return readFraction(at, end) ? <i64>nearest(fraction * 1000000.0) : -1;
}

