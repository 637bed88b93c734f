// Texts as SQL writes them: literals, identifiers, numbers to a base of a power of two, Unicode escapes. A name is
// quoted where PostgreSQL would read it as something else: the words that its grammar does not take for any name are facts of
// version 18 (pg_get_keywords, all categories but U).
import { addressOf, commit, fail, lengthOf, noRoom, reserve, reserveValue } from "./bump.part";

const BAD_UNICODE: i32 = -25;
const BAD_UNICODE_POINT: i32 = -26;
const BAD_SURROGATE: i32 = -27;

/** Words, each ended by a zero byte, and another zero behind the last. */
const KEYWORDS: usize = memory.data<u8>([
  97, 108, 108, 0, 97, 110, 97, 108, 121, 115, 101, 0, 97, 110, 97, 108, 121, 122, 101, 0, 97, 110, 100, 0, 97, 110, 121, 0, 97, 114,
  114, 97, 121, 0, 97, 115, 0, 97, 115, 99, 0, 97, 115, 121, 109, 109, 101, 116, 114, 105, 99, 0, 97, 117, 116, 104, 111, 114, 105, 122,
  97, 116, 105, 111, 110, 0, 98, 101, 116, 119, 101, 101, 110, 0, 98, 105, 103, 105, 110, 116, 0, 98, 105, 110, 97, 114, 121, 0, 98, 105,
  116, 0, 98, 111, 111, 108, 101, 97, 110, 0, 98, 111, 116, 104, 0, 99, 97, 115, 101, 0, 99, 97, 115, 116, 0, 99, 104, 97, 114, 0, 99,
  104, 97, 114, 97, 99, 116, 101, 114, 0, 99, 104, 101, 99, 107, 0, 99, 111, 97, 108, 101, 115, 99, 101, 0, 99, 111, 108, 108, 97, 116,
  101, 0, 99, 111, 108, 108, 97, 116, 105, 111, 110, 0, 99, 111, 108, 117, 109, 110, 0, 99, 111, 110, 99, 117, 114, 114, 101, 110, 116,
  108, 121, 0, 99, 111, 110, 115, 116, 114, 97, 105, 110, 116, 0, 99, 114, 101, 97, 116, 101, 0, 99, 114, 111, 115, 115, 0, 99, 117, 114,
  114, 101, 110, 116, 95, 99, 97, 116, 97, 108, 111, 103, 0, 99, 117, 114, 114, 101, 110, 116, 95, 100, 97, 116, 101, 0, 99, 117, 114,
  114, 101, 110, 116, 95, 114, 111, 108, 101, 0, 99, 117, 114, 114, 101, 110, 116, 95, 115, 99, 104, 101, 109, 97, 0, 99, 117, 114, 114,
  101, 110, 116, 95, 116, 105, 109, 101, 0, 99, 117, 114, 114, 101, 110, 116, 95, 116, 105, 109, 101, 115, 116, 97, 109, 112, 0, 99, 117,
  114, 114, 101, 110, 116, 95, 117, 115, 101, 114, 0, 100, 101, 99, 0, 100, 101, 99, 105, 109, 97, 108, 0, 100, 101, 102, 97, 117, 108,
  116, 0, 100, 101, 102, 101, 114, 114, 97, 98, 108, 101, 0, 100, 101, 115, 99, 0, 100, 105, 115, 116, 105, 110, 99, 116, 0, 100, 111, 0,
  101, 108, 115, 101, 0, 101, 110, 100, 0, 101, 120, 99, 101, 112, 116, 0, 101, 120, 105, 115, 116, 115, 0, 101, 120, 116, 114, 97, 99,
  116, 0, 102, 97, 108, 115, 101, 0, 102, 101, 116, 99, 104, 0, 102, 108, 111, 97, 116, 0, 102, 111, 114, 0, 102, 111, 114, 101, 105,
  103, 110, 0, 102, 114, 101, 101, 122, 101, 0, 102, 114, 111, 109, 0, 102, 117, 108, 108, 0, 103, 114, 97, 110, 116, 0, 103, 114, 101,
  97, 116, 101, 115, 116, 0, 103, 114, 111, 117, 112, 0, 103, 114, 111, 117, 112, 105, 110, 103, 0, 104, 97, 118, 105, 110, 103, 0, 105,
  108, 105, 107, 101, 0, 105, 110, 0, 105, 110, 105, 116, 105, 97, 108, 108, 121, 0, 105, 110, 110, 101, 114, 0, 105, 110, 111, 117, 116,
  0, 105, 110, 116, 0, 105, 110, 116, 101, 103, 101, 114, 0, 105, 110, 116, 101, 114, 115, 101, 99, 116, 0, 105, 110, 116, 101, 114, 118,
  97, 108, 0, 105, 110, 116, 111, 0, 105, 115, 0, 105, 115, 110, 117, 108, 108, 0, 106, 111, 105, 110, 0, 106, 115, 111, 110, 0, 106,
  115, 111, 110, 95, 97, 114, 114, 97, 121, 0, 106, 115, 111, 110, 95, 97, 114, 114, 97, 121, 97, 103, 103, 0, 106, 115, 111, 110, 95,
  101, 120, 105, 115, 116, 115, 0, 106, 115, 111, 110, 95, 111, 98, 106, 101, 99, 116, 0, 106, 115, 111, 110, 95, 111, 98, 106, 101, 99,
  116, 97, 103, 103, 0, 106, 115, 111, 110, 95, 113, 117, 101, 114, 121, 0, 106, 115, 111, 110, 95, 115, 99, 97, 108, 97, 114, 0, 106,
  115, 111, 110, 95, 115, 101, 114, 105, 97, 108, 105, 122, 101, 0, 106, 115, 111, 110, 95, 116, 97, 98, 108, 101, 0, 106, 115, 111, 110,
  95, 118, 97, 108, 117, 101, 0, 108, 97, 116, 101, 114, 97, 108, 0, 108, 101, 97, 100, 105, 110, 103, 0, 108, 101, 97, 115, 116, 0, 108,
  101, 102, 116, 0, 108, 105, 107, 101, 0, 108, 105, 109, 105, 116, 0, 108, 111, 99, 97, 108, 116, 105, 109, 101, 0, 108, 111, 99, 97,
  108, 116, 105, 109, 101, 115, 116, 97, 109, 112, 0, 109, 101, 114, 103, 101, 95, 97, 99, 116, 105, 111, 110, 0, 110, 97, 116, 105, 111,
  110, 97, 108, 0, 110, 97, 116, 117, 114, 97, 108, 0, 110, 99, 104, 97, 114, 0, 110, 111, 110, 101, 0, 110, 111, 114, 109, 97, 108, 105,
  122, 101, 0, 110, 111, 116, 0, 110, 111, 116, 110, 117, 108, 108, 0, 110, 117, 108, 108, 0, 110, 117, 108, 108, 105, 102, 0, 110, 117,
  109, 101, 114, 105, 99, 0, 111, 102, 102, 115, 101, 116, 0, 111, 110, 0, 111, 110, 108, 121, 0, 111, 114, 0, 111, 114, 100, 101, 114,
  0, 111, 117, 116, 0, 111, 117, 116, 101, 114, 0, 111, 118, 101, 114, 108, 97, 112, 115, 0, 111, 118, 101, 114, 108, 97, 121, 0, 112,
  108, 97, 99, 105, 110, 103, 0, 112, 111, 115, 105, 116, 105, 111, 110, 0, 112, 114, 101, 99, 105, 115, 105, 111, 110, 0, 112, 114, 105,
  109, 97, 114, 121, 0, 114, 101, 97, 108, 0, 114, 101, 102, 101, 114, 101, 110, 99, 101, 115, 0, 114, 101, 116, 117, 114, 110, 105, 110,
  103, 0, 114, 105, 103, 104, 116, 0, 114, 111, 119, 0, 115, 101, 108, 101, 99, 116, 0, 115, 101, 115, 115, 105, 111, 110, 95, 117, 115,
  101, 114, 0, 115, 101, 116, 111, 102, 0, 115, 105, 109, 105, 108, 97, 114, 0, 115, 109, 97, 108, 108, 105, 110, 116, 0, 115, 111, 109,
  101, 0, 115, 117, 98, 115, 116, 114, 105, 110, 103, 0, 115, 121, 109, 109, 101, 116, 114, 105, 99, 0, 115, 121, 115, 116, 101, 109, 95,
  117, 115, 101, 114, 0, 116, 97, 98, 108, 101, 0, 116, 97, 98, 108, 101, 115, 97, 109, 112, 108, 101, 0, 116, 104, 101, 110, 0, 116,
  105, 109, 101, 0, 116, 105, 109, 101, 115, 116, 97, 109, 112, 0, 116, 111, 0, 116, 114, 97, 105, 108, 105, 110, 103, 0, 116, 114, 101,
  97, 116, 0, 116, 114, 105, 109, 0, 116, 114, 117, 101, 0, 117, 110, 105, 111, 110, 0, 117, 110, 105, 113, 117, 101, 0, 117, 115, 101,
  114, 0, 117, 115, 105, 110, 103, 0, 118, 97, 108, 117, 101, 115, 0, 118, 97, 114, 99, 104, 97, 114, 0, 118, 97, 114, 105, 97, 100, 105,
  99, 0, 118, 101, 114, 98, 111, 115, 101, 0, 119, 104, 101, 110, 0, 119, 104, 101, 114, 101, 0, 119, 105, 110, 100, 111, 119, 0, 119,
  105, 116, 104, 0, 120, 109, 108, 97, 116, 116, 114, 105, 98, 117, 116, 101, 115, 0, 120, 109, 108, 99, 111, 110, 99, 97, 116, 0, 120,
  109, 108, 101, 108, 101, 109, 101, 110, 116, 0, 120, 109, 108, 101, 120, 105, 115, 116, 115, 0, 120, 109, 108, 102, 111, 114, 101, 115,
  116, 0, 120, 109, 108, 110, 97, 109, 101, 115, 112, 97, 99, 101, 115, 0, 120, 109, 108, 112, 97, 114, 115, 101, 0, 120, 109, 108, 112,
  105, 0, 120, 109, 108, 114, 111, 111, 116, 0, 120, 109, 108, 115, 101, 114, 105, 97, 108, 105, 122, 101, 0, 120, 109, 108, 116, 97, 98,
  108, 101, 0, 0,
]);

