// What texts of floats are beyond those of numerics, as C's strtod reads them: NaN with a sign or with letters in
// parentheses, and hexadecimal digits with a point and a power of two.
import { INVALID_TEXT, OUT_OF_RANGE } from "./numeric-value.part";

let cursor: usize = 0;
let limit: usize = 0;

function isSpace(byte: u32): bool {
  return byte == 32 || byte - 9 < 5;
}

/** The byte at `ahead` from the cursor, 0 behind the end. */
function at(ahead: usize): u32 {
  return cursor + ahead < limit ? <u32>load<u8>(cursor + ahead) : 0;
}

/** Moves behind white space and the sign; answers whether that is a minus. */
function begin(text: usize, length: i32): bool {
  cursor = text;
  limit = text + <usize>length;
  while (cursor < limit && isSpace(load<u8>(cursor))) cursor++;
  while (limit > cursor && isSpace(load<u8>(limit - 1))) limit--;
  const isMinus = at(0) == 0x2d;
  if (isMinus || at(0) == 0x2b) cursor++;
  return isMinus;
}

export const DECIMAL: i32 = 0;
export const NOT_A_NUMBER: i32 = 1;
export const HEXADECIMAL: i32 = 2;
/** A numeric's text, but no float's: with underscores, or in octal or binary. */
export const NO_FLOAT: i32 = 3;

/** How the text is to be read. */
export function floatForm(text: usize, length: i32): i32 {
  begin(text, length);
  if (isNaNText()) return NOT_A_NUMBER;
  for (let place = cursor; place < limit; place++) if (load<u8>(place) == 0x5f) return NO_FLOAT;
  if (at(0) != 0x30) return DECIMAL;
  const mark = at(1) | 0x20;
  return mark == 0x78 ? HEXADECIMAL : mark == 0x6f || mark == 0x62 ? NO_FLOAT : DECIMAL;
}

function isNaNText(): bool {
  if ((at(0) | 0x20) != 0x6e || (at(1) | 0x20) != 0x61 || (at(2) | 0x20) != 0x6e) return false;
  if (cursor + 3 == limit) return true;
  if (at(3) != 0x28 || load<u8>(limit - 1) != 0x29 || cursor + 4 == limit) return false;
  for (let place = cursor + 4; place < limit - 1; place++) {
    const byte = <u32>load<u8>(place);
    if (byte - 0x30 >= 10 && (byte | 0x20) - 0x61 >= 26 && byte != 0x5f) return false;
  }
  return true;
}

/** Whether the mantissa has no digit but zeros: whatever the exponent, that is 0. */
export function isZeroText(text: usize, length: i32): bool {
  begin(text, length);
  while (at(0) == 0x30 || at(0) == 0x2e) cursor++;
  return cursor < limit && (at(0) | 0x20) == 0x65;
}

/** 0, or why the last text was no number. */
export let hexadecimalStatus: i32 = 0;

/** Beyond all exponents of floats and digits of texts. */
const FAR: i64 = 0x10000000000;

/** The value, rounded to `precision` bits, and to fewer below 2^lowest. */
export function hexadecimalFloat(text: usize, length: i32, precision: i32, lowest: i32): f64 {
  const isMinus = begin(text, length);
  cursor += 2;
  hexadecimalStatus = 0;
  let mantissa: u64 = 0;
  let exponent: i64 = 0;
  // Whether digits that the mantissa has no place for are not all 0.
  let hasRest = false;
  let hasDigits = false;
  let hasPoint = false;
  for (; cursor < limit; cursor++) {
    const byte = at(0);
    if (byte == 0x2e && !hasPoint) {
      hasPoint = true;
      continue;
    }
    const letter = (byte | 0x20) - 0x61;
    const digit: u32 = byte - 0x30 < 10 ? byte - 0x30 : letter < 6 ? letter + 10 : 99;
    if (digit > 15) break;
    hasDigits = true;
    if (mantissa >> 60 == 0) {
      mantissa = (mantissa << 4) | <u64>digit;
      if (hasPoint) exponent -= 4;
    } else {
      hasRest = hasRest || digit != 0;
      if (!hasPoint) exponent += 4;
    }
  }
  if (hasDigits && (at(0) | 0x20) == 0x70) exponent += readExponent();
  if (!hasDigits || cursor != limit) {
    hexadecimalStatus = INVALID_TEXT;
    return 0;
  }
  const value = mantissa == 0 ? 0.0 : scaled(mantissa, exponent, hasRest, precision, lowest);
  if (mantissa != 0 && (value == 0.0 || value == Infinity)) hexadecimalStatus = OUT_OF_RANGE;
  return isMinus ? -value : value;
}

/** The power of two at the cursor, which stays before one that has no digits. */
function readExponent(): i64 {
  const hasSign = at(1) == 0x2d || at(1) == 0x2b;
  const isMinus = at(1) == 0x2d;
  if (at(hasSign ? 2 : 1) - 0x30 >= 10) return 0;
  cursor += hasSign ? 2 : 1;
  let value: i64 = 0;
  for (; at(0) - 0x30 < 10; cursor++) value = min<i64>(value * 10 + <i64>(at(0) - 0x30), FAR);
  return isMinus ? -value : value;
}

/** mantissa * 2^exponent, rounded half to even; Infinity where that is too large. */
function scaled(mantissa: u64, exponent: i64, hasRest: bool, precision: i32, lowest: i32): f64 {
  const bits = 64 - <i64>clz(mantissa);
  const top = exponent + bits - 1;
  // The greatest exponent is as far from 0 as the lowest is, and 1 more.
  if (top > <i64>(1 - lowest)) return Infinity;
  const kept = top < <i64>lowest ? <i64>precision - (<i64>lowest - top) : <i64>precision;
  if (kept < 0) return 0;
  const dropped = bits - kept;
  let whole = mantissa;
  let power = exponent;
  if (dropped > 0) {
    whole = dropped == 64 ? 0 : mantissa >> dropped;
    power += dropped;
    const half: u64 = 1 << (dropped - 1);
    const rest = dropped == 64 ? mantissa : mantissa & ((half << 1) - 1);
    if (rest > half || (rest == half && (hasRest || (whole & 1) != 0))) whole++;
  }
  // In two steps: of a small value the first has all its bits, and the second is exact.
  const result = <f64>whole * powerOf(<i32>(power >> 1)) * powerOf(<i32>(power - (power >> 1)));
  const greatest = (2.0 - powerOf(1 - precision)) * powerOf(1 - lowest);
  return result > greatest ? Infinity : result;
}

/** 2^exponent within the doubles that have all their bits. */
function powerOf(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + 1023) << 52);
}
