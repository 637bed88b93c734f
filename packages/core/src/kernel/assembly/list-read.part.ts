// Texts as PostgreSQL writes arrays (manual, section 8.15) to lists of texts, which are made elements of other types one
// by one.
//
// Reading goes over the text twice: once for the shape, which is checked, then for the elements. The shape lies in
// scratch words: 0 lengths, 32 lower bounds, 64 counts of the braces that are open, 96 elements, 100 NULLs, 104 bytes,
// 108 given dimensions, 116 dimensions found, 128 which of them were closed before.
import { NO_ROOM, addressOf, fail, isDigit, isSpace, keep, lengthOf, reserve, takeStatus } from "./bump.part";
import { BYTES, MOST_DIMENSIONS, closeValue, countOf, dataOf, openValue, putSlot } from "./list-layout.part";
import { TOO_DEEP, TOO_LARGE, emptyList } from "./list-make.part";
import { isNullWord } from "./list-write.part";

export const MALFORMED: i32 = -14;
export const BOUND_RANGE: i32 = -15;
export const UPPER_BELOW: i32 = -16;
const UPPER_BOUND_TOO_LARGE: i32 = -28;

const QUOTE: u8 = 34;
const COMMA: u8 = 44;
const COLON: u8 = 58;
const EQUALS: u8 = 61;
const OPEN_BRACKET: u8 = 91;
const BACKSLASH: u8 = 92;
const CLOSE_BRACKET: u8 = 93;
const OPEN: u8 = 123;
const CLOSE: u8 = 125;

function skipSpaces(at: usize, end: usize): usize {
  while (at < end && isSpace(load<u8>(at))) at++;
  return at;
}

/** Reads `[l:u]...=`; answers where the braces begin, or 0 after a failure. */
function readBounds(at: usize, end: usize, shape: usize): usize {
  let dimensions: u32 = 0;
  for (; at < end && load<u8>(at) == OPEN_BRACKET; at = skipSpaces(at, end)) {
    if (dimensions == MOST_DIMENSIONS) return refuse(TOO_DEEP);
    at = readInteger(at + 1, end, shape + 112);
    if (at == 0) return 0;
    let least: i64 = 1;
    let most = load<i64>(shape, 112);
    if (at < end && load<u8>(at) == COLON) {
      least = most;
      at = readInteger(at + 1, end, shape + 112);
      if (at == 0) return 0;
      most = load<i64>(shape, 112);
    }
    if (at >= end || load<u8>(at) != CLOSE_BRACKET) return refuse(MALFORMED);
    at++;
    if (most < least) return refuse(UPPER_BELOW);
    // An upper bound of an array, and one more, is an int4.
    if (most == 2147483647) return refuse(UPPER_BOUND_TOO_LARGE);
    if (most - least >= 2147483647) return refuse(TOO_LARGE);
    store<i32>(shape + ((<usize>dimensions) << 2), <i32>(most - least + 1));
    store<i32>(shape + ((<usize>dimensions) << 2), <i32>least, 32);
    dimensions++;
  }
  store<u32>(shape, dimensions, 108);
  if (dimensions == 0) return at;
  if (at >= end || load<u8>(at) != EQUALS) return refuse(MALFORMED);
  return skipSpaces(at + 1, end);
}

function refuse(code: i32): usize {
  fail(code);
  return 0;
}

function readInteger(at: usize, end: usize, out: usize): usize {
  const isNegative = at < end && load<u8>(at) == 45;
  if (at < end && (isNegative || load<u8>(at) == 43)) at++;
  const from = at;
  let value: i64 = 0;
  for (; at < end && isDigit(load<u8>(at)); at++) {
    value = value * 10 + <i64>(load<u8>(at) - 48);
    if (value > 2147483648) return refuse(BOUND_RANGE);
  }
  if (at == from) return refuse(MALFORMED);
  if (!isNegative && value == 2147483648) return refuse(BOUND_RANGE);
  store<i64>(out, isNegative ? -value : value);
  return at;
}

/**
 * One element: its bytes without quotes and backslashes to `to` (if not 0); `out`: u32 length, u32 whether NULL.
 * Answers where it ends, or 0 where it does not.
 */
function readElement(at: usize, end: usize, to: usize, out: usize): usize {
  let length: usize = 0;
  let trailing: usize = 0;
  let isQuoted = false;
  let isEscaped = false;
  let isInside = false;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == BACKSLASH) {
      if (++at >= end) return refuse(MALFORMED);
      // Behind a quoted part nothing may follow, before it nothing may stand.
      if (isQuoted && !isInside) return refuse(MALFORMED);
      isEscaped = true;
      if (to != 0) store<u8>(to + length, load<u8>(at));
      length++;
      trailing = 0;
      continue;
    }
    if (byte == QUOTE) {
      if (isInside) isInside = false;
      else if (isQuoted || length != trailing || isEscaped) return refuse(MALFORMED);
      else {
        isQuoted = true;
        isInside = true;
      }
      continue;
    }
    if (!isInside) {
      if (byte == COMMA || byte == CLOSE || byte == OPEN) break;
      const isBlank = isSpace(byte);
      if (isQuoted && !isBlank) return refuse(MALFORMED);
      if (isQuoted) continue;
      trailing = isBlank ? trailing + 1 : 0;
    }
    if (to != 0) store<u8>(to + length, byte);
    length++;
  }
  if (isInside || at >= end) return refuse(MALFORMED);
  if (!isQuoted) length -= trailing;
  if (length == 0 && !isQuoted) return refuse(MALFORMED);
  const isNull = !isQuoted && !isEscaped && isNullWord(at - length - trailing, length) && length == 4;
  store<u32>(out, <u32>length);
  store<u32>(out, <u32>isNull, 4);
  return at;
}

