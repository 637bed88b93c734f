// Exact arithmetic on finite values: sums, products, quotients to a wanted scale, rounding. NaN and infinities
// are the exported functions' matter (numeric.ts). Results are trimmed; their sizes are checked by `finish`.
import {
  compareMagnitude, countOf, digitAt, digitOf, fail, HEADER, cloneValue, kindOf, makeInteger, makeValue, MAX_WEIGHT, moveHeap,
  heapNext, OUT_OF_RANGE, POSITIVE, putDigit, scaleOf, setHeader, take, trim, weightOf,
} from "./numeric-value.part";

/** PostgreSQL gives quotients, roots and the like at least this many significant digits ... */
export const MIN_SIGNIFICANT: i32 = 16;
/** ... but no more digits after the point than this, unless an operand has more. */
export const MAX_DISPLAY_SCALE: i32 = 1000;

/** |a| + |b| with the given sign. */
function addMagnitudes(a: usize, b: usize, kind: u32, scale: i32): usize {
  const aWeight = weightOf(a);
  const bWeight = weightOf(b);
  const aCount = countOf(a);
  const bCount = countOf(b);
  const high = max(aWeight, bWeight) + 1;
  const low = min(aWeight - aCount, bWeight - bCount) + 1;
  const count = high - low + 1;
  const out = makeValue(count);
  if (!out) return 0;
  let carry: u32 = 0;
  for (let position = low; position <= high; position++) {
    let sum = carry + digitAt(a, aWeight, aCount, position) + digitAt(b, bWeight, bCount, position);
    carry = u32(sum >= 10000);
    if (carry) sum -= 10000;
    putDigit(out, high - position, sum);
  }
  setHeader(out, kind, high, scale, count);
  trim(out);
  return out;
}

/** |a| - |b| with the given sign, where |a| >= |b|. */
function subtractMagnitudes(a: usize, b: usize, kind: u32, scale: i32): usize {
  const aWeight = weightOf(a);
  const bWeight = weightOf(b);
  const aCount = countOf(a);
  const bCount = countOf(b);
  const low = min(aWeight - aCount, bWeight - bCount) + 1;
  const count = aWeight - low + 1;
  const out = makeValue(count);
  if (!out) return 0;
  let borrow: i32 = 0;
  for (let position = low; position <= aWeight; position++) {
    let difference =
      <i32>digitAt(a, aWeight, aCount, position) - <i32>digitAt(b, bWeight, bCount, position) - borrow;
    borrow = i32(difference < 0);
    if (borrow) difference += 10000;
    putDigit(out, aWeight - position, <u32>difference);
  }
  setHeader(out, kind, aWeight, scale, count);
  trim(out);
  return out;
}

/** a + b, or a - b when `flip` is 1. */
export function sum(a: usize, b: usize, flip: u32): usize {
  const scale = max(scaleOf(a), scaleOf(b));
  const aKind = kindOf(a);
  const bKind = kindOf(b) ^ flip;
  if (countOf(a) == 0 || countOf(b) == 0) {
    const isLeft = countOf(b) == 0;
    const out = cloneValue(isLeft ? a : b);
    if (!out) return 0;
    setHeader(out, countOf(out) == 0 ? POSITIVE : isLeft ? aKind : bKind, weightOf(out), scale, countOf(out));
    return out;
  }
  if (aKind == bKind) return addMagnitudes(a, b, aKind, scale);
  return compareMagnitude(a, b) >= 0
    ? subtractMagnitudes(a, b, aKind, scale)
    : subtractMagnitudes(b, a, bKind, scale);
}

/** a * b, exactly; the result's scale is the sum of theirs. */
export function product(a: usize, b: usize): usize {
  const aCount = countOf(a);
  const bCount = countOf(b);
  const scale = scaleOf(a) + scaleOf(b);
  if (aCount == 0 || bCount == 0) {
    const zero = makeValue(0);
    if (zero) setHeader(zero, POSITIVE, 0, scale, 0);
    return zero;
  }
  const weight = weightOf(a) + weightOf(b) + 1;
  const count = aCount + bCount;
  if (weight > MAX_WEIGHT + 1 || count > 65535) return fail(OUT_OF_RANGE);
  const out = makeValue(count);
  if (!out) return 0;
  // Column by column from the right: a column is at most 65535 products below 10^8, far from 2^64.
  let carry: u64 = 0;
  for (let column = count - 2; column >= 0; column--) {
    const from = max(0, column - bCount + 1);
    const to = min(aCount - 1, column);
    let left = a + HEADER + ((<usize>from) << 1);
    let right = b + HEADER + ((<usize>(column - from)) << 1);
    for (let i = from; i <= to; i++) {
      carry += <u64>(<u32>load<u16>(left) * <u32>load<u16>(right));
      left += 2;
      right -= 2;
    }
    putDigit(out, column + 1, <u32>(carry % 10000));
    carry /= 10000;
  }
  putDigit(out, 0, <u32>carry);
  setHeader(out, kindOf(a) ^ kindOf(b), weight, scale, count);
  trim(out);
  return out;
}

