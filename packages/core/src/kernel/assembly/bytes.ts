// Row functions over byte strings and uuids: their text forms, single bytes and bits, slices. A uuid is 16 bytes as type/storage.ts lays it out, passed by address.
import { NO_ROOM, addressOf, commit, fail, lengthOf, reserve, reserveValue } from "./bump.part";
import { decodeEscape, decodeHex, encodeHex } from "./bytes-hex.part";

export { decode, encode } from "./bytes-encoding.part";
export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export { seedUuids, uuidFromText, uuidMicros, uuidOfMoment, uuidRandom, uuidToText, uuidVersion } from "./bytes-uuid.part";

const INTEGER_RANGE: i32 = -9;
const SMALLINT_RANGE: i32 = -10;
const BIGINT_RANGE: i32 = -11;
const NEGATIVE_LENGTH: i32 = -12;
const INDEX_RANGE: i32 = -13;
const NEW_BIT: i32 = -14;
const TRAILING_ESCAPE: i32 = -17;

/** `\x` and hexadecimal digits, or text with escapes. */
export function bytesFromText(ref: i64): i64 {
  const from = addressOf(ref);
  const length = lengthOf(ref);
  if (length >= 2 && load<u8>(from) == 92 && load<u8>(from + 1) == 120) return decodeHex(from + 2, length - 2);
  return decodeEscape(from, length);
}

export function bytesToText(ref: i64): i64 {
  const length = lengthOf(ref);
  const at = reserveValue(<u64>length * 2 + 2);
  if (at == 0) return fail(<i32>NO_ROOM);
  store<u8>(at, 92);
  store<u8>(at + 1, 120);
  return commit(encodeHex(addressOf(ref), length, at + 2));
}

export function getByte(ref: i64, index: i32): i32 {
  if (index < 0 || <usize>index >= lengthOf(ref)) return <i32>fail(INDEX_RANGE);
  return <i32>load<u8>(addressOf(ref) + <usize>index);
}

export function getBit(ref: i64, index: i64): i32 {
  if (index < 0 || index >= <i64>lengthOf(ref) * 8) return <i32>fail(INDEX_RANGE);
  return (<i32>load<u8>(addressOf(ref) + <usize>(index >> 3)) >> <i32>(index & 7)) & 1;
}

/** A copy of the bytes on the heap, committed; 0 when there is no room. */
function copy(ref: i64): usize {
  const length = lengthOf(ref);
  const at = reserve(length == 0 ? 1 : length);
  if (at != 0) memory.copy(at, addressOf(ref), length);
  return at;
}

export function setByte(ref: i64, index: i32, value: i32): i64 {
  if (index < 0 || <usize>index >= lengthOf(ref)) return fail(INDEX_RANGE);
  const at = copy(ref);
  if (at == 0) return fail(<i32>NO_ROOM);
  store<u8>(at + <usize>index, <u8>value);
  return commit(at + lengthOf(ref));
}

export function setBit(ref: i64, index: i64, value: i32): i64 {
  if (index < 0 || index >= <i64>lengthOf(ref) * 8) return fail(INDEX_RANGE);
  if (value != 0 && value != 1) return fail(NEW_BIT);
  const at = copy(ref);
  if (at == 0) return fail(<i32>NO_ROOM);
  const place = at + <usize>(index >> 3);
  const bit = (<u8>1) << <u8>(index & 7);
  store<u8>(place, value == 1 ? load<u8>(place) | bit : load<u8>(place) & ~bit);
  return commit(at + lengthOf(ref));
}

export function byteLength(ref: i64): i32 {
  return <i32>lengthOf(ref);
}

export function bitCount(ref: i64): i64 {
  const from = addressOf(ref);
  const length = lengthOf(ref);
  let count: i64 = 0;
  for (let at: usize = 0; at < length; at++) count += <i64>popcnt<u32>(<u32>load<u8>(from + at));
  return count;
}

function slice(ref: i64, start: i64, end: i64): i64 {
  const length = <i64>lengthOf(ref);
  const first = max<i64>(start, 0);
  const last = min<i64>(end, length);
  if (first >= last) return <i64>addressOf(ref);
  return ((last - first) << 32) | <i64>(addressOf(ref) + <usize>first);
}

/** From the byte at `from`, counted from 1. */
export function sliceFrom(ref: i64, from: i32): i64 {
  return slice(ref, <i64>from - 1, i64.MAX_VALUE);
}

/** `count` bytes from the one at `from`; what lies before the first counts. */
export function slicePart(ref: i64, from: i32, count: i32): i64 {
  if (count < 0) return fail(NEGATIVE_LENGTH);
  return slice(ref, <i64>from - 1, <i64>from - 1 + <i64>count);
}

/** Bytes between the first and last of `ref`, with `count` of them from `from` on replaced. */
export function overlay(ref: i64, by: i64, from: i32, count: i32): i64 {
  if (from <= 0) return fail(NEGATIVE_LENGTH);
  if (<i64>from + <i64>count > <i64>i32.MAX_VALUE) return fail(INTEGER_RANGE);
  const head = slice(ref, 0, <i64>from - 1);
  const tail = slice(ref, <i64>from - 1 + <i64>count, i64.MAX_VALUE);
  const total = <u64>lengthOf(head) + <u64>lengthOf(by) + <u64>lengthOf(tail);
  let at = reserveValue(total == 0 ? 1 : total);
  if (at == 0) return fail(<i32>NO_ROOM);
  memory.copy(at, addressOf(head), lengthOf(head));
  at += lengthOf(head);
  memory.copy(at, addressOf(by), lengthOf(by));
  at += lengthOf(by);
  memory.copy(at, addressOf(tail), lengthOf(tail));
  return commit(at + lengthOf(tail));
}

