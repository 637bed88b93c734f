// Numeric from and to machine numbers: whole numbers, floats and fixed-scale decimals. Floats go through exact
// big integers (32-bit limbs on the heap's free part), so every conversion is correctly rounded.
import {
  cloneValue, countOf, digitAt, digitOf, fail, heapNext, INFINITE, isSpecial, kindOf, makeInteger, makeSpecial, makeValue,
  MINUS_INFINITE, moveHeap, NAN, NEGATIVE, NO_ROOM, NOT_FINITE, OUT_OF_RANGE, POSITIVE, putDigit, scaleOf, setHeader, take, trim, weightOf,
} from "./numeric-value.part";
import { round } from "./numeric-arithmetic.part";
import { divideBy, quotientHigh, quotientLow, tenPower } from "./numeric-int128.part";

/** magnitude * 10^exponent, where magnitude < 10^16; the scale is what shows it fully. */
export function fromScientific(magnitude: u64, exponent: i32, kind: u32): usize {
  const group = exponent >> 2;
  for (let i = exponent & 3; i > 0; i--) magnitude *= 10;
  const out = makeInteger(magnitude, kind);
  if (!out || countOf(out) == 0) return out;
  setHeader(out, kind, weightOf(out) + group, max(-exponent, 0), countOf(out));
  return out;
}

/** How many digits to the base 10000 a number has. */
// @ts-ignore: decorator
@inline
function groupsOf(magnitude: u64): i32 {
  if (magnitude < 100000000) return magnitude == 0 ? 0 : magnitude < 10000 ? 1 : 2;
  return magnitude < 1000000000000 ? 3 : magnitude < 10000000000000000 ? 4 : 5;
}

/** magnitude / 10^scale: as fromFixed, without the divisions of 128 bits and without digits to be trimmed in front. */
function fromWord(magnitude: u64, kind: u32, scale: i32): usize {
  const odd = scale & 3;
  let last: u64 = 0;
  if (odd == 1) {
    last = (magnitude % 10) * 1000;
    magnitude /= 10;
  } else if (odd == 2) {
    last = (magnitude % 100) * 100;
    magnitude /= 100;
  } else if (odd == 3) {
    last = (magnitude % 1000) * 10;
    magnitude /= 1000;
  }
  const whole = groupsOf(magnitude);
  const count = whole + i32(odd != 0);
  const out = makeValue(count);
  if (!out) return 0;
  if (odd) putDigit(out, whole, <u32>last);
  for (let index = whole - 1; index >= 0; index--) {
    const rest = magnitude / 10000;
    putDigit(out, index, <u32>(magnitude - rest * 10000));
    magnitude = rest;
  }
  setHeader(out, kind, count - 1 - ((scale + 3) >> 2), scale, count);
  trim(out);
  return out;
}

/** The value of a two's complement 128-bit integer divided by 10^scale, with that scale. */
export function fromFixed(low: u64, high: u64, scale: i32): usize {
  const kind = <i64>high < 0 ? NEGATIVE : POSITIVE;
  if (kind) {
    low = 0 - low;
    high = ~high + u64(low == 0);
  }
  if (high == 0) return fromWord(low, kind, scale);
  const out = makeValue(12);
  if (!out) return 0;
  let index: i32 = 11;
  // The lowest group holds the digits that scale leaves over, moved to its top.
  const odd = scale & 3;
  if (odd) {
    const unit = tenPower(odd);
    const rest = divideBy(low, high, unit);
    low = quotientLow();
    high = quotientHigh();
    putDigit(out, index--, <u32>(rest * tenPower(4 - odd)));
  }
  while (index >= 0) {
    let chunk = low;
    let groups: i32 = 12;
    if (high) {
      chunk = divideBy(low, high, 10000000000000000);
      low = quotientLow();
      high = quotientHigh();
      groups = 4;
    } else {
      low = 0;
    }
    for (; groups > 0 && index >= 0; groups--) {
      putDigit(out, index--, <u32>(chunk % 10000));
      chunk /= 10000;
    }
  }
  setHeader(out, kind, 11 - ((scale + 3) >> 2), scale, 12);
  trim(out);
  return out;
}