/** a * b rounded to `scale` digits after the point. */
export function productTo(a: usize, b: usize, scale: i32): usize {
  const out = product(a, b);
  if (out && scaleOf(out) > scale) round(out, scale);
  else if (out) store<u16>(out, <u16>scale, 8);
  return out;
}

/**
 * a / b to `scale` digits after the point: rounded half away from zero, or cut off. Only the digits that
 * count are computed; what lies below them cannot change the digits above.
 */
export function quotient(a: usize, b: usize, scale: i32, isRounded: bool): usize {
  const aCount = countOf(a);
  const bCount = countOf(b);
  const weight = weightOf(a) - weightOf(b);
  // One digit more than the scale shows decides the rounding.
  const count = aCount == 0 ? 0 : weight + 1 + ((scale + 3) >> 2) + 1;
  if (count <= 0) {
    const zero = makeValue(0);
    if (zero) setHeader(zero, POSITIVE, 0, scale, 0);
    return zero;
  }
  if (count > 65535) return fail(OUT_OF_RANGE);
  const out = makeValue(count);
  if (!out) return 0;
  if (bCount <= 3) {
    let divisor: u64 = 0;
    for (let i: i32 = 0; i < bCount; i++) divisor = divisor * 10000 + <u64>digitOf(b, i);
    let rest: u64 = 0;
    for (let i: i32 = 0; i < bCount - 1; i++) rest = rest * 10000 + (i < aCount ? <u64>digitOf(a, i) : 0);
    let i: i32 = 0;
    // Two digits for one division, where what is divided stays below 2^64.
    for (; bCount <= 2 && i + 2 <= count; i += 2) {
      const index = i + bCount - 1;
      const upper = index < aCount ? digitOf(a, index) : 0;
      const lower = index + 1 < aCount ? digitOf(a, index + 1) : 0;
      rest = rest * 100000000 + <u64>(upper * 10000 + lower);
      const both = rest / divisor;
      rest -= both * divisor;
      const first = <u32>both / 10000;
      putDigit(out, i, first);
      putDigit(out, i + 1, <u32>both - first * 10000);
    }
    for (; i < count; i++) {
      const index = i + bCount - 1;
      rest = rest * 10000 + (index < aCount ? <u64>digitOf(a, index) : 0);
      const digit = rest / divisor;
      rest -= digit * divisor;
      putDigit(out, i, <u32>digit);
    }
  } else if (!longDivision(a, b, out, count)) {
    return 0;
  }
  setHeader(out, kindOf(a) ^ kindOf(b), weight, min(scale, 65535), count);
  trim(out);
  if (isRounded) round(out, scale);
  else truncate(out, scale);
  return out;
}

/** Schoolbook division (Knuth, TAOCP 4.3.1, algorithm D) in base 10000: `count` digits of a / b to `out`. */
function longDivision(a: usize, b: usize, out: usize, count: i32): bool {
  const aCount = countOf(a);
  const bCount = countOf(b);
  const mark = heapNext();
  const length = count + bCount;
  const rest = take((<usize>length + 1) << 1);
  const divisor = take((<usize>bCount) << 1);
  if (!rest || !divisor) return false;
  // Scaling both so that the divisor's first digit is at least half the base keeps estimates within 2.
  const factor: u32 = 10000 / (digitOf(b, 0) + 1);
  let carry: u32 = 0;
  for (let i = bCount - 1; i >= 0; i--) {
    const value = digitOf(b, i) * factor + carry;
    carry = value / 10000;
    store<u16>(divisor + ((<usize>i) << 1), <u16>(value - carry * 10000));
  }
  carry = 0;
  for (let i = length - 1; i >= 0; i--) {
    const value = (i < aCount ? digitOf(a, i) : 0) * factor + carry;
    carry = value / 10000;
    store<u16>(rest + ((<usize>i + 1) << 1), <u16>(value - carry * 10000));
  }
  store<u16>(rest, <u16>carry);
  const first = <u32>load<u16>(divisor);
  const second = <u32>load<u16>(divisor, 2);
  for (let i: i32 = 0; i < count; i++) {
    const at = rest + ((<usize>i) << 1);
    const high = <u32>load<u16>(at) * 10000 + <u32>load<u16>(at, 2);
    let digit = high / first;
    let left = high - digit * first;
    while (digit >= 10000 || (left < 10000 && digit * second > left * 10000 + <u32>load<u16>(at, 4))) {
      digit--;
      left += first;
      if (left >= 10000) break;
    }
    if (digit > 0) {
      let borrow: i32 = 0;
      for (let j = bCount; j >= 1; j--) {
        const place = at + ((<usize>j) << 1);
        const value = <i32>load<u16>(place) - <i32>(digit * <u32>load<u16>(divisor + ((<usize>j - 1) << 1))) - borrow;
        // Rounds towards minus infinity: value is never below -10^8.
        borrow = value < 0 ? (9999 - value) / 10000 : 0;
        store<u16>(place, <u16>(value + borrow * 10000));
      }
      const top = <i32>load<u16>(at) - borrow;
      store<u16>(at, 0);
      if (top < 0) {
        digit--;
        let overflow: u32 = 0;
        for (let j = bCount; j >= 1; j--) {
          const place = at + ((<usize>j) << 1);
          let value = <u32>load<u16>(place) + <u32>load<u16>(divisor + ((<usize>j - 1) << 1)) + overflow;
          overflow = u32(value >= 10000);
          if (overflow) value -= 10000;
          store<u16>(place, <u16>value);
        }
      }
    }
    putDigit(out, i, digit);
  }
  moveHeap(mark);
  return true;
}

