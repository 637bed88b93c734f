// encode() and decode(): bytes as text in hex, base64 or escape, and back.
import { ENCODED_TOO_LARGE, LARGEST, NO_ROOM, addressOf, commit, fail, lengthOf, lower, refused, reserve } from "./bump.part";
import { decodeEscape, decodeHex, encodeHex } from "./bytes-hex.part";

const BASE64_SYMBOL: i32 = -5;
const BASE64_END: i32 = -6;
const UNKNOWN_ENCODING: i32 = -8;

const HEX: i32 = 1;
const BASE64: i32 = 2;
const ESCAPE: i32 = 3;

function encodingOf(name: i64): i32 {
  const at = addressOf(name);
  const length = lengthOf(name);
  if (length == 3 && is(at, 0x686578)) return HEX;
  if (length == 6 && is(at, 0x626173) && is(at + 3, 0x653634)) return BASE64;
  return length == 6 && is(at, 0x657363) && is(at + 3, 0x617065) ? ESCAPE : 0;
}

/** Whether these three letters stand here, in any case. */
function is(at: usize, letters: u32): bool {
  let key: u32 = 0;
  for (let i: usize = 0; i < 3; i++) key = (key << 8) | lower(<u32>load<u8>(at + i));
  return key == letters;
}

export function encode(ref: i64, encoding: i64): i64 {
  const from = addressOf(ref);
  const length = lengthOf(ref);
  switch (encodingOf(encoding)) {
    case HEX: {
      const at = reserveResult(<u64>length * 2);
      return at == 0 ? fail(<i32>NO_ROOM) : commit(encodeHex(from, length, at));
    }
    case BASE64: {
      // Four digits for three bytes, and a line's end every 76.
      const at = reserveResult((<u64>length + 2) / 3 * 4 + <u64>(length / 57) + 1);
      return at == 0 ? fail(<i32>NO_ROOM) : commit(encodeBase64(from, length, at));
    }
    case ESCAPE: {
      // At most four digits for a byte: how many is counted where so many may not be.
      const most = <u64>length * 4;
      const at = reserveResult(most > LARGEST ? escapedBytes(from, length) : most);
      return at == 0 ? fail(<i32>NO_ROOM) : commit(encodeEscape(from, length, at));
    }
  }
  return fail(UNKNOWN_ENCODING);
}

function reserveResult(bytes: u64): usize {
  return bytes > LARGEST ? refused(ENCODED_TOO_LARGE) : reserve(bytes);
}

export function decode(ref: i64, encoding: i64): i64 {
  const from = addressOf(ref);
  const length = lengthOf(ref);
  switch (encodingOf(encoding)) {
    case HEX: return decodeHex(from, length);
    case BASE64: return decodeBase64(from, length);
    case ESCAPE: return decodeEscape(from, length);
  }
  return fail(UNKNOWN_ENCODING);
}

/** Bytes that encodeEscape writes. */
function escapedBytes(from: usize, length: usize): u64 {
  let bytes: u64 = 0;
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(from + i);
    bytes += byte == 0 || byte > 127 ? 4 : byte == 92 ? 2 : 1;
  }
  return bytes;
}

/** Bytes that are no ASCII, and 0, as three octal digits; a backslash as two. */
function encodeEscape(from: usize, length: usize, at: usize): usize {
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(from + i);
    if (byte == 0 || byte > 127) {
      store<u8>(at, 92);
      store<u8>(at + 1, <u8>(48 + (byte >> 6)));
      store<u8>(at + 2, <u8>(48 + ((byte >> 3) & 7)));
      store<u8>(at + 3, <u8>(48 + (byte & 7)));
      at += 4;
    } else {
      if (byte == 92) store<u8>(at++, 92);
      store<u8>(at++, <u8>byte);
    }
  }
  return at;
}

function base64Digit(value: u32): u8 {
  return <u8>(value < 26 ? 65 + value : value < 52 ? 71 + value : value < 62 ? value - 4 : value == 62 ? 43 : 47);
}

/** Lines of 76 digits. */
function encodeBase64(from: usize, length: usize, at: usize): usize {
  const end = from + length;
  let column = 0;
  while (from < end) {
    const left = end - from;
    const second: u32 = left > 1 ? <u32>load<u8>(from + 1) : 0;
    const third: u32 = left > 2 ? <u32>load<u8>(from + 2) : 0;
    const bits = (<u32>load<u8>(from) << 16) | (second << 8) | third;
    store<u8>(at, base64Digit(bits >> 18));
    store<u8>(at + 1, base64Digit((bits >> 12) & 63));
    store<u8>(at + 2, left > 1 ? base64Digit((bits >> 6) & 63) : 61);
    store<u8>(at + 3, left > 2 ? base64Digit(bits & 63) : 61);
    at += 4;
    from += 3;
    column += 4;
    if (column == 76 && left > 2) {
      store<u8>(at++, 10);
      column = 0;
    }
  }
  return at;
}

function base64Value(byte: u32): i32 {
  if (byte - 65 < 26) return <i32>(byte - 65);
  if (byte - 97 < 26) return <i32>(byte - 71);
  if (byte - 48 < 10) return <i32>(byte + 4);
  return byte == 43 ? 62 : byte == 47 ? 63 : -1;
}

/** Blanks count nothing; what is missing at the end is an error. */
function decodeBase64(from: usize, length: usize): i64 {
  const start = reserve(length / 4 * 3 + 3);
  if (start == 0) return fail(<i32>NO_ROOM);
  let at = start;
  let bits: u32 = 0;
  let digits = 0;
  let padding = 0;
  for (const end = from + length; from < end; from++) {
    const byte = <u32>load<u8>(from);
    if (byte == 32 || byte == 9 || byte == 10 || byte == 13) continue;
    let value = 0;
    if (byte == 61) {
      if (padding == 0) {
        if (digits != 2 && digits != 3) return fail(BASE64_END);
        padding = digits - 1;
      }
    } else {
      value = base64Value(byte);
      if (value < 0) return fail(BASE64_SYMBOL);
    }
    bits = (bits << 6) | <u32>value;
    if (++digits < 4) continue;
    store<u8>(at++, <u8>(bits >> 16));
    if (padding != 1) store<u8>(at++, <u8>(bits >> 8));
    if (padding == 0) store<u8>(at++, <u8>bits);
    bits = 0;
    digits = 0;
  }
  return digits != 0 ? fail(BASE64_END) : commit(at);
}