/** Digits before the point of a finite value other than zero; 0 or less when it is below 1. */
function digitsBefore(value: usize): i32 {
  const first = digitOf(value, 0);
  return weightOf(value) * 4 + (first >= 1000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1);
}

/** The value as numeric(precision, scale) holds it. */
export function applyPrecision(value: usize, precision: i32, scale: i32): usize {
  if (kindOf(value) == NAN) return makeSpecial(NAN);
  if (isSpecial(value)) return fail(OUT_OF_RANGE);
  const out = cloneValue(value);
  if (!out) return 0;
  round(out, scale);
  if (countOf(out) > 0 && digitsBefore(out) > precision - scale) return fail(OUT_OF_RANGE);
  return out;
}

/** Writes the unscaled 128-bit integer of a value already rounded to numeric(precision <= 38, scale). */
export function storeFixed(value: usize, scale: i32, target: usize): void {
  const weight = weightOf(value);
  const count = countOf(value);
  let low: u64 = 0;
  let high: u64 = 0;
  const odd = scale & 3;
  const last = -((scale + 3) >> 2);
  for (let position = count == 0 ? last - 1 : weight; position >= last; position--) {
    let group = <u64>digitAt(value, weight, count, position);
    let factor: u64 = 10000;
    if (position == last && odd) {
      factor = tenPower(odd);
      group /= tenPower(4 - odd);
    }
    // (high, low) * factor + group; both products fit, factor being below 2^14.
    const lower = (low & 0xffffffff) * factor + group;
    const upper = (low >> 32) * factor + (lower >> 32);
    low = (upper << 32) | (lower & 0xffffffff);
    high = high * factor + (upper >> 32);
  }
  if (kindOf(value) == NEGATIVE) {
    low = 0 - low;
    high = ~high + u64(low == 0);
  }
  store<u64>(target, low);
  store<u64>(target, high, 8);
}

/** Writes the value, rounded to a whole number, when it lies within [-limit - 1, limit]; a status. */
export function storeInteger(value: usize, limit: u64, target: usize): i32 {
  if (isSpecial(value)) return NOT_FINITE;
  const whole = cloneValue(value);
  if (!whole) return NO_ROOM;
  round(whole, 0);
  const weight = weightOf(whole);
  const count = countOf(whole);
  let magnitude: u64 = 0;
  if (count > 0) {
    if (weight > 4) return OUT_OF_RANGE;
    for (let position = weight; position >= 0; position--) {
      if (magnitude > 922337203685477) return OUT_OF_RANGE;
      magnitude = magnitude * 10000 + <u64>digitAt(whole, weight, count, position);
    }
  }
  const isNegative = kindOf(whole) == NEGATIVE;
  if (magnitude > limit + u64(isNegative)) return OUT_OF_RANGE;
  store<i64>(target, isNegative ? -<i64>magnitude : <i64>magnitude);
  return 1;
}

// Big integers: `count` limbs of 32 bits, lowest first. Each function returns the new count.

function multiplyAdd(limbs: usize, count: i32, factor: u32, addend: u32): i32 {
  let carry = <u64>addend;
  for (let i: i32 = 0; i < count; i++) {
    const at = limbs + ((<usize>i) << 2);
    carry += <u64>load<u32>(at) * <u64>factor;
    store<u32>(at, <u32>carry);
    carry >>= 32;
  }
  if (carry) store<u32>(limbs + ((<usize>(count++)) << 2), <u32>carry);
  return count;
}

let rest: u32 = 0;

