// The tokens of a regular expression in PostgreSQL's advanced syntax (manual, section 9.7.3): outside brackets, inside
// brackets and inside bounds. Code points in, one token with its value out.
import {
  BAD_BRACE, BAD_BRACKET, BAD_CLASS, BAD_COLLATE, BAD_COUNT, BAD_EMBEDDED, BAD_ESCAPE, BAD_REPEAT, NO_OLD_SYNTAX, failed, refuse,
} from "./regex-work.part";

/** Options, as bits; `kernel/regex.ts` has the same ones. */
export const FOLD: u32 = 1;
/** Newlines are not matched by . and [^...]. */
export const NEWLINE_STOPS: u32 = 2;
/** ^ and $ match at newlines. */
export const NEWLINE_ANCHORS: u32 = 4;
export const EXPANDED: u32 = 8;
export const QUOTED: u32 = 16;
/** Basic or extended syntax was asked for. */
export const OLD_SYNTAX: u32 = 32;
export const GLOBAL: u32 = 64;

export const END: u32 = 0;
/** A character by code point. */
export const PLAIN: u32 = 1;
/** A class by number; value >> 8 is 1 for its complement. */
export const CLASS: u32 = 2;
export const DOT: u32 = 3;
export const OPEN: u32 = 4;
export const OPEN_PLAIN: u32 = 5;
/** Lookaround: value bit 0 negative, bit 1 behind. */
export const OPEN_LOOK: u32 = 6;
export const CLOSE: u32 = 7;
export const BAR: u32 = 8;
/** *, + and ?: value 1 when greedy. */
export const STAR: u32 = 9;
export const PLUS: u32 = 10;
export const MAYBE: u32 = 11;
export const BOUND: u32 = 12;
export const BRACKET: u32 = 13;
export const BRACKET_NOT: u32 = 14;
/** A place, by number (regex-automaton.part.ts). */
export const PLACE: u32 = 15;
export const BACKREF: u32 = 16;
export const RANGE: u32 = 17;
export const BRACKET_END: u32 = 18;

export const AT_BEGIN: u32 = 0;
export const AT_END: u32 = 1;
export const AT_LINE_BEGIN: u32 = 2;
export const AT_LINE_END: u32 = 3;
export const WORD_BEGIN: u32 = 4;
export const WORD_END: u32 = 5;
export const WORD_EDGE: u32 = 6;
export const NO_WORD_EDGE: u32 = 7;

/** Numbers of classes, in the order of `CLASS_NAMES`. */
export const C_ALNUM: u32 = 0;
export const C_ALPHA: u32 = 1;
export const C_ASCII: u32 = 2;
export const C_BLANK: u32 = 3;
export const C_CNTRL: u32 = 4;
export const C_DIGIT: u32 = 5;
export const C_GRAPH: u32 = 6;
export const C_LOWER: u32 = 7;
export const C_PRINT: u32 = 8;
export const C_PUNCT: u32 = 9;
export const C_SPACE: u32 = 10;
export const C_UPPER: u32 = 11;
export const C_XDIGIT: u32 = 12;
export const C_WORD: u32 = 13;
const CLASS_NAMES: usize = memory.data<u8>([
  97, 108, 110, 117, 109, 0, 97, 108, 112, 104, 97, 0, 97, 115, 99, 105, 105, 0, 98, 108, 97, 110, 107, 0, 99, 110, 116, 114, 108, 0,
  100, 105, 103, 105, 116, 0, 103, 114, 97, 112, 104, 0, 108, 111, 119, 101, 114, 0, 112, 114, 105, 110, 116, 0, 112, 117, 110, 99, 116, 0,
  115, 112, 97, 99, 101, 0, 117, 112, 112, 101, 114, 0, 120, 100, 105, 103, 105, 116, 0, 119, 111, 114, 100, 0,
]);
const CLASS_COUNT: u32 = 14;

let now: usize = 0;
let stop: usize = 0;
let options: u32 = 0;
let groups: u32 = 0;
export let token: u32 = 0;
export let value: u32 = 0;

/** Begins with the text between two addresses: directors and embedded options are read. */
export function beginLex(from: usize, to: usize, given: u32): void {
  now = from;
  stop = to;
  options = given;
  groups = 0;
  if ((options & OLD_SYNTAX) != 0) refuse(NO_OLD_SYNTAX);
  if ((options & QUOTED) != 0) return;
  if (starts(42, 42, 42)) {
    if (now + 3 < stop && load<u8>(now + 3) == 61) {
      options |= QUOTED;
      now += 4;
      return;
    }
    if (now + 3 >= stop || load<u8>(now + 3) != 58) {
      refuse(BAD_REPEAT);
      return;
    }
    now += 4;
  }
  if (now + 2 < stop && load<u8>(now) == 40 && load<u8>(now + 1) == 63 && isLetter(load<u8>(now + 2))) embedded();
}

