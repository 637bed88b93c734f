// 128-bit integers for fixed-scale decimals: two's complement, low word first, given by address. Results go to
// an address that may be one of the operands'. Statuses: 1 done, DIVISION_BY_ZERO, OUT_OF_RANGE (beyond 128
// bits; the limit of a precision is `i128FitsPrecision`'s matter).
import { DIVISION_BY_ZERO, OUT_OF_RANGE } from "./numeric-value.part";

// Second results of the helpers below: WebAssembly functions return one value to AssemblyScript.
let resultLow: u64 = 0;
let resultHigh: u64 = 0;

export function quotientLow(): u64 {
  return resultLow;
}

export function quotientHigh(): u64 {
  return resultHigh;
}

/** 10^power for 0 <= power <= 19. */
export function tenPower(power: i32): u64 {
  let result: u64 = 1;
  let base: u64 = 10;
  for (let bits = power; bits > 0; bits >>= 1) {
    if (bits & 1) result *= base;
    base *= base;
  }
  return result;
}

/** (resultHigh, resultLow) = a * b, unsigned. */
function multiplyWords(a: u64, b: u64): void {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  resultLow = (other << 32) | (low & 0xffffffff);
  resultHigh = aHigh * bHigh + (middle >> 32) + (other >> 32);
}

/** (high, low) / divisor where high < divisor: the quotient; the remainder in resultLow. */
function divideWords(low: u64, high: u64, divisor: u64): u64 {
  if (high == 0) {
    resultLow = low % divisor;
    return low / divisor;
  }
  // Two 32-bit quotient digits (Knuth, TAOCP 4.3.1, algorithm D with two-digit divisor).
  const shift = <i32>clz(divisor);
  divisor <<= shift;
  if (shift) high = (high << shift) | (low >> (64 - shift));
  low <<= shift;
  const first = divisor >> 32;
  const second = divisor & 0xffffffff;
  let upper = high / first;
  let left = high - upper * first;
  while (upper >> 32 || upper * second > ((left << 32) | (low >> 32))) {
    upper--;
    left += first;
    if (left >> 32) break;
  }
  const middle = ((high << 32) | (low >> 32)) - upper * divisor;
  let lower = middle / first;
  left = middle - lower * first;
  while (lower >> 32 || lower * second > ((left << 32) | (low & 0xffffffff))) {
    lower--;
    left += first;
    if (left >> 32) break;
  }
  resultLow = (((middle << 32) | (low & 0xffffffff)) - lower * divisor) >> shift;
  return (upper << 32) | lower;
}

/** Unsigned (high, low) / divisor: the remainder; the quotient in quotientLow() and quotientHigh(). */
export function divideBy(low: u64, high: u64, divisor: u64): u64 {
  const upper = high / divisor;
  const lower = divideWords(low, high - upper * divisor, divisor);
  const rest = resultLow;
  resultLow = lower;
  resultHigh = upper;
  return rest;
}

let restLow: u64 = 0;
let restHigh: u64 = 0;

/** Unsigned 128 / 128: quotient in resultLow and resultHigh, remainder in restLow and restHigh. */
function divideMagnitudes(low: u64, high: u64, byLow: u64, byHigh: u64): void {
  if (byHigh == 0) {
    restLow = divideBy(low, high, byLow);
    restHigh = 0;
    return;
  }
  // The quotient fits one word: estimate it from the divisor's top 64 bits; the estimate is at most 1 too large.
  const shift = <i32>clz(byHigh);
  const top = shift ? (byHigh << shift) | (byLow >> (64 - shift)) : byHigh;
  let digit = divideWords((high << 63) | (low >> 1), high >> 1, top) >> (63 - shift);
  if (digit) digit--;
  multiplyWords(digit, byLow);
  const productLow = resultLow;
  const productHigh = resultHigh + digit * byHigh;
  restLow = low - productLow;
  restHigh = high - productHigh - u64(low < productLow);
  if (restHigh > byHigh || (restHigh == byHigh && restLow >= byLow)) {
    digit++;
    const before = restLow;
    restLow -= byLow;
    restHigh -= byHigh + u64(before < byLow);
  }
  resultLow = digit;
  resultHigh = 0;
}