function isKeyword(at: usize, length: usize): bool {
  let word = KEYWORDS;
  while (load<u8>(word) != 0) {
    let i: usize = 0;
    while (i < length && load<u8>(word + i) != 0 && load<u8>(word + i) == load<u8>(at + i)) i++;
    if (i == length && load<u8>(word + i) == 0) return true;
    while (load<u8>(word) != 0) word++;
    word++;
  }
  return false;
}

function isPlainName(at: usize, length: usize): bool {
  if (length == 0) return false;
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(at + i);
    if (byte - 97 < 26 || byte == 95 || (i > 0 && byte - 48 < 10)) continue;
    return false;
  }
  return !isKeyword(at, length);
}

/** Writes bytes with a quote around them and each quote inside doubled, at most 2 n + 2: the end. */
function putQuoted(from: usize, length: usize, quote: u32, out: usize): usize {
  store<u8>(out++, <u8>quote);
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(from + i);
    if (byte == quote) store<u8>(out++, <u8>byte);
    store<u8>(out++, <u8>byte);
  }
  store<u8>(out++, <u8>quote);
  return out;
}

/** Writes an identifier, in double quotes where it needs them: the end. */
export function putIdentifier(from: usize, length: usize, out: usize): usize {
  if (!isPlainName(from, length)) return putQuoted(from, length, 34, out);
  memory.copy(out, from, length);
  return out + length;
}

