// LIKE. A pattern is compiled to its segments between percent signs. The first is anchored at the
// start and the last at the end unless a percent sign stands there; those between match leftmost, which is
// right for LIKE. In a segment, byte 0xFF (never part of UTF-8) stands for an underscore: one code point.
// A pattern that ends in an escape matches nothing; it is an error for a text that goes on where the rest of it has matched.
//
//   u32 flags, u32 segments, then per segment u32 {address, bytes, code points, has underscore}, then the bytes
import { NO_ROOM, addressOf, commit, fail, keep, lengthOf, refused, reserve, reserveValue, TOO_LONG } from "./bump.part";

export const LIKE_ESCAPE_END: i32 = -19;
export const LIKE_ESCAPE_LONG: i32 = -20;

const AT_START: u32 = 1;
const AT_END: u32 = 2;
/** The pattern ends in an escape. */
const UNFINISHED: u32 = 4;
const ANY: u32 = 0xff;

/** A capacity that is enough for any pattern of so many bytes. */
function likeCapacity(patternBytes: usize): u64 {
  return 8 + <u64>patternBytes * 17 + 16;
}

/** A ref's length is positive as an i32. */
const LONGEST_COMPILED: u64 = 0x7fffffff;

/** LIKE's escape character where none is given. */
const BACKSLASH: u32 = 92;

/** A pattern compiled to the heap, for `likeCompiled`: a ref. Its escape character is the backslash, and not its last one. */
export function likePattern(pattern: i64): i64 {
  const bytes = likeCapacity(lengthOf(pattern));
  const out = bytes > LONGEST_COMPILED ? refused(TOO_LONG) : reserve(bytes);
  if (out == 0) return fail(<i32>NO_ROOM);
  compile(pattern, out);
  return (load<u32>(out) & UNFINISHED) != 0 ? fail(LIKE_ESCAPE_END) : keep(out + <usize>bytes);
}

export function likeCompiled(text: i64, compiled: i64): i32 {
  return like(text, addressOf(compiled));
}

/** LIKE with a pattern that differs from row to row: compiled to the heap's free part, which stays free. */
export function likeText(text: i64, pattern: i64): i32 {
  const out = reserve(likeCapacity(lengthOf(pattern)));
  if (out == 0) return <i32>fail(<i32>NO_ROOM);
  compile(pattern, out);
  return (load<u32>(out) & UNFINISHED) != 0 ? unfinished(text, out) : like(text, out);
}

/** A pattern that ends in an escape: an error, or no match. */
function unfinished(text: i64, compiled: usize): i32 {
  const end = addressOf(text) + lengthOf(text);
  const segments = load<u32>(compiled + 4);
  if (segments == 0) return lengthOf(text) > 0 ? <i32>fail(LIKE_ESCAPE_END) : 0;
  const isAnchored = (load<u32>(compiled) & AT_START) != 0;
  const first = compiled + 8;
  const begin = addressOf(text);
  const at = isAnchored ? matchAt(begin, end, first) : begin;
  if (at == 0) return 0;
  const place = isAnchored ? through(at, end, first + 16, segments - 1) : through(at, end, first, segments);
  if (place == 0) return 0;
  // Behind a percent sign and what takes any character the escape is met in any case.
  const afterPercent = segments > 1 || !isAnchored;
  if (place == end && !(afterPercent && isAny(first + ((<usize>segments - 1) << 4)))) return 0;
  return <i32>fail(LIKE_ESCAPE_END);
}

/** Whether a segment is underscores alone. */
function isAny(entry: usize): bool {
  const from = <usize>load<u32>(entry);
  const bytes = <usize>load<u32>(entry + 4);
  for (let i: usize = 0; i < bytes; i++) if (load<u8>(from + i) != <u8>ANY) return false;
  return true;
}

/** The pattern with another escape character as one whose escape character is the backslash. */
export function likeEscape(pattern: i64, escape: i64): i64 {
  const escapeBytes = lengthOf(escape);
  const escapeAt = addressOf(escape);
  for (let i: usize = 1; i < escapeBytes; i++) if ((load<u8>(escapeAt + i) & 0xc0) != 0x80) return fail(LIKE_ESCAPE_LONG);
  if (escapeBytes == 1 && load<u8>(escapeAt) == BACKSLASH) return pattern;
  const bytes = lengthOf(pattern);
  const out = reserveValue(<u64>bytes * 2);
  if (out == 0) return fail(<i32>NO_ROOM);
  let to = out;
  let at = addressOf(pattern);
  const end = at + bytes;
  let afterEscape = false;
  while (at < end) {
    if (!afterEscape && escapeBytes != 0 && at + escapeBytes <= end && sameBytes(at, escapeAt, escapeBytes)) {
      store<u8>(to++, <u8>BACKSLASH);
      at += escapeBytes;
      afterEscape = true;
      continue;
    }
    const byte = load<u8>(at++);
    if (byte == BACKSLASH && !afterEscape) store<u8>(to++, byte);
    store<u8>(to++, byte);
    afterEscape = false;
  }
  return commit(to);
}