function put(out: usize, low: u64, high: u64, isNegative: bool): void {
  store<u64>(out, isNegative ? 0 - low : low);
  store<u64>(out, isNegative ? ~high + u64(low == 0) : high, 8);
}

/** Stores a magnitude with a sign; OUT_OF_RANGE when 127 bits do not hold it. */
function putChecked(out: usize, low: u64, high: u64, isNegative: bool): i32 {
  if (high >> 63 && !(isNegative && high == 0x8000000000000000 && low == 0)) return OUT_OF_RANGE;
  put(out, low, high, isNegative);
  return 1;
}

// @ts-ignore: decorator
@inline
function isBelowZero(value: usize): bool {
  return load<i64>(value, 8) < 0;
}

// @ts-ignore: decorator
@inline
function magnitudeLow(value: usize): u64 {
  const low = load<u64>(value);
  return isBelowZero(value) ? 0 - low : low;
}

// @ts-ignore: decorator
@inline
function magnitudeHigh(value: usize): u64 {
  const high = load<u64>(value, 8);
  return isBelowZero(value) ? ~high + u64(load<u64>(value) == 0) : high;
}

/** out = value, sign-extended. */
export function i128FromI64(value: i64, out: usize): void {
  store<i64>(out, value);
  store<i64>(out, value >> 63, 8);
}

/** 1 when the value fits 64 bits; then its low word is the value. */
export function i128FitsI64(value: usize): i32 {
  return i32(load<i64>(value) >> 63 == load<i64>(value, 8));
}

/** -1, 0 or 1. */
export function i128Compare(a: usize, b: usize): i32 {
  const aHigh = load<i64>(a, 8);
  const bHigh = load<i64>(b, 8);
  if (aHigh != bHigh) return aHigh > bHigh ? 1 : -1;
  const aLow = load<u64>(a);
  const bLow = load<u64>(b);
  return i32(aLow > bLow) - i32(aLow < bLow);
}

/** a compared with b * 10^power, 0 <= power <= 38, whatever their size: -1, 0 or 1. */
export function i128CompareScaled(a: usize, b: usize, power: i32): i32 {
  const isNegative = isBelowZero(b);
  if (isBelowZero(a) != isNegative) return isNegative ? 1 : -1;
  const aLow = magnitudeLow(a);
  const aHigh = magnitudeHigh(a);
  const bLow = magnitudeLow(b);
  const bHigh = magnitudeHigh(b);
  multiplyWords(tenPower(min(power, 19)), power > 19 ? tenPower(power - 19) : 1);
  const sign = compareProduct(aLow, aHigh, bLow, bHigh, resultLow, resultHigh);
  return isNegative ? -sign : sign;
}

/** The magnitude a compared with b * c; a product past 128 bits is above everything. */
function compareProduct(aLow: u64, aHigh: u64, bLow: u64, bHigh: u64, cLow: u64, cHigh: u64): i32 {
  if (bHigh && cHigh) return -1;
  multiplyWords(bLow, cLow);
  const low = resultLow;
  let high = resultHigh;
  if (bHigh | cHigh) {
    multiplyWords(bHigh ? bHigh : cHigh, bHigh ? cLow : bLow);
    if (resultHigh) return -1;
    high += resultLow;
    if (high < resultLow) return -1;
  }
  if (aHigh != high) return aHigh > high ? 1 : -1;
  return i32(aLow > low) - i32(aLow < low);
}

