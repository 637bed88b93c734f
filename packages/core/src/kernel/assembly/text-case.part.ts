// Letter case: ASCII sixteen bytes at a time, the rest by code point through the runs of text-case-table.part.ts.
import { NO_ROOM, addressOf, commit, fail, isDigit, lengthOf, reserve } from "./bump.part";
import { TO_FOLDED, TO_FOLDED_RUNS, TO_LOWER, TO_LOWER_RUNS, TO_UPPER, TO_UPPER_RUNS } from "./text-case-table.part";
import { ALPHA, ALPHA_RANGES, UNASSIGNED, UNASSIGNED_RANGES } from "./unicode-class-table.part";

/** What letters are turned into. */
const UPPER: i32 = 0;
const LOWER: i32 = 1;
const FOLDED: i32 = 2;

/** The code point at `at`, not ASCII. */
function codePointAt(at: usize): u32 {
  const byte = <u32>load<u8>(at);
  const second = <u32>load<u8>(at + 1) & 63;
  if (byte < 0xe0) return ((byte & 31) << 6) | second;
  const third = <u32>load<u8>(at + 2) & 63;
  if (byte < 0xf0) return ((byte & 15) << 12) | (second << 6) | third;
  return ((byte & 7) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(at + 3) & 63);
}

// @ts-ignore: decorator
@inline
function bytesOf(lead: u32): usize {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function putCodePoint(at: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(at, <u8>code);
    return at + 1;
  }
  const bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  let rest = code;
  for (let i = bytes - 1; i > 0; i--) {
    store<u8>(at + <usize>i, <u8>(0x80 | (rest & 63)));
    rest >>= 6;
  }
  store<u8>(at, <u8>((bytes == 2 ? 0xc0 : bytes == 3 ? 0xe0 : 0xf0) | rest));
  return at + <usize>bytes;
}

/** The other case's letter, or the code point itself. */
function mapped(code: u32, table: usize, runs: i32): u32 {
  let low: i32 = 0;
  let high = runs - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = table + <usize>middle * 12;
    const last = load<u32>(run, 4);
    if (code < load<u32>(run)) high = middle - 1;
    else if (code > last >> 1) low = middle + 1;
    else return (last & 1) != 0 && ((code - load<u32>(run)) & 1) != 0 ? code : code + load<u32>(run, 8);
  }
  return code;
}

function capital(code: u32): u32 {
  return code < 0x80 ? (code - 97 < 26 ? code - 32 : code) : mapped(code, TO_UPPER, TO_UPPER_RUNS);
}

function small(code: u32): u32 {
  return code < 0x80 ? (code - 65 < 26 ? code + 32 : code) : mapped(code, TO_LOWER, TO_LOWER_RUNS);
}

/** The one that stands for the letter where case does not count: mostly the small one. */
function folded(code: u32): u32 {
  return code == 0x130 ? code : mapped(small(code), TO_FOLDED, TO_FOLDED_RUNS);
}

function turned(code: u32, to: i32): u32 {
  if (to == UPPER) return capital(code);
  return to == LOWER ? small(code) : folded(code);
}

/** No letter's bytes grow by more than half; sixteen bytes are stored at once. */
function reserveChanged(bytes: usize): usize {
  return reserve(<u64>bytes + (<u64>bytes >> 1) + 16);
}

/** Turns the letters of [at, end) into `out`. The end of what was written. */
function changeCase(at: usize, end: usize, out: usize, to: i32): usize {
  // The first ASCII letter that is turned.
  const first = i8x16.splat(<i8>(to == UPPER ? 97 : 65));
  const letters = i8x16.splat(26);
  const bit = i8x16.splat(32);
  while (at < end) {
    const bytes = v128.load(at);
    const ascii = min<usize>(<usize>ctz(i8x16.bitmask(bytes) | 0x10000), end - at);
    v128.store(out, v128.xor(bytes, v128.and(i8x16.lt_u(i8x16.sub(bytes, first), letters), bit)));
    at += ascii;
    out += ascii;
    while (at < end && load<u8>(at) >= 0x80) {
      const code = codePointAt(at);
      at += bytesOf(load<u8>(at));
      out = putCodePoint(out, turned(code, to));
    }
  }
  return out;
}

function withCase(text: i64, to: i32): i64 {
  const from = addressOf(text);
  const out = reserveChanged(lengthOf(text));
  if (out == 0) return fail(<i32>NO_ROOM);
  return commit(changeCase(from, from + lengthOf(text), out, to));
}

export function toUpper(text: i64): i64 {
  return withCase(text, UPPER);
}

export function toLower(text: i64): i64 {
  return withCase(text, LOWER);
}

/** Unicode's simple case folding. */
export function toFolded(text: i64): i64 {
  return withCase(text, FOLDED);
}

/** Whether a code point outside ASCII is in the ranges of a table, whose distances are added up to it. */
function isWithin(code: u32, table: usize, ranges: i32): bool {
  let bound: u32 = 128;
  for (let bounds = ranges * 2; bounds > 0; bounds--) {
    let shift: u32 = 0;
    let byte: u32 = 0;
    do {
      byte = load<u8>(table++);
      bound += (byte & 127) << shift;
      shift += 7;
    } while (byte >= 128);
    if (code < bound) return (bounds & 1) != 0;
  }
  return false;
}

/** The first letter of each run of letters and ASCII digits in upper case, the others in lower. */
export function initcap(text: i64): i64 {
  let at = addressOf(text);
  const end = at + lengthOf(text);
  const start = reserveChanged(lengthOf(text));
  if (start == 0) return fail(<i32>NO_ROOM);
  let out = start;
  let inWord = false;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    const code = byte < 0x80 ? byte : codePointAt(at);
    at += bytesOf(byte);
    out = putCodePoint(out, inWord ? small(code) : capital(code));
    inWord = code < 0x80 ? isDigit(code) || (code | 32) - 97 < 26 : isWithin(code, ALPHA, ALPHA_RANGES);
  }
  return commit(out);
}

/** Whether Unicode has given every code point a meaning. */
export function isAssigned(text: i64): i32 {
  let at = addressOf(text);
  const end = at + lengthOf(text);
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (byte >= 0x80 && isWithin(codePointAt(at), UNASSIGNED, UNASSIGNED_RANGES)) return 0;
    at += bytesOf(byte);
  }
  return 1;
}
