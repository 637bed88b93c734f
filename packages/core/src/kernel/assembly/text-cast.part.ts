// Casts of texts: to the types with a length, and from and to booleans and integers.
import {
  addressOf, commit, fail, isSpace, lengthOf, lower, noRoom, putDigits, refOf, reserve, reserveValue,
} from "./bump.part";
import { OUT_OF_RANGE, WELL_READ, integerFault, readInteger } from "./text-integer.part";
import { advance, length } from "./text-character.part";
import { withoutBlanks } from "./text-compare.part";

const INVALID_BOOLEAN: i32 = -2;
const INVALID_INTEGER: i32 = -3;
const INVALID_BIGINT: i32 = -4;
const INTEGER_RANGE: i32 = -7;
const BIGINT_RANGE: i32 = -8;
const INVALID_SMALLINT: i32 = -11;
const SMALLINT_RANGE: i32 = -12;
const VARCHAR_LONG: i32 = -21;
const CHAR_LONG: i32 = -22;

/** char(n) as text: without its trailing blanks. */
export function charToText(text: i64): i64 {
  return refOf(addressOf(text), withoutBlanks(text));
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