/** Divides in place; the remainder is left in `rest`. */
function divideSmall(limbs: usize, count: i32, divisor: u32): i32 {
  let left: u64 = 0;
  for (let i = count - 1; i >= 0; i--) {
    const at = limbs + ((<usize>i) << 2);
    left = (left << 32) | <u64>load<u32>(at);
    const digit = left / <u64>divisor;
    store<u32>(at, <u32>digit);
    left -= digit * <u64>divisor;
  }
  rest = <u32>left;
  while (count > 0 && load<u32>(limbs + ((<usize>(count - 1)) << 2)) == 0) count--;
  return count;
}

function shiftLeft(limbs: usize, count: i32, bits: i32): i32 {
  const words = bits >> 5;
  const small = bits & 31;
  if (small) count = multiplyAdd(limbs, count, 1 << small, 0);
  if (words) {
    memory.copy(limbs + ((<usize>words) << 2), limbs, (<usize>count) << 2);
    memory.fill(limbs, 0, (<usize>words) << 2);
  }
  return count + words;
}

/** A double as the numeric that its first `digits` (at most 15) significant decimal digits make. */
export function fromFloat(value: f64, digits: i32): usize {
  if (value != value) return makeSpecial(NAN);
  const kind = value < 0 ? NEGATIVE : POSITIVE;
  const magnitude = abs(value);
  if (magnitude == Infinity) return makeSpecial(kind == NEGATIVE ? MINUS_INFINITE : INFINITE);
  const ceiling = tenPower(digits);
  if (magnitude < <f64>ceiling && <f64>(<u64>magnitude) == magnitude) return makeInteger(<u64>magnitude, kind);

  const bits = reinterpret<u64>(magnitude);
  let mantissa = bits & 0xfffffffffffff;
  let exponent = <i32>(bits >> 52);
  if (exponent == 0) exponent = 1;
  else mantissa |= 0x10000000000000;
  exponent -= 1075;
  const zeros = <i32>ctz(mantissa);
  mantissa >>= zeros;
  exponent += zeros;
  // Exactly: limbs / 10^places.
  const mark = heapNext();
  const limbs = take(1024);
  const text = take(1024);
  if (!limbs || !text) return 0;
  store<u32>(limbs, <u32>mantissa);
  store<u32>(limbs, <u32>(mantissa >> 32), 4);
  let count: i32 = mantissa >> 32 ? 2 : 1;
  let places: i32 = 0;
  if (exponent >= 0) {
    count = shiftLeft(limbs, count, exponent);
  } else {
    places = -exponent;
    let fives = places;
    for (; fives >= 13; fives -= 13) count = multiplyAdd(limbs, count, 1220703125, 0);
    let factor: u32 = 1;
    for (; fives > 0; fives--) factor *= 5;
    count = multiplyAdd(limbs, count, factor, 0);
  }
  // Decimal digits, lowest first.
  let length: i32 = 0;
  while (count > 0) {
    count = divideSmall(limbs, count, 1000000000);
    let chunk = rest;
    for (let i: i32 = 0; i < 9; i++) {
      store<u8>(text + <usize>(length++), <u8>(chunk % 10));
      chunk /= 10;
    }
  }
  while (load<u8>(text + <usize>(length - 1)) == 0) length--;
  let shown: u64 = 0;
  for (let i: i32 = 0; i < digits; i++) {
    shown = shown * 10 + (i < length ? <u64>load<u8>(text + <usize>(length - 1 - i)) : 0);
  }
  if (length > digits) {
    // C's printf rounds the exact value, ties to even.
    const next = load<u8>(text + <usize>(length - 1 - digits));
    let isUp = next > 5;
    if (next == 5) {
      isUp = (shown & 1) == 1;
      for (let i: i32 = 0; i < length - 1 - digits && !isUp; i++) isUp = load<u8>(text + <usize>i) != 0;
    }
    shown += u64(isUp);
  }
  let power = length - digits - places;
  while (shown % 10 == 0) {
    shown /= 10;
    power++;
  }
  moveHeap(mark);
  return fromScientific(shown, power, kind);
}

/**
 * Writes the nearest binary float: `precision` bits of mantissa, the lowest bit's exponent at least `lowest`.
 * Returns 1, NO_ROOM or OUT_OF_RANGE; the float's bits without sign are left in floatBits().
 */