/** (?xyz) at the start. */
function embedded(): void {
  now += 2;
  for (; now < stop && isLetter(load<u8>(now)); now++) {
    const changed = optionOf(load<u8>(now), options);
    if ((changed & 0x80000000) != 0 || (changed & GLOBAL) != (options & GLOBAL)) {
      refuse(BAD_EMBEDDED);
      return;
    }
    options = changed;
  }
  if (now >= stop || load<u8>(now) != 41) {
    refuse(BAD_EMBEDDED);
    return;
  }
  now++;
  if ((options & OLD_SYNTAX) != 0) refuse(NO_OLD_SYNTAX);
}

/** Options with that of a letter; the highest bit is set where there is no such option. */
export function optionOf(letter: u32, before: u32): u32 {
  switch (letter) {
    case 98: // b
    case 101: // e
      return before | OLD_SYNTAX;
    case 99: // c
      return before & ~FOLD;
    case 103: // g
      return before | GLOBAL;
    case 105: // i
      return before | FOLD;
    case 109: // m
    case 110: // n
      return before | NEWLINE_STOPS | NEWLINE_ANCHORS;
    case 112: // p
      return (before | NEWLINE_STOPS) & ~NEWLINE_ANCHORS;
    case 113: // q
      return before | QUOTED;
    case 115: // s
      return before & ~(NEWLINE_STOPS | NEWLINE_ANCHORS);
    case 116: // t
      return before & ~EXPANDED;
    case 119: // w
      return (before | NEWLINE_ANCHORS) & ~NEWLINE_STOPS;
    case 120: // x
      return before | EXPANDED;
    default:
      return 0x80000000;
  }
}

export function lexOptions(): u32 {
  return options;
}

/** A capturing group begins: its number. */
export function openGroup(): u32 {
  return ++groups;
}

export function groupCount(): u32 {
  return groups;
}

function starts(a: u32, b: u32, c: u32): bool {
  return now + 3 <= stop && load<u8>(now) == a && load<u8>(now + 1) == b && load<u8>(now + 2) == c;
}

function isLetter(byte: u32): bool {
  return (byte | 32) - 97 < 26;
}

function isDigitByte(byte: u32): bool {
  return byte - 48 < 10;
}

/** The code point at `now`, which moves on. */
function takeCode(): u32 {
  const byte = <u32>load<u8>(now);
  if (byte < 0x80) {
    now++;
    return byte;
  }
  const second = <u32>load<u8>(now + 1) & 63;
  if (byte < 0xe0) {
    now += 2;
    return ((byte & 31) << 6) | second;
  }
  const third = <u32>load<u8>(now + 2) & 63;
  if (byte < 0xf0) {
    now += 3;
    return ((byte & 15) << 12) | (second << 6) | third;
  }
  const code = ((byte & 7) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(now + 3) & 63);
  now += 4;
  return code;
}

// @ts-ignore: decorator
@inline
function give(kind: u32, what: u32): void {
  token = kind;
  value = what;
}

function bad(code: i32): void {
  refuse(code);
  give(END, 0);
}

/** Blanks and comments of the expanded syntax, and (?#...) of any. */
function skip(): void {
  while (now < stop) {
    const byte = <u32>load<u8>(now);
    if ((options & EXPANDED) != 0 && (byte == 32 || byte - 9 < 5)) now++;
    else if ((options & EXPANDED) != 0 && byte == 35) {
      while (now < stop && load<u8>(now) != 10) now++;
    } else if (starts(40, 63, 35)) {
      while (now < stop && load<u8>(now) != 41) now++;
      if (now < stop) now++;
    } else return;
  }
}