/** Goes over the braces; with `to` not 0 the elements are put into it. Answers where they end, or 0. */
function readBraces(at: usize, end: usize, shape: usize, to: usize): usize {
  const given = load<u32>(shape, 108);
  let depth: u32 = 0;
  // The number of dimensions is known when the first element, or the first `}`, has been met.
  let deepest: u32 = 0;
  let isKnown = false;
  let isItem = false;
  let isComma = false;
  let elements: u32 = 0;
  do {
    at = skipSpaces(at, end);
    if (at >= end) return refuse(MALFORMED);
    const byte = load<u8>(at);
    if (byte == OPEN) {
      if (isItem || (isKnown && depth >= deepest)) return refuse(MALFORMED);
      if (depth == MOST_DIMENSIONS) return refuse(TOO_DEEP);
      store<i32>(shape + ((<usize>depth) << 2), 0, 64);
      depth++;
      if (!isKnown) deepest = depth;
      isComma = false;
      at++;
    } else if (byte == CLOSE) {
      if (depth == 0 || isComma) return refuse(MALFORMED);
      isKnown = true;
      depth--;
      if (!closeDimension(shape, depth, deepest, given)) return 0;
      if (depth > 0) {
        const count = shape + ((<usize>(depth - 1)) << 2);
        store<i32>(count, load<i32>(count, 64) + 1, 64);
      }
      isItem = true;
      at++;
    } else if (byte == COMMA) {
      if (!isItem || depth == 0) return refuse(MALFORMED);
      isItem = false;
      isComma = true;
      at++;
    } else {
      if (isItem || (isKnown && depth != deepest)) return refuse(MALFORMED);
      isKnown = true;
      deepest = depth;
      at = readItem(at, end, shape, to, elements);
      if (at == 0) return 0;
      const count = shape + ((<usize>(depth - 1)) << 2);
      store<i32>(count, load<i32>(count, 64) + 1, 64);
      elements++;
      isItem = true;
      isComma = false;
    }
  } while (depth > 0);
  store<u32>(shape, elements, 96);
  store<u32>(shape, deepest, 116);
  return at;
}

/** Puts one element, or counts its bytes. */
function readItem(at: usize, end: usize, shape: usize, to: usize, position: u32): usize {
  if (to == 0) {
    at = readElement(at, end, 0, shape + 120);
    if (at == 0) return 0;
    if (load<u32>(shape, 124) != 0) store<u32>(shape, load<u32>(shape, 100) + 1, 100);
    else store<u32>(shape, load<u32>(shape, 104) + load<u32>(shape, 120), 104);
    return at;
  }
  const ends = dataOf(to);
  const from = load<u32>(ends + ((<usize>position) << 2));
  const bytes = ends + ((<usize>countOf(to) + 1) << 2) + <usize>from;
  // A NULL is read too, into bytes that the next element takes; there are four behind the last.
  at = readElement(at, end, bytes, shape + 120);
  if (at == 0) return 0;
  if (load<u32>(shape, 124) != 0) putSlot(to, position, 0, false);
  else store<u32>(ends + ((<usize>position) << 2), from + load<u32>(shape, 120), 4);
  return at;
}

/** A dimension ends: its length is what the first like it had, or what was given. */
function closeDimension(shape: usize, depth: u32, deepest: u32, given: u32): bool {
  const at = shape + ((<usize>depth) << 2);
  const count = load<i32>(at, 64);
  if (given != 0 && given != deepest) return refuse(MALFORMED) != 0;
  const isFirst = load<i32>(at, 128) == 0;
  if (isFirst) {
    if (given != 0 && load<i32>(at) != count) return refuse(MALFORMED) != 0;
    store<i32>(at, count);
    store<i32>(at, 1, 128);
    if (given == 0) store<i32>(at, 1, 32);
    return true;
  }
  return load<i32>(at) == count ? true : refuse(MALFORMED) != 0;
}

/** The list of texts that a text describes as PostgreSQL writes arrays. */
export function fromText(text: i64): i64 {
  const shape = reserve(160);
  if (shape == 0) return fail(<i32>NO_ROOM);
  keep(shape + 160);
  memory.fill(shape, 0, 160);
  const end = addressOf(text) + lengthOf(text);
  const from = readBounds(skipSpaces(addressOf(text), end), end, shape);
  if (from == 0) return failedRead();
  if (from >= end || load<u8>(from) != OPEN) return fail(MALFORMED);
  const after = readBraces(from, end, shape, 0);
  if (after == 0) return failedRead();
  if (skipSpaces(after, end) != end) return fail(MALFORMED);
  const elements = load<u32>(shape, 96);
  if (elements == 0) return load<u32>(shape, 108) != 0 ? fail(MALFORMED) : emptyList(BYTES);
  const to = openValue(BYTES, elements, load<u32>(shape, 116), shape, shape + 32, load<u32>(shape, 100) != 0, end - from);
  if (to == 0) return fail(<i32>NO_ROOM);
  memory.fill(shape, 0, 32);
  memory.fill(shape + 64, 0, 96);
  // The second reading finds what the first one has found: nothing is given.
  readBraces(from, end, shape, to);
  return closeValue(to);
}

/** The status that a failed reading left: of results that are refs they are told by themselves. */
function failedRead(): i64 {
  return <i64>takeStatus();
}