/** Writes a literal: with E before it, and backslashes doubled, where there are any. At most 2 n + 3 bytes. */
export function putLiteral(from: usize, length: usize, out: usize): usize {
  let escaped = false;
  for (let i: usize = 0; i < length; i++) if (load<u8>(from + i) == 92) escaped = true;
  if (!escaped) return putQuoted(from, length, 39, out);
  store<u8>(out++, 69);
  store<u8>(out++, 39);
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(from + i);
    if (byte == 39 || byte == 92) store<u8>(out++, <u8>byte);
    store<u8>(out++, <u8>byte);
  }
  store<u8>(out++, 39);
  return out;
}

export function quoteIdentifier(text: i64): i64 {
  const length = lengthOf(text);
  if (isPlainName(addressOf(text), length)) return text;
  const out = reserveValue(<u64>length * 2 + 2);
  return out == 0 ? noRoom() : commit(putIdentifier(addressOf(text), length, out));
}

export function quoteLiteral(text: i64): i64 {
  const length = lengthOf(text);
  const out = reserveValue(<u64>length * 2 + 3);
  return out == 0 ? noRoom() : commit(putLiteral(addressOf(text), length, out));
}

/** Digits to the base 2^bits of an unsigned number. */
export function toRadix(value: i64, bits: i32): i64 {
  const start = reserve(64);
  if (start == 0) return noRoom();
  let digits: i32 = 1;
  const number = <u64>value;
  while (digits * bits < 64 && number >> <u64>(digits * bits) != 0) digits++;
  const mask = (<u64>1 << <u64>bits) - 1;
  for (let i = 0; i < digits; i++) {
    const digit = <u32>((number >> <u64>((digits - 1 - i) * bits)) & mask);
    store<u8>(start + <usize>i, <u8>(digit < 10 ? 48 + digit : 87 + digit));
  }
  return commit(start + <usize>digits);
}