/** The next token outside brackets. */
export function next(): void {
  if (failed()) return give(END, 0);
  if ((options & QUOTED) == 0) skip();
  if (now >= stop) return give(END, 0);
  const code = takeCode();
  if ((options & QUOTED) != 0) return give(PLAIN, code);
  switch (code) {
    case 124:
      return give(BAR, 0);
    case 42:
      return give(STAR, greedy());
    case 43:
      return give(PLUS, greedy());
    case 63:
      return give(MAYBE, greedy());
    case 123:
      if ((options & EXPANDED) != 0) skip();
      if (now < stop && isDigitByte(load<u8>(now))) return give(BOUND, 0);
      return give(PLAIN, code);
    case 40:
      return open();
    case 41:
      return give(CLOSE, 0);
    case 91:
      return openBracket();
    case 46:
      return give(DOT, 0);
    case 94:
      return give(PLACE, (options & NEWLINE_ANCHORS) != 0 ? AT_LINE_BEGIN : AT_BEGIN);
    case 36:
      return give(PLACE, (options & NEWLINE_ANCHORS) != 0 ? AT_LINE_END : AT_END);
    case 92:
      if (now >= stop) return bad(BAD_ESCAPE);
      return escape(false);
    default:
      give(PLAIN, code);
  }
}

/** 0 and a step on when a question mark follows. */
function greedy(): u32 {
  if (now < stop && load<u8>(now) == 63) {
    now++;
    return 0;
  }
  return 1;
}

function open(): void {
  if (now >= stop || load<u8>(now) != 63) return give(OPEN, 0);
  now++;
  const byte = now < stop ? <u32>load<u8>(now++) : 0;
  if (byte == 58) return give(OPEN_PLAIN, 0);
  if (byte == 61) return give(OPEN_LOOK, 0);
  if (byte == 33) return give(OPEN_LOOK, 1);
  const second = now < stop ? <u32>load<u8>(now++) : 0;
  if (byte == 60 && second == 61) return give(OPEN_LOOK, 2);
  if (byte == 60 && second == 33) return give(OPEN_LOOK, 3);
  bad(BAD_REPEAT);
}

/** [, and [[:<:]] and [[:>:]], which are places. */
function openBracket(): void {
  if (now + 6 <= stop && load<u8>(now) == 91 && load<u8>(now + 1) == 58 && load<u8>(now + 3) == 58 && load<u8>(now + 4) == 93 &&
    load<u8>(now + 5) == 93) {
    const which = <u32>load<u8>(now + 2);
    if (which == 60 || which == 62) {
      now += 6;
      return give(PLACE, which == 60 ? WORD_BEGIN : WORD_END);
    }
  }
  if (now < stop && load<u8>(now) == 94) {
    now++;
    return give(BRACKET_NOT, 0);
  }
  give(BRACKET, 0);
}

/** Digits of a base, from `least` to `most` of them, as a number of 32 bits, whatever is lost; too few are no escape. */
function digits(radix: u32, least: u32, most: u32): u32 {
  let sum: u32 = 0;
  let count: u32 = 0;
  for (; count < most && now < stop; count++) {
    const byte = <u32>load<u8>(now);
    const digit = isDigitByte(byte) ? byte - 48 : (byte | 32) - 97 < 6 ? (byte | 32) - 87 : 99;
    if (digit >= radix) break;
    sum = sum * radix + digit;
    now++;
  }
  if (count < least) refuse(BAD_ESCAPE);
  return sum;
}

/** The last that PostgreSQL takes for a character (CHR_MAX): those behind U+10FFFF stand in no text. */
const LAST_CHARACTER: u32 = 0x7ffffffe;

function character(code: u32): void {
  if (code > LAST_CHARACTER) return bad(BAD_ESCAPE);
  give(PLAIN, code);
}

/** Behind a backslash. */
function escape(inBracket: bool): void {
  const code = takeCode();
  if (!(code < 128 && (isLetter(code) || isDigitByte(code)))) return give(PLAIN, code);
  switch (code) {
    case 97:
      return give(PLAIN, 7);
    case 98:
      return give(PLAIN, 8);
    case 66:
      return give(PLAIN, 92);
    case 99:
      if (now >= stop) return bad(BAD_ESCAPE);
      return give(PLAIN, takeCode() & 31);
    case 100:
      return give(CLASS, C_DIGIT);
    case 68:
      return give(CLASS, C_DIGIT | 256);
    case 101:
      return give(PLAIN, 27);
    case 102:
      return give(PLAIN, 12);
    case 110:
      return give(PLAIN, 10);
    case 114:
      return give(PLAIN, 13);
    case 115:
      return give(CLASS, C_SPACE);
    case 83:
      return give(CLASS, C_SPACE | 256);
    case 116:
      return give(PLAIN, 9);
    case 117:
      return character(digits(16, 4, 4));
    case 85:
      return character(digits(16, 8, 8));
    case 118:
      return give(PLAIN, 11);
    case 119:
      return give(CLASS, C_WORD);
    case 87:
      return give(CLASS, C_WORD | 256);
    case 120:
      return character(digits(16, 1, 255));
    default:
      if (isDigitByte(code)) return numbered(code, inBracket);
      if (inBracket) return bad(BAD_ESCAPE);
      return placeEscape(code);
  }
}

