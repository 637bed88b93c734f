// Characters: code points in UTF-8, found by their first bytes.
import { addressOf, commit, fail, lengthOf, noRoom, reserve } from "./bump.part";

const CHR_NULL: i32 = -16;
const CHR_LARGE: i32 = -17;
const CHR_INVALID: i32 = -18;
const CHR_NEGATIVE: i32 = -23;

// @ts-ignore: decorator
@inline
export function isStart(at: usize): bool {
  return (load<u8>(at) & 0xc0) != 0x80;
}

/** The place after `count` code points, at most `end`. */
export function advance(at: usize, end: usize, count: i64): usize {
  for (; count > 0 && at < end; count--) {
    at++;
    while (at < end && !isStart(at)) at++;
  }
  return at;
}

export function length(text: i64): i32 {
  const at = addressOf(text);
  const bytes = lengthOf(text);
  let count: i32 = 0;
  for (let i: usize = 0; i < bytes; i++) count += <i32>isStart(at + i);
  return count;
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
