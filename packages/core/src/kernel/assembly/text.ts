// Row functions over texts: refs (byteLength << 32 | address) to UTF-8. Results point into the input where they
// can; new bytes go to the byte heap (bump.part.ts). A negative result is a status; results that are not
// refs report through `takeStatus`. The door, kernel/text.ts, names the codes.
import {
  LARGEST, NO_ROOM, addressOf, commit, fail, isSpace, lengthOf, lower, putDigits, refOf, reserve, reserveValue,
} from "./bump.part";
import { OUT_OF_RANGE, WELL_READ, integerFault, readInteger } from "./text-integer.part";
import { find } from "./text-like.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export { initcap, toLower, toUpper } from "./text-case.part";
export { format } from "./text-format.part";
export { parseIdentifier } from "./text-ident.part";
export { quoteIdentifier, quoteLiteral, toRadix, unescape } from "./text-quote.part";
export { likeCompiled, likeEscape, likePattern, likeText } from "./text-like.part";

const INVALID_BOOLEAN: i32 = -2;
const INVALID_INTEGER: i32 = -3;
const INVALID_BIGINT: i32 = -4;
const INTEGER_RANGE: i32 = -7;
const BIGINT_RANGE: i32 = -8;
const INVALID_SMALLINT: i32 = -11;
const SMALLINT_RANGE: i32 = -12;
const NEGATIVE_LENGTH: i32 = -13;
const TOO_LARGE: i32 = -14;
const FIELD_ZERO: i32 = -15;
const CHR_NULL: i32 = -16;
const CHR_LARGE: i32 = -17;
const CHR_INVALID: i32 = -18;
const VARCHAR_LONG: i32 = -21;
const CHAR_LONG: i32 = -22;
const CHR_NEGATIVE: i32 = -23;

function noRoom(): i64 {
  return fail(<i32>NO_ROOM);
}

// @ts-ignore: decorator
@inline
function isStart(at: usize): bool {
  return (load<u8>(at) & 0xc0) != 0x80;
}

/** The place after `count` code points, at most `end`. */
function advance(at: usize, end: usize, count: i64): usize {
  for (; count > 0 && at < end; count--) {
    at++;
    while (at < end && !isStart(at)) at++;
  }
  return at;
}

export function equals(left: i64, right: i64): i32 {
  if (left == right) return 1;
  const length = lengthOf(left);
  if (length != lengthOf(right)) return 0;
  const a = addressOf(left);
  const b = addressOf(right);
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return 0;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return 0;
  return 1;
}

function compareBytes(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  const shorter = min(aLength, bLength);
  let i: usize = 0;
  while (i + 8 <= shorter && load<u64>(a + i) == load<u64>(b + i)) i += 8;
  for (; i < shorter; i++) {
    const difference = <i32>load<u8>(a + i) - <i32>load<u8>(b + i);
    if (difference != 0) return difference < 0 ? -1 : 1;
  }
  return aLength == bLength ? 0 : aLength < bLength ? -1 : 1;
}

/** By bytes, which is by code points: the C collation. -1, 0, 1. */
export function compare(left: i64, right: i64): i32 {
  return compareBytes(addressOf(left), lengthOf(left), addressOf(right), lengthOf(right));
}

function withoutBlanks(text: i64): usize {
  const start = addressOf(text);
  let end = start + lengthOf(text);
  while (end > start && load<u8>(end - 1) == 32) end--;
  return end - start;
}

/** char(n): trailing blanks do not count. */
export function compareChar(left: i64, right: i64): i32 {
  return compareBytes(addressOf(left), withoutBlanks(left), addressOf(right), withoutBlanks(right));
}

/** char(n) as text: without its trailing blanks. */
export function charToText(text: i64): i64 {
  return refOf(addressOf(text), withoutBlanks(text));
}

export function length(text: i64): i32 {
  const at = addressOf(text);
  const bytes = lengthOf(text);
  let count: i32 = 0;
  for (let i: usize = 0; i < bytes; i++) count += <i32>isStart(at + i);
  return count;
}