/** Hexadecimal digits at a place; -1 when there are not so many. */
function hexadecimal(at: usize, end: usize, count: usize): i64 {
  if (at + count > end) return -1;
  let sum: i64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const byte = <u32>load<u8>(at + i);
    const digit: u32 = byte - 48 < 10 ? byte - 48 : (byte | 32) - 97 < 6 ? (byte | 32) - 87 : 99;
    if (digit > 15) return -1;
    sum = (sum << 4) | <i64>digit;
  }
  return sum;
}

function putCode(at: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(at, <u8>code);
    return at + 1;
  }
  const bytes: u32 = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (let i = bytes - 1; i > 0; i--) {
    store<u8>(at + <usize>i, <u8>(0x80 | (code & 63)));
    code >>= 6;
  }
  store<u8>(at, <u8>((bytes == 2 ? 0xc0 : bytes == 3 ? 0xe0 : 0xf0) | code));
  return at + <usize>bytes;
}

/** Behind a backslash four digits, or u and four, + and six, U and eight: where the digits begin << 8 | how many; 0: none. */
function escapeDigits(at: usize, end: usize): usize {
  if (hexadecimal(at + 1, end, 4) >= 0) return 0x104;
  const mark = at + 1 < end ? <u32>load<u8>(at + 1) : 0;
  if (mark == 117 && hexadecimal(at + 2, end, 4) >= 0) return 0x204;
  if (mark == 43 && hexadecimal(at + 2, end, 6) >= 0) return 0x206;
  return mark == 85 && hexadecimal(at + 2, end, 8) >= 0 ? 0x208 : 0;
}

/** Unicode escapes as the characters that they name. */
export function unescape(text: i64): i64 {
  let at = addressOf(text);
  const end = at + lengthOf(text);
  const start = reserve(<u64>lengthOf(text) + 4);
  if (start == 0) return noRoom();
  let out = start;
  let high: u32 = 0;
  while (at < end) {
    const byte = load<u8>(at);
    const doubled = byte == 92 && at + 1 < end && load<u8>(at + 1) == 92;
    if (byte != 92 || doubled) {
      if (high != 0) return fail(BAD_SURROGATE);
      store<u8>(out++, byte);
      at += doubled ? 2 : 1;
      continue;
    }
    const form = escapeDigits(at, end);
    if (form == 0) return fail(BAD_UNICODE);
    const count = form & 255;
    let code = <u32>hexadecimal(at + (form >> 8), end, count);
    at += (form >> 8) + count;
    if (code == 0 || code > 0x10ffff) return fail(BAD_UNICODE_POINT);
    if (high != 0) {
      if (code < 0xdc00 || code > 0xdfff) return fail(BAD_SURROGATE);
      code = ((high - 0xd800) << 10) + (code - 0xdc00) + 0x10000;
      high = 0;
    } else if (code >= 0xd800 && code < 0xdc00) {
      high = code;
      continue;
    } else if (code >= 0xdc00 && code < 0xe000) return fail(BAD_SURROGATE);
    out = putCode(out, code);
  }
  return high != 0 ? fail(BAD_SURROGATE) : commit(out);
}