/** The scale that PostgreSQL gives a / b. */
export function quotientScale(a: usize, b: usize): i32 {
  const aFirst = countOf(a) == 0 ? 0 : digitOf(a, 0);
  const bFirst = countOf(b) == 0 ? 0 : digitOf(b, 0);
  const weight = weightOf(a) - weightOf(b) - i32(aFirst <= bFirst);
  return resultScale(MIN_SIGNIFICANT - weight * 4, max(scaleOf(a), scaleOf(b)));
}

/** A wanted scale, raised to the operands' and held within the limits. */
export function resultScale(wanted: i32, operands: i32): i32 {
  return min(max(max(wanted, operands), 0), MAX_DISPLAY_SCALE);
}

/** a - trunc(a / b) * b, with the sign of a. */
export function remainder(a: usize, b: usize): usize {
  const whole = quotient(a, b, 0, false);
  if (!whole) return 0;
  const part = product(whole, b);
  if (!part) return 0;
  return sum(a, part, 1);
}

/** Rounds in place, half away from zero, to `scale` digits after the point (negative: before it). */
export function round(value: usize, scale: i32): void {
  cut(value, scale, true);
}

/** As round, towards zero. */
export function truncate(value: usize, scale: i32): void {
  cut(value, scale, false);
}

function cut(value: usize, scale: i32, isRounded: bool): void {
  store<u16>(value, <u16>max(scale, 0), 8);
  const count = countOf(value);
  if (count == 0) return;
  const kept = (weightOf(value) + 1) * 4 + scale;
  if (kept < 0 || (kept == 0 && !(isRounded && digitOf(value, 0) >= 5000))) {
    setHeader(value, POSITIVE, 0, scaleOf(value), 0);
    return;
  }
  let length = (kept + 3) >> 2;
  const odd = kept & 3;
  if (length > count || (length == count && odd == 0)) return;
  let carry: u32 = 0;
  if (odd == 0) {
    carry = u32(isRounded && digitOf(value, length) >= 5000);
  } else {
    const unit: u32 = odd == 1 ? 1000 : odd == 2 ? 100 : 10;
    let last = digitOf(value, length - 1);
    const rest = last % unit;
    last -= rest;
    if (isRounded && rest * 2 >= unit) last += unit;
    carry = u32(last >= 10000);
    putDigit(value, length - 1, carry ? last - 10000 : last);
    // A digit that overflowed became a zero at the end, which is left out.
    if (carry) length--;
  }
  while (carry && length > 0) {
    const digit = digitOf(value, length - 1) + 1;
    if (digit < 10000) {
      putDigit(value, length - 1, digit);
      carry = 0;
    } else {
      length--;
    }
  }
  endCut(value, length, carry);
}

function endCut(value: usize, length: i32, carry: u32): void {
  if (carry) {
    putDigit(value, 0, 1);
    setHeader(value, kindOf(value), weightOf(value) + 1, scaleOf(value), 1);
  } else {
    store<u16>(value, <u16>length, 10);
    trim(value);
  }
}

/** The nearest whole number at or above (`direction` 0) or at or below (1) the value. */
export function roundToWhole(value: usize, direction: u32): usize {
  const out = cloneValue(value);
  if (!out) return 0;
  truncate(out, 0);
  if (kindOf(value) != direction || compareMagnitude(value, out) == 0) return out;
  const one = makeInteger(1, direction);
  return one ? sum(out, one, 0) : 0;
}