export function octetLength(text: i64): i32 {
  return <i32>lengthOf(text);
}

/** substring(text from `from`): places before the first are empty. */
export function substringFrom(text: i64, from: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const at = advance(start, end, <i64>from - 1);
  return refOf(at, end - at);
}

/** substring(text from `from` for `count`). */
export function substring(text: i64, from: i32, count: i32): i64 {
  if (count < 0) return fail(NEGATIVE_LENGTH);
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const at = advance(start, end, <i64>from - 1);
  const stop = advance(at, end, <i64>from + <i64>count - max<i64>(<i64>from, 1));
  return refOf(at, stop - at);
}

/** The first `count` code points, or all but the last -count. */
export function left(text: i64, count: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const wanted = count >= 0 ? <i64>count : <i64>length(text) + <i64>count;
  return refOf(start, advance(start, end, wanted) - start);
}

/** The last `count` code points, or all but the first -count. */
export function right(text: i64, count: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  // PostgreSQL negates in 32 bits: the least integer drops nothing.
  if (count == i32.MIN_VALUE) return text;
  const dropped = count >= 0 ? <i64>length(text) - <i64>count : -(<i64>count);
  const at = advance(start, end, dropped);
  return refOf(at, end - at);
}

export function concat(first: i64, second: i64): i64 {
  const a = lengthOf(first);
  const b = lengthOf(second);
  const at = reserveValue(<u64>a + <u64>b);
  if (at == 0) return noRoom();
  memory.copy(at, addressOf(first), a);
  memory.copy(at + a, addressOf(second), b);
  return commit(at + a + b);
}

/** Whether the code point of [at, next) is one of the set's. */
function inSet(at: usize, next: usize, set: i64): bool {
  let member = addressOf(set);
  const end = member + lengthOf(set);
  while (member < end) {
    const after = advance(member, end, 1);
    if (compareBytes(at, next - at, member, after - member) == 0) return true;
    member = after;
  }
  return false;
}

/** `sides`: 1 leading, 2 trailing, 3 both. */
export function trim(text: i64, set: i64, sides: i32): i64 {
  let at = addressOf(text);
  let end = at + lengthOf(text);
  if ((sides & 1) != 0) {
    while (at < end) {
      const next = advance(at, end, 1);
      if (!inSet(at, next, set)) break;
      at = next;
    }
  }
  if ((sides & 2) != 0) {
    while (end > at) {
      let before = end - 1;
      while (before > at && !isStart(before)) before--;
      if (!inSet(before, end, set)) break;
      end = before;
    }
  }
  return refOf(at, end - at);
}

/** lpad and rpad: to `count` code points with repetitions of `fill`; longer texts are cut at the right. */
export function pad(text: i64, count: i32, fill: i64, atLeft: i32): i64 {
  const start = addressOf(text);
  const bytes = lengthOf(text);
  const missing = <i64>max(count, 0) - <i64>length(text);
  if (missing <= 0) return refOf(start, advance(start, start + bytes, <i64>max(count, 0)) - start);
  const fillLength = <i64>length(fill);
  if (fillLength == 0) return text;
  const fillBytes = lengthOf(fill);
  const fillAt = addressOf(fill);
  const whole = missing / fillLength;
  const part = advance(fillAt, fillAt + fillBytes, missing % fillLength) - fillAt;
  const added = whole * <i64>fillBytes + <i64>part;
  if (<u64>added + <u64>bytes > LARGEST) return fail(TOO_LARGE);
  const at = reserve(<u64>added + <u64>bytes);
  if (at == 0) return noRoom();
  let to = atLeft != 0 ? at : at + bytes;
  memory.copy(atLeft != 0 ? at + <usize>added : at, start, bytes);
  for (let i: i64 = 0; i < whole; i++) {
    memory.copy(to, fillAt, fillBytes);
    to += fillBytes;
  }
  memory.copy(to, fillAt, part);
  return commit(at + <usize>added + bytes);
}

