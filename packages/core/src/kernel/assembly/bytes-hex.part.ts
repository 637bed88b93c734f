// The text forms of byte strings: hexadecimal digits, and text with escapes.
import { NO_ROOM, commit, fail, reserve } from "./bump.part";

const HEX_DIGIT: i32 = -2;
const HEX_ODD: i32 = -3;
const ESCAPE: i32 = -4;

// @ts-ignore: decorator
@inline
function hexDigit(value: u32): u8 {
  return <u8>(value < 10 ? 48 + value : 87 + value);
}

export function encodeHex(from: usize, length: usize, at: usize): usize {
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(from + i);
    store<u8>(at, hexDigit(byte >> 4));
    store<u8>(at + 1, hexDigit(byte & 15));
    at += 2;
  }
  return at;
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(byte: u32): i32 {
  if (byte - 48 < 10) return <i32>(byte - 48);
  const letter = byte | 32;
  return letter - 97 < 6 ? <i32>(letter - 87) : -1;
}

/** Blanks may stand between bytes. */
export function decodeHex(from: usize, length: usize): i64 {
  const start = reserve(length / 2 + 1);
  if (start == 0) return fail(<i32>NO_ROOM);
  let at = start;
  const end = from + length;
  while (from < end) {
    const byte = <u32>load<u8>(from);
    if (byte == 32 || byte == 9 || byte == 10 || byte == 13) {
      from++;
      continue;
    }
    const high = hexValue(byte);
    if (high < 0) return fail(HEX_DIGIT);
    if (from + 1 >= end) return fail(HEX_ODD);
    const low = hexValue(<u32>load<u8>(from + 1));
    if (low < 0) return fail(HEX_DIGIT);
    store<u8>(at++, <u8>((high << 4) | low));
    from += 2;
  }
  return commit(at);
}

// @ts-ignore: decorator
@inline
function octal(at: usize, most: u32): bool {
  return <u32>load<u8>(at) - 48 <= most;
}

export function decodeEscape(from: usize, length: usize): i64 {
  const start = reserve(length + 1);
  if (start == 0) return fail(<i32>NO_ROOM);
  let at = start;
  const end = from + length;
  while (from < end) {
    const byte = load<u8>(from);
    if (byte != 92) {
      store<u8>(at++, byte);
      from++;
    } else if (from + 1 < end && load<u8>(from + 1) == 92) {
      store<u8>(at++, 92);
      from += 2;
    } else if (from + 3 < end && octal(from + 1, 3) && octal(from + 2, 7) && octal(from + 3, 7)) {
      store<u8>(at++, (load<u8>(from + 1) - 48) << 6 | (load<u8>(from + 2) - 48) << 3 | (load<u8>(from + 3) - 48));
      from += 4;
    } else return fail(ESCAPE);
  }
  return commit(at);
}