/** out = a + b. */
export function i128Add(a: usize, b: usize, out: usize): i32 {
  const low = load<u64>(a) + load<u64>(b);
  const aHigh = load<u64>(a, 8);
  const bHigh = load<u64>(b, 8);
  const high = aHigh + bHigh + u64(low < load<u64>(a));
  if (<i64>((aHigh ^ high) & (bHigh ^ high)) < 0) return OUT_OF_RANGE;
  store<u64>(out, low);
  store<u64>(out, high, 8);
  return 1;
}

/** out = a - b. */
export function i128Subtract(a: usize, b: usize, out: usize): i32 {
  const aLow = load<u64>(a);
  const bLow = load<u64>(b);
  const aHigh = load<u64>(a, 8);
  const bHigh = load<u64>(b, 8);
  const high = aHigh - bHigh - u64(aLow < bLow);
  if (<i64>((aHigh ^ bHigh) & (aHigh ^ high)) < 0) return OUT_OF_RANGE;
  store<u64>(out, aLow - bLow);
  store<u64>(out, high, 8);
  return 1;
}

/** out = -a. */
export function i128Negate(a: usize, out: usize): i32 {
  const low = magnitudeLow(a);
  const high = magnitudeHigh(a);
  return putChecked(out, low, high, !isBelowZero(a) && (low | high) != 0);
}

/** out = a * b. */
export function i128Multiply(a: usize, b: usize, out: usize): i32 {
  const isNegative = isBelowZero(a) != isBelowZero(b);
  return multiplyMagnitudes(magnitudeLow(a), magnitudeHigh(a), magnitudeLow(b), magnitudeHigh(b), isNegative, out);
}

function multiplyMagnitudes(aLow: u64, aHigh: u64, bLow: u64, bHigh: u64, isNegative: bool, out: usize): i32 {
  if (aHigh && bHigh) return OUT_OF_RANGE;
  multiplyWords(aLow, bLow);
  const low = resultLow;
  let high = resultHigh;
  if (aHigh | bHigh) {
    multiplyWords(aHigh ? aHigh : bHigh, aHigh ? bLow : aLow);
    if (resultHigh) return OUT_OF_RANGE;
    high += resultLow;
    if (high < resultLow) return OUT_OF_RANGE;
  }
  return putChecked(out, low, high, isNegative && (low | high) != 0);
}

/** out = a * b for 64-bit operands: never out of range. */
export function i128MultiplyI64(a: i64, b: i64, out: usize): void {
  multiplyWords(a < 0 ? 0 - a : a, b < 0 ? 0 - b : b);
  put(out, resultLow, resultHigh, (a < 0) != (b < 0));
}

/** quotient = a / b towards zero, remainder with the sign of a; either address may be 0. */
export function i128Divide(a: usize, b: usize, quotient: usize, remainder: usize): i32 {
  if ((load<u64>(b) | load<u64>(b, 8)) == 0) return DIVISION_BY_ZERO;
  const aNegative = isBelowZero(a);
  const bNegative = isBelowZero(b);
  divideMagnitudes(magnitudeLow(a), magnitudeHigh(a), magnitudeLow(b), magnitudeHigh(b));
  const low = resultLow;
  const high = resultHigh;
  if (quotient) {
    const status = putChecked(quotient, low, high, aNegative != bNegative);
    if (status < 0) return status;
  }
  if (remainder) put(remainder, restLow, restHigh, aNegative);
  return 1;
}

/** out = a / b rounded half away from zero. */
export function i128DivideRounded(a: usize, b: usize, out: usize): i32 {
  if ((load<u64>(b) | load<u64>(b, 8)) == 0) return DIVISION_BY_ZERO;
  const isNegative = isBelowZero(a) != isBelowZero(b);
  const byLow = magnitudeLow(b);
  const byHigh = magnitudeHigh(b);
  divideMagnitudes(magnitudeLow(a), magnitudeHigh(a), byLow, byHigh);
  return putRounded(out, byLow, byHigh, isNegative);
}