export function replace(text: i64, from: i64, to: i64): i64 {
  const fromBytes = lengthOf(from);
  if (fromBytes == 0) return text;
  let at = addressOf(text);
  const end = at + lengthOf(text);
  let place = find(at, end, addressOf(from), fromBytes);
  if (place == 0) return text;
  const toBytes = lengthOf(to);
  let count: i64 = 0;
  for (let next = place; next != 0; next = find(next + fromBytes, end, addressOf(from), fromBytes)) count++;
  const bytes = <i64>lengthOf(text) + count * (<i64>toBytes - <i64>fromBytes);
  const start = reserveValue(<u64>bytes);
  if (start == 0) return noRoom();
  let out = start;
  while (place != 0) {
    memory.copy(out, at, place - at);
    out += place - at;
    memory.copy(out, addressOf(to), toBytes);
    out += toBytes;
    at = place + fromBytes;
    place = find(at, end, addressOf(from), fromBytes);
  }
  memory.copy(out, at, end - at);
  return commit(out + (end - at));
}

/** The code point at which `part` begins, from 1; 0 if it does not. */
export function position(text: i64, part: i64): i32 {
  const at = addressOf(text);
  const place = find(at, at + lengthOf(text), addressOf(part), lengthOf(part));
  if (lengthOf(part) == 0) return 1;
  return place == 0 ? 0 : length(refOf(at, place - at)) + 1;
}

export function startsWith(text: i64, prefix: i64): i32 {
  const bytes = lengthOf(prefix);
  return bytes > lengthOf(text) ? 0 : equals(refOf(addressOf(text), bytes), prefix);
}

export function reverse(text: i64): i64 {
  let from = addressOf(text);
  const end = from + lengthOf(text);
  const at = reserve(lengthOf(text));
  if (at == 0) return noRoom();
  let to = at + lengthOf(text);
  while (from < end) {
    const next = advance(from, end, 1);
    to -= next - from;
    memory.copy(to, from, next - from);
    from = next;
  }
  return commit(at + lengthOf(text));
}

export function repeat(text: i64, count: i32): i64 {
  const bytes = lengthOf(text);
  if (count <= 0 || bytes == 0) return refOf(addressOf(text), 0);
  const all = <i64>bytes * <i64>count;
  if (<u64>all > LARGEST) return fail(TOO_LARGE);
  const at = reserve(<u64>all);
  if (at == 0) return noRoom();
  for (let i: i32 = 0; i < count; i++) memory.copy(at + <usize>i * bytes, addressOf(text), bytes);
  return commit(at + <usize>all);
}

/** Field `field` of the text cut at `delimiter`, from 1, or from the end if negative. */
export function splitPart(text: i64, delimiter: i64, field: i32): i64 {
  if (field == 0) return fail(FIELD_ZERO);
  let at = addressOf(text);
  const end = at + lengthOf(text);
  const bytes = lengthOf(delimiter);
  if (bytes == 0) return field == 1 || field == -1 ? text : refOf(at, 0);
  let wanted = <i64>field;
  if (field < 0) {
    let fields: i64 = 1;
    for (let next = find(at, end, addressOf(delimiter), bytes); next != 0; next = find(next + bytes, end, addressOf(delimiter), bytes)) fields++;
    wanted = fields + <i64>field + 1;
    if (wanted < 1) return refOf(at, 0);
  }
  let place = find(at, end, addressOf(delimiter), bytes);
  for (; wanted > 1; wanted--) {
    if (place == 0) return refOf(end, 0);
    at = place + bytes;
    place = find(at, end, addressOf(delimiter), bytes);
  }
  return refOf(at, (place == 0 ? end : place) - at);
}