export function toFloat(value: usize, precision: i32, lowest: i32, overflow: u64): i32 {
  bitsOfFloat = 0;
  let count = countOf(value);
  if (count == 0) return 1;
  const weight = weightOf(value);
  if (weight > 80 || weight < -90) return OUT_OF_RANGE;
  let hasMore = false;
  // No double needs more than 768 digits to be told from its neighbours.
  if (count > 200) {
    count = 200;
    hasMore = true;
  }
  const mark = heapNext();
  const limbs = take(4096);
  if (!limbs) return NO_ROOM;
  let limbCount: i32 = 0;
  for (let i: i32 = 0; i < count; i++) limbCount = multiplyAdd(limbs, limbCount, 10000, digitOf(value, i));
  let power = weight - count + 1;
  let exponent: i32 = 0;
  for (; power > 0; power--) limbCount = multiplyAdd(limbs, limbCount, 10000, 0);
  if (power < 0) {
    // 10000 < 2^13.3: at least 66 bits are left after the divisions.
    exponent = -(((-power * 133) / 10 + 98) & ~31);
    limbCount = shiftLeft(limbs, limbCount, -exponent);
    for (; power <= -2; power += 2) {
      limbCount = divideSmall(limbs, limbCount, 100000000);
      if (rest) hasMore = true;
    }
    if (power < 0) {
      limbCount = divideSmall(limbs, limbCount, 10000);
      if (rest) hasMore = true;
    }
  }
  const length = limbCount * 32 - <i32>clz(load<u32>(limbs + ((<usize>(limbCount - 1)) << 2)));
  // The kept bits' lowest one has this exponent.
  let unit = max(length - precision + exponent, lowest);
  const dropped = unit - exponent;
  let mantissa: u64 = 0;
  let isHalf = false;
  if (dropped <= 0) {
    for (let i = limbCount - 1; i >= 0; i--) mantissa = (mantissa << 32) | <u64>load<u32>(limbs + ((<usize>i) << 2));
    mantissa <<= -dropped;
  } else if (dropped <= length) {
    for (let bit = length - 1; bit >= dropped; bit--) mantissa = (mantissa << 1) | <u64>bitAt(limbs, bit);
    isHalf = bitAt(limbs, dropped - 1) != 0;
    for (let bit = dropped - 2; bit >= 0 && !hasMore; ) {
      if ((bit & 31) == 31) {
        hasMore = load<u32>(limbs + ((<usize>(bit >> 5)) << 2)) != 0;
        bit -= 32;
      } else {
        hasMore = bitAt(limbs, bit--) != 0;
      }
    }
  }
  if (isHalf && (hasMore || (mantissa & 1) == 1)) mantissa++;
  moveHeap(mark);
  if (mantissa == 0) return OUT_OF_RANGE;
  bitsOfFloat = (<u64>(unit - lowest) << (precision - 1)) + mantissa;
  return bitsOfFloat >= overflow ? OUT_OF_RANGE : 1;
}

let bitsOfFloat: u64 = 0;

export function floatBits(): u64 {
  return bitsOfFloat;
}

function bitAt(limbs: usize, bit: i32): u32 {
  return (load<u32>(limbs + ((<usize>(bit >> 5)) << 2)) >> (bit & 31)) & 1;
}

/** The value as a double, good to about 15 digits; infinities and huge values become large ones. For estimates. */
export function estimate(value: usize): f64 {
  const count = min(countOf(value), 5);
  let result: f64 = 0;
  for (let i: i32 = 0; i < count; i++) result = result * 10000.0 + <f64>digitOf(value, i);
  let power = weightOf(value) - count + 1;
  for (; power > 0 && result < 1e300; power--) result *= 10000.0;
  for (; power < 0 && result > 0; power++) result /= 10000.0;
  return kindOf(value) == NEGATIVE ? -result : result;
}
