// Integers that are written as text, of any width: what the casts read, and format() where it takes a width.
import { addressOf, isDigit, isSpace, lengthOf, lower } from "./bump.part";

export const WELL_READ: u32 = 0;
export const NO_INTEGER: u32 = 1;
export const OUT_OF_RANGE: u32 = 2;

/** What the last reading came to. */
export let integerFault: u32 = WELL_READ;

function digitOf(byte: u32): u32 {
  if (isDigit(byte)) return byte - 48;
  const letter = lower(byte) - 97;
  return letter < 6 ? letter + 10 : 99;
}

function fault(kind: u32): i64 {
  integerFault = kind;
  return 0;
}

/**
 * An integer as PostgreSQL reads it: blanks around, a sign, 0x, 0o, 0b, underscores between digits. `integerFault` says
 * whether it is one.
 */
export function readInteger(text: i64, least: i64, greatest: i64): i64 {
  integerFault = WELL_READ;
  let at = addressOf(text);
  let end = at + lengthOf(text);
  while (at < end && isSpace(load<u8>(at))) at++;
  while (at < end && isSpace(load<u8>(end - 1))) end--;
  let negative = false;
  if (at < end && (load<u8>(at) == 45 || load<u8>(at) == 43)) {
    negative = load<u8>(at) == 45;
    at++;
  }
  let base: u32 = 10;
  let afterUnderscore = false;
  if (at + 2 < end && load<u8>(at) == 48) {
    const letter = lower(load<u8>(at + 1));
    base = letter == 120 ? 16 : letter == 111 ? 8 : letter == 98 ? 2 : 10;
    if (base != 10) {
      at += 2;
      if (load<u8>(at) == 95) at++;
    }
  }
  if (at >= end) return fault(NO_INTEGER);
  const bound: u64 = negative ? 0 - <u64>least : <u64>greatest;
  let value: u64 = 0;
  let before = false;
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == 95) {
      if (!before || afterUnderscore) return fault(NO_INTEGER);
      afterUnderscore = true;
      continue;
    }
    const digit = digitOf(byte);
    if (digit >= base) return fault(NO_INTEGER);
    // As PostgreSQL: what comes after a number that is too large is not looked at.
    if (value > (bound - <u64>digit) / <u64>base || <u64>digit > bound) return fault(OUT_OF_RANGE);
    value = value * <u64>base + <u64>digit;
    before = true;
    afterUnderscore = false;
  }
  if (afterUnderscore || !before) return fault(NO_INTEGER);
  return negative ? <i64>(0 - value) : <i64>value;
}