/** The first code point, 0 of an empty text. */
export function ascii(text: i64): i32 {
  if (lengthOf(text) == 0) return 0;
  const at = addressOf(text);
  const byte = <i32>load<u8>(at);
  if (byte < 0x80) return byte;
  const second = <i32>load<u8>(at + 1) & 63;
  if (byte < 0xe0) return ((byte & 31) << 6) | second;
  const third = <i32>load<u8>(at + 2) & 63;
  if (byte < 0xf0) return ((byte & 15) << 12) | (second << 6) | third;
  return ((byte & 7) << 18) | (second << 12) | (third << 6) | (<i32>load<u8>(at + 3) & 63);
}

export function chr(code: i32): i64 {
  if (code < 0) return fail(CHR_NEGATIVE);
  if (code == 0) return fail(CHR_NULL);
  if (code > 0x10ffff) return fail(CHR_LARGE);
  if (code >= 0xd800 && code < 0xe000) return fail(CHR_INVALID);
  const at = reserve(4);
  if (at == 0) return noRoom();
  if (code < 0x80) {
    store<u8>(at, <u8>code);
    return commit(at + 1);
  }
  const bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (let i = bytes - 1; i > 0; i--) {
    store<u8>(at + <usize>i, <u8>(0x80 | (code & 63)));
    code >>= 6;
  }
  store<u8>(at, <u8>((bytes == 2 ? 0xc0 : bytes == 3 ? 0xe0 : 0xf0) | code));
  return commit(at + <usize>bytes);
}

/** ASCII without the byte that marks what goes. */
function isPlain(text: i64): bool {
  const at = addressOf(text);
  for (let i: usize = 0; i < lengthOf(text); i++) if (load<u8>(at + i) >= 0x80 || load<u8>(at + i) < 2) return false;
  return true;
}

/** By a table of images behind the result: 0 for what stays, 1 for what goes. */
function translateAscii(text: i64, from: i64, to: i64): i64 {
  const bytes = lengthOf(text);
  const start = reserve(<u64>bytes + 128);
  if (start == 0) return noRoom();
  const table = start + bytes;
  memory.fill(table, 0, 128);
  for (let i = lengthOf(from); i > 0; i--) {
    // The first of equal characters counts: it is written last.
    const image: u8 = i <= lengthOf(to) ? load<u8>(addressOf(to) + i - 1) : 1;
    store<u8>(table + <usize>load<u8>(addressOf(from) + i - 1), image);
  }
  let out = start;
  const at = addressOf(text);
  for (let i: usize = 0; i < bytes; i++) {
    const byte = load<u8>(at + i);
    const image: u8 = byte < 0x80 ? load<u8>(table + <usize>byte) : 0;
    if (image == 1) continue;
    store<u8>(out++, image == 0 ? byte : image);
  }
  return commit(out);
}

/** Code points of `from` become those at the same place in `to`, or go if there are none. */
export function translate(text: i64, from: i64, to: i64): i64 {
  if (isPlain(from) && isPlain(to)) return translateAscii(text, from, to);
  const bytes = lengthOf(text);
  // As PostgreSQL: what every character might come to is looked at.
  if (<u64>bytes * 4 > LARGEST) return fail(TOO_LARGE);
  const start = reserve(<u64>bytes * 4);
  if (start == 0) return noRoom();
  let out = start;
  let at = addressOf(text);
  const end = at + bytes;
  const fromEnd = addressOf(from) + lengthOf(from);
  const toEnd = addressOf(to) + lengthOf(to);
  while (at < end) {
    const next = advance(at, end, 1);
    let member = addressOf(from);
    let image = addressOf(to);
    let found = false;
    while (member < fromEnd) {
      const after = advance(member, fromEnd, 1);
      const imageAfter = advance(image, toEnd, 1);
      if (compareBytes(at, next - at, member, after - member) == 0) {
        memory.copy(out, image, imageAfter - image);
        out += imageAfter - image;
        found = true;
        break;
      }
      member = after;
      image = imageAfter;
    }
    if (!found) {
      memory.copy(out, at, next - at);
      out += next - at;
    }
    at = next;
  }
  return commit(out);
}