/** Where the part begins, counted from 1; 0 if it is not there. */
export function position(part: i64, ref: i64): i32 {
  const from = addressOf(ref);
  const sought = addressOf(part);
  const length = lengthOf(part);
  if (length == 0) return 1;
  if (length > lengthOf(ref)) return 0;
  const last = lengthOf(ref) - length;
  for (let at: usize = 0; at <= last; at++) {
    if (load<u8>(from + at) == load<u8>(sought) && memory.compare(from + at, sought, length) == 0) return <i32>at + 1;
  }
  return 0;
}

function holds(set: i64, byte: u8): bool {
  const from = addressOf(set);
  for (let at: usize = 0; at < lengthOf(set); at++) if (load<u8>(from + at) == byte) return true;
  return false;
}

/** Sides: 1 leading, 2 trailing, 3 both. */
export function trimBytes(ref: i64, set: i64, sides: i32): i64 {
  let start = addressOf(ref);
  let end = start + lengthOf(ref);
  if ((sides & 1) != 0) while (start < end && holds(set, load<u8>(start))) start++;
  if ((sides & 2) != 0) while (end > start && holds(set, load<u8>(end - 1))) end--;
  return ((<i64>(end - start)) << 32) | <i64>start;
}

export function reverseBytes(ref: i64): i64 {
  const length = lengthOf(ref);
  const at = reserve(length == 0 ? 1 : length);
  if (at == 0) return fail(<i32>NO_ROOM);
  for (let i: usize = 0; i < length; i++) store<u8>(at + i, load<u8>(addressOf(ref) + length - 1 - i));
  return commit(at + length);
}

/** LIKE byte by byte: `_` is a byte, `%` any number of them, a backslash takes the next one as it is. */
export function likeBytes(value: i64, pattern: i64): i32 {
  let at = addressOf(value);
  const end = at + lengthOf(value);
  let next = addressOf(pattern);
  const last = next + lengthOf(pattern);
  // Where the latest % can try again: one byte further on.
  let again: usize = 0;
  let from: usize = 0;
  while (at < end || next < last) {
    const wanted = next < last ? <u32>load<u8>(next) : 0;
    if (next < last && wanted == 37) {
      again = ++next;
      from = at;
      continue;
    }
    const escaped = next < last && wanted == 92;
    if (escaped && next + 1 >= last && at < end) return <i32>fail(TRAILING_ESCAPE);
    const byte = escaped ? <u32>load<u8>(next + 1) : wanted;
    if (next < last && at < end && ((wanted == 95 && !escaped) || <u32>load<u8>(at) == byte)) {
      next += escaped ? 2 : 1;
      at++;
      continue;
    }
    if (again == 0 || from >= end) return 0;
    at = ++from;
    next = again;
  }
  return 1;
}

/** The last `bytes` bytes of an integer, the highest first. */
export function bytesOfInteger(value: i64, bytes: i32): i64 {
  const at = reserve(8);
  if (at == 0) return fail(<i32>NO_ROOM);
  for (let i = 0; i < bytes; i++) store<u8>(at + <usize>i, <u8>(value >> <i64>(8 * (bytes - 1 - i))));
  return commit(at + <usize>bytes);
}

/** The integer of at most `bytes` bytes, the highest first. */
export function integerOfBytes(ref: i64, bytes: i32): i64 {
  const length = lengthOf(ref);
  if (length > <usize>bytes) return fail(bytes == 2 ? SMALLINT_RANGE : bytes == 4 ? INTEGER_RANGE : BIGINT_RANGE);
  let value: i64 = 0;
  for (let i: usize = 0; i < length; i++) value = (value << 8) | <i64>load<u8>(addressOf(ref) + i);
  return bytes == 2 ? <i64>(<i16>value) : bytes == 4 ? <i64>(<i32>value) : value;
}

/** Valid UTF-8 as text. */
export function textOfBytes(ref: i64): i64 {
  const from = addressOf(ref);
  const end = from + lengthOf(ref);
  let at = from;
  while (at < end) {
    const first = <u32>load<u8>(at);
    if (first == 0) return fail(-16);
    if (first < 128) {
      at++;
      continue;
    }
    const more: usize = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
    if (more == 0 || at + more >= end) return fail(-15);
    const second = <u32>load<u8>(at + 1);
    if (first == 0xe0 && second < 0xa0) return fail(-15);
    if (first == 0xed && second > 0x9f) return fail(-15);
    if (first == 0xf0 && second < 0x90) return fail(-15);
    if (first == 0xf4 && second > 0x8f) return fail(-15);
    for (let i: usize = 1; i <= more; i++) if ((<u32>load<u8>(at + i) & 0xc0) != 0x80) return fail(-15);
    at += more + 1;
  }
  return ref;
}