/** The last quotient, one more when its remainder is at least half of the divisor. */
function putRounded(out: usize, byLow: u64, byHigh: u64, isNegative: bool): i32 {
  // rest >= divisor - rest avoids doubling.
  const leftLow = byLow - restLow;
  const leftHigh = byHigh - restHigh - u64(byLow < restLow);
  if (restHigh > leftHigh || (restHigh == leftHigh && restLow >= leftLow)) {
    resultLow++;
    if (resultLow == 0) resultHigh++;
  }
  return putChecked(out, resultLow, resultHigh, isNegative);
}

/** out = a * 10^power, 0 <= power <= 38. */
export function i128ScaleUp(a: usize, power: i32, out: usize): i32 {
  const isNegative = isBelowZero(a);
  multiplyWords(tenPower(min(power, 19)), power > 19 ? tenPower(power - 19) : 1);
  return multiplyMagnitudes(magnitudeLow(a), magnitudeHigh(a), resultLow, resultHigh, isNegative, out);
}

/** out = a / 10^power rounded half away from zero, 0 <= power <= 38. */
export function i128ScaleDown(a: usize, power: i32, out: usize): i32 {
  return scaleDown(a, power, out, true);
}

/** out = a / 10^power towards zero, 0 <= power <= 38. */
export function i128Truncate(a: usize, power: i32, out: usize): i32 {
  return scaleDown(a, power, out, false);
}

function scaleDown(a: usize, power: i32, out: usize, isRounded: bool): i32 {
  const isNegative = isBelowZero(a);
  multiplyWords(tenPower(min(power, 19)), power > 19 ? tenPower(power - 19) : 1);
  const byLow = resultLow;
  const byHigh = resultHigh;
  divideMagnitudes(magnitudeLow(a), magnitudeHigh(a), byLow, byHigh);
  return isRounded ? putRounded(out, byLow, byHigh, isNegative) : putChecked(out, resultLow, resultHigh, isNegative);
}

/** 1 when |value| < 10^precision, 1 <= precision <= 38. */
export function i128FitsPrecision(value: usize, precision: i32): i32 {
  multiplyWords(tenPower(min(precision, 19)), precision > 19 ? tenPower(precision - 19) : 1);
  const high = magnitudeHigh(value);
  return i32(high < resultHigh || (high == resultHigh && magnitudeLow(value) < resultLow));
}

/** Writes value / 10^scale as decimal text, at most 42 + scale bytes; returns how many. */
export function i128ToText(value: usize, scale: i32, out: usize): i32 {
  let low = magnitudeLow(value);
  let high = magnitudeHigh(value);
  const isNegative = isBelowZero(value);
  // Digits backwards from the end of the room, then moved to its start.
  const end = out + 42 + <usize>scale;
  let at = end;
  let written: i32 = 0;
  let chunk: u64 = 0;
  let chunkDigits: i32 = 0;
  for (;;) {
    if (chunkDigits == 0) {
      if ((low | high) == 0 && written > scale) break;
      chunk = divideBy(low, high, 1000000000000000000);
      low = resultLow;
      high = resultHigh;
      chunkDigits = 18;
    }
    if (written > scale && chunk == 0 && (low | high) == 0) break;
    if (written == scale && scale > 0) store<u8>(--at, 0x2e);
    store<u8>(--at, <u8>(0x30 + chunk % 10));
    chunk /= 10;
    chunkDigits--;
    written++;
  }
  if (isNegative) store<u8>(--at, 0x2d);
  memory.copy(out, at, end - at);
  return <i32>(end - at);
}

/** The double nearest to the value (not scaled); an error of one unit in the last place is possible. */
export function i128ToF64(value: usize): f64 {
  const magnitude = <f64>magnitudeHigh(value) * 18446744073709551616.0 + <f64>magnitudeLow(value);
  return isBelowZero(value) ? -magnitude : magnitude;
}