/** To varchar(limit): an explicit cast cuts, an assignment may drop blanks only. */
export function toVarchar(text: i64, limit: i32, explicit: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const cut = advance(start, end, limit);
  if (explicit == 0) for (let at = cut; at < end; at++) if (load<u8>(at) != 32) return fail(VARCHAR_LONG);
  return refOf(start, cut - start);
}

/** To char(limit): as toVarchar, then filled with blanks. */
export function toChar(text: i64, limit: i32, explicit: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const cut = advance(start, end, limit);
  if (explicit == 0) for (let at = cut; at < end; at++) if (load<u8>(at) != 32) return fail(CHAR_LONG);
  const missing = limit - length(refOf(start, cut - start));
  if (missing <= 0) return refOf(start, cut - start);
  const at = reserveValue(<u64>(cut - start) + <u64>missing);
  if (at == 0) return noRoom();
  memory.copy(at, start, cut - start);
  memory.fill(at + (cut - start), 32, <usize>missing);
  return commit(at + (cut - start) + <usize>missing);
}

/** A prefix of a word of `true`, `false`, `yes`, `no`, `on`, `off` (`o` alone is neither), `1` or `0`. */
export function boolFromText(text: i64): i32 {
  let at = addressOf(text);
  let end = at + lengthOf(text);
  while (at < end && isSpace(load<u8>(at))) at++;
  while (at < end && isSpace(load<u8>(end - 1))) end--;
  const bytes = end - at;
  if (bytes == 0 || bytes > 5) return <i32>fail(INVALID_BOOLEAN);
  let word: u64 = 0;
  for (let i: usize = 0; i < bytes; i++) word |= <u64>lower(load<u8>(at + i)) << (<u64>i << 3);
  const mask: u64 = (<u64>1 << (<u64>bytes << 3)) - 1;
  if (bytes == 1 && word == 49) return 1;
  if (bytes == 1 && word == 48) return 0;
  if (bytes <= 4 && word == (0x65757274 & mask)) return 1;
  if (word == (0x65736c6166 & mask)) return 0;
  if (bytes <= 3 && word == (0x736579 & mask)) return 1;
  if (bytes <= 2 && word == (0x6f6e & mask)) return 0;
  if (bytes == 2 && word == 0x6e6f) return 1;
  if ((bytes == 2 || bytes == 3) && word == (0x66666f & mask)) return 0;
  return <i32>fail(INVALID_BOOLEAN);
}

export function boolToText(value: i32): i64 {
  const at = reserve(5);
  if (at == 0) return noRoom();
  if (value != 0) {
    store<u32>(at, 0x65757274);
    return commit(at + 4);
  }
  store<u32>(at, 0x736c6166);
  store<u8>(at + 4, 101);
  return commit(at + 5);
}

function integer(text: i64, least: i64, greatest: i64, invalid: i32, range: i32): i64 {
  const value = readInteger(text, least, greatest);
  return integerFault == WELL_READ ? value : fail(integerFault == OUT_OF_RANGE ? range : invalid);
}

export function i16FromText(text: i64): i32 {
  return <i32>integer(text, i16.MIN_VALUE, i16.MAX_VALUE, INVALID_SMALLINT, SMALLINT_RANGE);
}

export function i32FromText(text: i64): i32 {
  return <i32>integer(text, i32.MIN_VALUE, i32.MAX_VALUE, INVALID_INTEGER, INTEGER_RANGE);
}

export function i64FromText(text: i64): i64 {
  return integer(text, i64.MIN_VALUE, i64.MAX_VALUE, INVALID_BIGINT, BIGINT_RANGE);
}

export function i64ToText(value: i64): i64 {
  let at = reserve(20);
  if (at == 0) return noRoom();
  if (value < 0) store<u8>(at++, 45);
  return commit(putDigits(at, value < 0 ? 0 - <u64>value : <u64>value, 1));
}

export function i32ToText(value: i32): i64 {
  return i64ToText(<i64>value);
}
