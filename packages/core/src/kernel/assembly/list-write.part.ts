// Lists of texts as PostgreSQL writes arrays (manual, section 8.15): `{1,2}`, `{"a b",NULL}`, `[0:1]={a,b}`. Elements of
// other types are made texts before, one by one.
import { LARGEST, NO_ROOM, TOO_LONG, addressOf, commit, fail, isSpace, lengthOf, lower, reserve, reserveValue } from "./bump.part";
import { countOf, dimensionsOf, isNullAt, lengthOfDimension, lowerBound, refAt } from "./list-layout.part";
import { putInteger } from "./list-part.part";

const QUOTE: u8 = 34;
const COMMA: u8 = 44;
const COLON: u8 = 58;
const EQUALS: u8 = 61;
const OPEN_BRACKET: u8 = 91;
const BACKSLASH: u8 = 92;
const CLOSE_BRACKET: u8 = 93;
const OPEN: u8 = 123;
const CLOSE: u8 = 125;

// @ts-ignore: decorator
@inline
export function isNullWord(at: usize, length: usize): bool {
  return (
    length == 4 &&
    lower(load<u8>(at)) == 110 &&
    lower(load<u8>(at, 1)) == 117 &&
    lower(load<u8>(at, 2)) == 108 &&
    lower(load<u8>(at, 3)) == 108
  );
}

function needsQuotes(at: usize, length: usize): bool {
  if (length == 0 || isNullWord(at, length)) return true;
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(at + i);
    if (byte == QUOTE || byte == BACKSLASH || byte == OPEN || byte == CLOSE || byte == COMMA || isSpace(byte)) return true;
  }
  return false;
}

/** Bytes of the elements as they are: toText writes them and, at least, what parts them. */
function elementBytes(value: usize): u64 {
  const count = countOf(value);
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < count; at++) bytes += isNullAt(value, at) ? 4 : <u64>lengthOf(refAt(value, at));
  return bytes;
}

/** Bytes that toText writes at most, of elements of so many. */
function textBytes(value: usize, elements: u64): u64 {
  // A brace may open and close before and behind each element, in each dimension.
  const braces = 2 * (<u64>dimensionsOf(value)) + 3;
  return 2 + (<u64>dimensionsOf(value)) * 26 + <u64>countOf(value) * braces + 2 * elements;
}

function putElement(to: usize, value: usize, at: u32): usize {
  if (isNullAt(value, at)) {
    store<u32>(to, 0x4c4c554e);
    return to + 4;
  }
  const ref = refAt(value, at);
  const from = addressOf(ref);
  const length = lengthOf(ref);
  if (!needsQuotes(from, length)) {
    memory.copy(to, from, length);
    return to + length;
  }
  store<u8>(to++, QUOTE);
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(from + i);
    if (byte == QUOTE || byte == BACKSLASH) store<u8>(to++, BACKSLASH);
    store<u8>(to++, byte);
  }
  store<u8>(to, QUOTE);
  return to + 1;
}

function putBounds(to: usize, value: usize): usize {
  const dimensions = dimensionsOf(value);
  let isPlain = true;
  for (let at: u32 = 0; at < dimensions; at++) isPlain = isPlain && lowerBound(value, at) == 1;
  if (isPlain) return to;
  for (let at: u32 = 0; at < dimensions; at++) {
    store<u8>(to++, OPEN_BRACKET);
    to = putInteger(to, lowerBound(value, at));
    store<u8>(to++, COLON);
    to = putInteger(to, lowerBound(value, at) + lengthOfDimension(value, at) - 1);
    store<u8>(to++, CLOSE_BRACKET);
  }
  store<u8>(to++, EQUALS);
  return to;
}

/** A list of texts as PostgreSQL writes an array. */
export function toText(list: i64): i64 {
  const value = addressOf(list);
  const count = countOf(value);
  const elements = elementBytes(value);
  if (elements + <u64>count > LARGEST) return fail(TOO_LONG);
  const start = reserve(textBytes(value, elements) + 16);
  if (start == 0) return fail(<i32>NO_ROOM);
  const dimensions = dimensionsOf(value);
  if (count == 0) {
    store<u16>(start, 0x7d7b);
    return commit(start + 2);
  }
  let to = putBounds(start, value);
  for (let at: u32 = 0; at < count; at++) {
    if (at != 0) store<u8>(to++, COMMA);
    for (let open = edges(value, dimensions, at); open != 0; open--) store<u8>(to++, OPEN);
    to = putElement(to, value, at);
    for (let close = edges(value, dimensions, at + 1); close != 0; close--) store<u8>(to++, CLOSE);
  }
  return commit(to);
}

/** How many dimensions begin (or end) at a position. */
function edges(value: usize, dimensions: u32, position: u32): u32 {
  let size: u32 = 1;
  let count: u32 = 0;
  for (let dimension = <i32>dimensions - 1; dimension >= 0; dimension--) {
    size *= <u32>lengthOfDimension(value, <u32>dimension);
    if (position % size != 0) break;
    count++;
  }
  return count;
}

/** array_to_string; `shown` 0: NULLs are passed over, else `nulls` stands for them. */
export function joined(list: i64, separator: i64, nulls: i64, shown: i32): i64 {
  const value = addressOf(list);
  const count = countOf(value);
  let bytes: u64 = 0;
  let written: u64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const isNull = isNullAt(value, at);
    if (isNull && shown == 0) continue;
    written++;
    bytes += <u64>lengthOf(isNull ? nulls : refAt(value, at));
  }
  if (written > 1) bytes += (written - 1) * <u64>lengthOf(separator);
  const start = reserveValue(bytes);
  if (start == 0) return fail(<i32>NO_ROOM);
  let to = start;
  let isFirst = true;
  for (let at: u32 = 0; at < count; at++) {
    const isNull = isNullAt(value, at);
    if (isNull && shown == 0) continue;
    if (!isFirst) to = putRef(to, separator);
    isFirst = false;
    to = putRef(to, isNull ? nulls : refAt(value, at));
  }
  return commit(to);
}

function putRef(to: usize, ref: i64): usize {
  memory.copy(to, addressOf(ref), lengthOf(ref));
  return to + lengthOf(ref);
}
