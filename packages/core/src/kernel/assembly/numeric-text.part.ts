// Numeric from and to text, by the rules of PostgreSQL's input: decimal and exponent forms, underscores between
// digits, whole numbers in hexadecimal, octal and binary, NaN and infinities, white space around.
import {
  countOf, digitAt, fail, heapNext, INFINITE, INVALID_TEXT, kindOf, makeSpecial, makeValue, MAX_SCALE, MAX_WEIGHT, MINUS_INFINITE,
  moveHeap, NAN, NEGATIVE, OUT_OF_RANGE, POSITIVE, putDigit, digitOf, scaleOf, setHeader, take, trim, weightOf,
} from "./numeric-value.part";

/** Exponents beyond this are out of range whatever the digits. */
const MAX_EXPONENT: i64 = 1073741823;

let cursor: usize = 0;
let limit: usize = 0;

/** The byte at the cursor, 0 at the end. */
// @ts-ignore: decorator
@inline
function here(): u32 {
  return cursor < limit ? <u32>load<u8>(cursor) : 0;
}

function isSpace(byte: u32): bool {
  return byte == 0x20 || (byte >= 9 && byte <= 13);
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

function skipSpaces(): void {
  while (isSpace(here())) cursor++;
}

/** Moves past `length` letters when they are, in either case, those packed in `word` (first letter lowest). */
function acceptWord(word: u64, length: i32): bool {
  if (cursor + <usize>length > limit) return false;
  for (let i: i32 = 0; i < length; i++) {
    if (<u64>(load<u8>(cursor + <usize>i) | 0x20) != ((word >> (i << 3)) & 0xff)) return false;
  }
  cursor += <usize>length;
  return true;
}

const WORD_NAN: u64 = 0x6e616e;
const WORD_INF: u64 = 0x666e69;
const WORD_INFINITY: u64 = 0x7974696e69666e69;

/** The numeric that `length` bytes of UTF-8 at `text` spell. */
export function parseNumeric(text: usize, length: i32): usize {
  cursor = text;
  limit = text + <usize>length;
  skipSpaces();
  const start = cursor;
  let kind = POSITIVE;
  if (here() == 0x2b) cursor++;
  else if (here() == 0x2d) {
    kind = NEGATIVE;
    cursor++;
  }
  let out: usize = 0;
  if (!isDigit(here()) && here() != 0x2e) {
    if (cursor == start && acceptWord(WORD_NAN, 3)) out = makeSpecial(NAN);
    else if (acceptWord(WORD_INFINITY, 8) || acceptWord(WORD_INF, 3)) {
      out = makeSpecial(kind == NEGATIVE ? MINUS_INFINITE : INFINITE);
    } else return fail(INVALID_TEXT);
    skipSpaces();
    if (cursor != limit) return fail(INVALID_TEXT);
    return out;
  }
  let base: u32 = 10;
  if (here() == 0x30 && cursor + 1 < limit) {
    const mark = <u32>load<u8>(cursor + 1) | 0x20;
    base = mark == 0x78 ? 16 : mark == 0x6f ? 8 : mark == 0x62 ? 2 : 10;
  }
  if (base == 10) return parseDecimal(kind);
  cursor += 2;
  return parseWhole(kind, base);
}

/** What follows the number may only be white space. */
function isAtEnd(): bool {
  skipSpaces();
  return cursor == limit;
}

function parseDecimal(kind: u32): usize {
  let hasPoint = false;
  if (here() == 0x2e) {
    hasPoint = true;
    cursor++;
  }
  if (!isDigit(here())) return fail(INVALID_TEXT);
  // First pass: where the digits that count begin and end, and what they are worth.
  let digitsBefore: i64 = 0;
  let digits: i64 = 0;
  let leading: i64 = 0;
  let first: usize = 0;
  for (;;) {
    const byte = here();
    if (isDigit(byte)) {
      if (first == 0) {
        if (byte == 0x30) leading++;
        else first = cursor;
      }
      digits++;
      if (!hasPoint) digitsBefore++;
      cursor++;
    } else if (byte == 0x2e) {
      if (hasPoint) return fail(INVALID_TEXT);
      hasPoint = true;
      cursor++;
      if (here() == 0x5f) return fail(INVALID_TEXT);
    } else if (byte == 0x5f) {
      cursor++;
      if (!isDigit(here())) return fail(INVALID_TEXT);
    } else break;
  }
  const stop = cursor;
  let scale: i64 = digits - digitsBefore;
  let isTooLarge = false;
  if ((here() | 0x20) == 0x65) {
    cursor++;
    const isNegative = here() == 0x2d;
    if (isNegative || here() == 0x2b) cursor++;
    if (!isDigit(here())) return fail(INVALID_TEXT);
    let exponent: i64 = 0;
    for (;;) {
      const byte = here();
      if (isDigit(byte)) {
        if (!isTooLarge) exponent = exponent * 10 + <i64>(byte - 0x30);
        // PostgreSQL stops reading here: what follows is not looked at.
        if (exponent > MAX_EXPONENT) return fail(OUT_OF_RANGE);
        cursor++;
      } else if (byte == 0x5f) {
        cursor++;
        if (!isDigit(here())) return fail(INVALID_TEXT);
      } else break;
    }
    if (isNegative) exponent = -exponent;
    digitsBefore += exponent;
    scale = max<i64>(scale - exponent, 0);
  }
  if (!isAtEnd()) return fail(INVALID_TEXT);
  if (scale > <i64>MAX_SCALE) return fail(OUT_OF_RANGE);
  if (first == 0) {
    const zero = makeValue(0);
    if (zero) setHeader(zero, POSITIVE, 0, <i32>scale, 0);
    return zero;
  }
  const top = digitsBefore - leading - 1;
  const weight = top >> 2;
  if (weight > <i64>MAX_WEIGHT) return fail(OUT_OF_RANGE);
  const bottom = top - (digits - leading) + 1;
  const count = <i32>(weight - (bottom >> 2)) + 1;
  if (count > 65535) return fail(OUT_OF_RANGE);
  const out = makeValue(count);
  if (!out) return 0;
  let group: u32 = 0;
  let index: i32 = 0;
  // How many decimal digits the group still takes.
  let open = <i32>(top & 3) + 1;
  for (let at = first; at < stop; at++) {
    const byte = <u32>load<u8>(at);
    if (!isDigit(byte)) continue;
    group = group * 10 + (byte - 0x30);
    if (--open == 0) {
      putDigit(out, index++, group);
      group = 0;
      open = 4;
    }
  }
  if (index < count) {
    for (; open > 0; open--) group *= 10;
    putDigit(out, index, group);
  }
  setHeader(out, kind, <i32>weight, <i32>scale, count);
  trim(out);
  return out;
}

/** A whole number in base 2, 8 or 16; the cursor is behind the prefix. */
function parseWhole(kind: u32, base: u32): usize {
  const size = (<i32>(limit - cursor) >> 1) + 2;
  const mark = heapNext();
  // Digits in ascending order until all are read.
  const work = take(<usize>size << 1);
  if (!work) return 0;
  let count: i32 = 0;
  let isEmpty = true;
  for (;;) {
    if (here() == 0x5f) cursor++;
    const byte = here();
    const letter = (byte | 0x20) - 0x61;
    const digit: u32 = isDigit(byte) ? byte - 0x30 : letter < 6 ? letter + 10 : 99;
    if (digit >= base) {
      if (isEmpty || (cursor > 0 && load<u8>(cursor - 1) == 0x5f)) return fail(INVALID_TEXT);
      break;
    }
    isEmpty = false;
    let carry = digit;
    for (let i: i32 = 0; i < count; i++) {
      const value = <u32>load<u16>(work + ((<usize>i) << 1)) * base + carry;
      carry = value / 10000;
      store<u16>(work + ((<usize>i) << 1), <u16>(value - carry * 10000));
    }
    if (carry) store<u16>(work + ((<usize>(count++)) << 1), <u16>carry);
    if (count > MAX_WEIGHT + 1) return fail(OUT_OF_RANGE);
    cursor++;
  }
  if (!isAtEnd()) return fail(INVALID_TEXT);
  const out = makeValue(count);
  if (!out) return 0;
  for (let i: i32 = 0; i < count; i++) {
    putDigit(out, i, <u32>load<u16>(work + ((<usize>(count - 1 - i)) << 1)));
  }
  setHeader(out, kind, count - 1, 0, count);
  trim(out);
  moveHeap(max(mark, heapNext()));
  return out;
}

/** Writes the value as PostgreSQL prints it; returns the bytes' end, or 0 when the heap has no room. */
export function printNumeric(value: usize): usize {
  const kind = kindOf(value);
  if (kind > NEGATIVE) {
    const out = take(9);
    if (!out) return 0;
    let length: usize = 3;
    if (kind == NAN) {
      store<u32>(out, 0x4e614e);
    } else {
      const at = kind == MINUS_INFINITE ? out + 1 : out;
      if (kind == MINUS_INFINITE) store<u8>(out, 0x2d);
      store<u64>(at, 0x7974696e69666e49);
      length = at - out + 8;
    }
    return out + length;
  }
  const weight = weightOf(value);
  const count = countOf(value);
  const scale = scaleOf(value);
  const whole = count == 0 || weight < 0 ? 0 : weight;
  const out = take(<usize>(whole + 1) * 4 + <usize>scale + 8);
  if (!out) return 0;
  let at = out;
  if (kind == NEGATIVE) store<u8>(at++, 0x2d);
  if (count == 0 || weight < 0) {
    store<u8>(at++, 0x30);
  } else {
    let first = digitOf(value, 0);
    const length: i32 = first >= 1000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1;
    for (let i = length - 1; i >= 0; i--) {
      store<u8>(at + <usize>i, <u8>(0x30 + (first % 10)));
      first /= 10;
    }
    at += <usize>length;
    for (let position = weight - 1; position >= 0; position--) {
      printGroup(at, digitAt(value, weight, count, position));
      at += 4;
    }
  }
  if (scale > 0) {
    store<u8>(at++, 0x2e);
    const stop = at + <usize>scale;
    for (let position: i32 = -1; at < stop; position--) {
      printGroup(at, digitAt(value, weight, count, position));
      at += 4;
    }
    at = stop;
  }
  return at;
}

/** Four decimal digits. */
// @ts-ignore: decorator
@inline
function printGroup(at: usize, group: u32): void {
  store<u8>(at, <u8>(0x30 + group / 1000));
  store<u8>(at, <u8>(0x30 + (group / 100) % 10), 1);
  store<u8>(at, <u8>(0x30 + (group / 10) % 10), 2);
  store<u8>(at, <u8>(0x30 + (group % 10)), 3);
}