function placeEscape(code: u32): void {
  switch (code) {
    case 65:
      return give(PLACE, AT_BEGIN);
    case 90:
      return give(PLACE, AT_END);
    case 109:
      return give(PLACE, WORD_BEGIN);
    case 77:
      return give(PLACE, WORD_END);
    case 121:
      return give(PLACE, WORD_EDGE);
    case 89:
      return give(PLACE, NO_WORD_EDGE);
    default:
      bad(BAD_ESCAPE);
  }
}

/** A back reference, or an octal number. */
function numbered(code: u32, inBracket: bool): void {
  now--;
  const start = now;
  if (code != 48) {
    const number = digits(10, 1, 255);
    if (now == start + 1 || (number > 0 && number <= groups)) {
      if (inBracket) return bad(BAD_ESCAPE);
      return give(BACKREF, number);
    }
    now = start;
  }
  let octal = digits(8, 1, 3);
  if (octal > 255) {
    now--;
    octal >>= 3;
  }
  give(PLAIN, octal);
}

/** The next token inside brackets; `first`: right behind their beginning. */
export function nextInBracket(first: bool): void {
  if (failed()) return give(END, 0);
  if (now >= stop) return bad(BAD_BRACKET);
  const code = takeCode();
  switch (code) {
    case 92:
      if (now >= stop) return bad(BAD_ESCAPE);
      return escape(true);
    case 45:
      if (first || (now < stop && load<u8>(now) == 93)) return give(PLAIN, code);
      return give(RANGE, 0);
    case 91:
      if (now >= stop) return bad(BAD_BRACKET);
      return named(load<u8>(now));
    case 93:
      if (first) return give(PLAIN, code);
      return give(BRACKET_END, 0);
    default:
      give(PLAIN, code);
  }
}

/** [: [= [. inside brackets. */
function named(kind: u32): void {
  if (kind != 58 && kind != 61 && kind != 46) return give(PLAIN, 91);
  now++;
  const start = now;
  while (now + 1 < stop && !(load<u8>(now) == kind && load<u8>(now + 1) == 93)) now++;
  if (now + 1 >= stop) return bad(BAD_BRACKET);
  const end = now;
  now = start;
  if (kind == 58) {
    const found = classNamed(start, end);
    now = end + 2;
    if (found == CLASS_COUNT) return bad(BAD_CLASS);
    return give(CLASS, found);
  }
  if (start == end) return bad(BAD_COLLATE);
  const code = takeCode();
  if (now != end) return bad(BAD_COLLATE);
  now = end + 2;
  give(PLAIN, code);
}

function classNamed(start: usize, end: usize): u32 {
  let name = CLASS_NAMES;
  for (let number: u32 = 0; number < CLASS_COUNT; number++) {
    let at = start;
    while (at < end && load<u8>(name) != 0 && load<u8>(name) == load<u8>(at)) {
      name++;
      at++;
    }
    if (at == end && load<u8>(name) == 0) return number;
    while (load<u8>(name) != 0) name++;
    name++;
  }
  return CLASS_COUNT;
}

/** Bounds: `m}`, `m,}`, `m,n}` with an optional ?. */
export let least: u32 = 0;
/** 256: no most. */
export let most: u32 = 0;
/** Both were written: the quantifier has a preference of its own. */
export let isRange: bool = false;
export let boundGreedy: u32 = 0;

function boundNumber(): u32 {
  let sum: u32 = 0;
  let count = 0;
  for (; now < stop && isDigitByte(load<u8>(now)); now++) {
    sum = min<u32>(sum * 10 + <u32>load<u8>(now) - 48, 1000);
    count++;
  }
  if (count == 0 || sum > 255) refuse(now >= stop ? BAD_BRACE : BAD_COUNT);
  return sum;
}

export function readBound(): void {
  least = boundNumber();
  most = least;
  isRange = false;
  if (now < stop && load<u8>(now) == 44) {
    now++;
    isRange = true;
    most = now < stop && isDigitByte(load<u8>(now)) ? boundNumber() : 256;
  }
  if (now >= stop) return refuse(BAD_BRACE);
  if (load<u8>(now) != 125 || least > most) return refuse(BAD_COUNT);
  now++;
  boundGreedy = greedy();
}