/** Compiles into `out`, which holds likeCapacity(pattern's bytes). */
function compile(pattern: i64, out: usize): void {
  const length = lengthOf(pattern);
  let at = addressOf(pattern);
  let end = at + length;
  let flags: u32 = AT_START | AT_END;
  let segments: u32 = 0;
  let entry = out + 8;
  let to = out + 8 + (length << 4) + 16;
  let begin = to;
  let characters: u32 = 0;
  let wild: u32 = 0;
  let percent = false;
  for (; at <= end; at++) {
    let byte: u32 = at < end ? <u32>load<u8>(at) : 256;
    let literal = false;
    if (at < end && byte == BACKSLASH && at + 1 == end) {
      flags |= UNFINISHED;
      end = at;
    } else if (at < end && byte == BACKSLASH) {
      at++;
      byte = <u32>load<u8>(at);
      literal = true;
    }
    if (at >= end || (byte == 37 && !literal)) {
      if (to > begin) {
        store<u32>(entry, <u32>begin);
        store<u32>(entry + 4, <u32>(to - begin));
        store<u32>(entry + 8, characters);
        store<u32>(entry + 12, wild);
        entry += 16;
        segments++;
        begin = to;
        characters = 0;
        wild = 0;
      }
      if (at < end) {
        if (segments == 0) flags &= ~AT_START;
        percent = true;
      }
      continue;
    }
    percent = false;
    if (byte == 95 && !literal) {
      byte = ANY;
      wild = 1;
    }
    if ((byte & 0xc0) != 0x80) characters++;
    store<u8>(to++, <u8>byte);
  }
  if (percent || (flags & UNFINISHED) != 0) flags &= ~AT_END;
  store<u32>(out, flags);
  store<u32>(out + 4, segments);
}

/** Where a segment's match at `at` ends, or 0. */
function matchAt(at: usize, end: usize, entry: usize): usize {
  let from = <usize>load<u32>(entry);
  const stop = from + <usize>load<u32>(entry + 4);
  for (; from < stop; from++) {
    if (at >= end) return 0;
    const want = <u32>load<u8>(from);
    if (want == ANY) {
      at++;
      while (at < end && (load<u8>(at) & 0xc0) == 0x80) at++;
    } else {
      const byte = <u32>load<u8>(at);
      if (byte != want) return 0;
      at++;
    }
  }
  return at;
}

function sameBytes(left: usize, right: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(left + i) != load<u64>(right + i)) return false;
  for (; i < length; i++) if (load<u8>(left + i) != load<u8>(right + i)) return false;
  return true;
}

/**
 * The first place of `length` bytes in [at, end), or 0. Sixteen places are tried at once by first and last
 * byte; that reads up to 15 bytes past the end, which every buffer is padded for.
 */
export function find(at: usize, end: usize, bytes: usize, length: usize): usize {
  if (length == 0) return at;
  if (end < at || end - at < length) return 0;
  const lastStart = end - length;
  const first = i8x16.splat(load<i8>(bytes));
  const last = i8x16.splat(load<i8>(bytes + length - 1));
  for (; at <= lastStart; at += 16) {
    const both = v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + length - 1), last));
    let candidates = i8x16.bitmask(both);
    while (candidates != 0) {
      const place = at + <usize>ctz(candidates);
      if (place > lastStart) return 0;
      if (length <= 2 || sameBytes(place + 1, bytes + 1, length - 2)) return place;
      candidates &= candidates - 1;
    }
  }
  return 0;
}

/** 1 when the text matches the compiled pattern. */
function like(text: i64, compiled: usize): i32 {
  const flags = load<u32>(compiled);
  let segments = load<u32>(compiled + 4);
  let at = addressOf(text);
  let end = at + lengthOf(text);
  if (segments == 0) return <i32>((flags & 3) != 3 || at == end);
  let entry = compiled + 8;
  if ((flags & AT_START) != 0) {
    const isWhole = segments == 1 && (flags & AT_END) != 0;
    at = matchAt(at, end, entry);
    if (at == 0) return 0; // as well where an empty text lies nowhere
    if (isWhole) return <i32>(at == end);
    entry += 16;
    segments--;
  }
  if ((flags & AT_END) != 0) {
    const tail = entry + (<usize>(segments - 1) << 4);
    let start = end;
    if (load<u32>(tail + 12) == 0) {
      if (end - at < <usize>load<u32>(tail + 4)) return 0;
      start = end - <usize>load<u32>(tail + 4);
    } else {
      let characters = load<u32>(tail + 8);
      while (characters > 0) {
        if (start <= at) return 0;
        start--;
        if ((load<u8>(start) & 0xc0) != 0x80) characters--;
      }
    }
    if (matchAt(start, end, tail) != end) return 0;
    end = start;
    segments--;
  }
  return <i32>(through(at, end, entry, segments) != 0);
}

/** Where the leftmost matches of these segments, one behind the other, end in [at, end), or 0. */
function through(at: usize, end: usize, entry: usize, segments: u32): usize {
  for (; segments > 0; segments--) {
    if (load<u32>(entry + 12) == 0) {
      const bytes = <usize>load<u32>(entry + 4);
      const place = find(at, end, <usize>load<u32>(entry), bytes);
      if (place == 0) return 0;
      at = place + bytes;
    } else {
      let next: usize = 0;
      for (; at < end; at++) {
        if ((load<u8>(at) & 0xc0) == 0x80) continue;
        next = matchAt(at, end, entry);
        if (next != 0) break;
      }
      if (next == 0) return 0;
      at = next;
    }
    entry += 16;
  }
  return at;
}
