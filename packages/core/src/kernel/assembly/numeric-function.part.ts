// Roots, exponentials, logarithms and powers of finite values: PostgreSQL's result scales, and enough guard
// digits that the shown digits are right. Square roots are correctly rounded.
import {
  cloneValue, compareMagnitude, compareValues, countOf, digitOf, fail, HEADER, heapNext, isWhole, isZero, kindOf, makeInteger, makeValue,
  MAX_WEIGHT, moveHeap, NEGATIVE, OUT_OF_RANGE, DIVISION_BY_ZERO, POSITIVE, scaleOf, setHeader, take, weightOf,
} from "./numeric-value.part";
import { MAX_DISPLAY_SCALE, MIN_SIGNIFICANT, product, productTo, quotient, resultScale, round, sum } from "./numeric-arithmetic.part";
import { estimate, fromScientific } from "./numeric-convert.part";

const LOG10_OF_E: f64 = 0.434294481903252;
/** e^x is beyond what numeric results may hold when |x| reaches this. */
const MAX_EXPONENT: f64 = 6000.0;

function zeroWithScale(scale: i32): usize {
  const out = makeValue(0);
  if (out) setHeader(out, POSITIVE, 0, scale, 0);
  return out;
}

/** sqrt(a) for the function of that name: its scale. */
export function rootScale(a: usize): i32 {
  return resultScale(MIN_SIGNIFICANT - (weightOf(a) * 2 + 1), scaleOf(a));
}

/** The square root of a positive value, rounded half away from zero to `scale`. */
export function root(a: usize, scale: i32): usize {
  if (countOf(a) == 0) return zeroWithScale(scale);
  // a = lead * 10000^(2 half): a double gives the first 14 digits, Newton's iteration doubles them each time.
  const half = weightOf(a) >> 1;
  let lead: f64 = 0;
  for (let i: i32 = 0; i < 4; i++) lead = lead * 10000.0 + (i < countOf(a) ? <f64>digitOf(a, i) : 0);
  lead /= 1e12;
  if (weightOf(a) & 1) lead *= 10000.0;
  let y = fromScientific(<u64>(Math.sqrt(lead) * 1e11), -11, POSITIVE);
  if (!y) return 0;
  setHeader(y, POSITIVE, weightOf(y) + half, max(0, 11 - half * 4), countOf(y));
  const full = scale + 6;
  const two = makeInteger(2, POSITIVE);
  if (!two) return 0;
  for (let known: i32 = 13; known < full + (half + 1) * 4; ) {
    known *= 2;
    const at = max(0, min(full, known - half * 4 + 4));
    const other = quotient(a, y, at, true);
    if (!other) return 0;
    const both = sum(y, other, 0);
    if (!both) return 0;
    y = quotient(both, two, at, true);
    if (!y) return 0;
  }
  round(y, scale);
  // At most one unit off, and only beside a tie.
  const unit = fromScientific(1, -scale, POSITIVE);
  const middle = fromScientific(5, -scale - 1, POSITIVE);
  if (!unit || !middle) return 0;
  const above = sum(y, middle, 0);
  const aboveSquare = above ? product(above, above) : 0;
  if (!aboveSquare) return 0;
  if (compareValues(aboveSquare, a) <= 0) return sum(y, unit, 0);
  if (countOf(y) == 0) return y;
  const below = sum(y, middle, 1);
  const belowSquare = below ? product(below, below) : 0;
  if (!belowSquare) return 0;
  return compareValues(belowSquare, a) > 0 ? sum(y, unit, 1) : y;
}

/** Copies a value to a slot of enough room and frees everything from `mark` on; 0 passes through. */
function keep(slot: usize, value: usize, mark: usize): usize {
  if (!value) return 0;
  memory.copy(slot, value, HEADER + ((<usize>countOf(value)) << 1));
  moveHeap(mark);
  return slot;
}

function takeSlot(scale: i32): usize {
  return take(HEADER + (((<usize>scale >> 2) + 12) << 1));
}

/** About log10 |ln a|: how many digits before the point ln a has, less one. */
export function logarithmWeight(a: usize): i32 {
  const low = fromScientific(9, -1, POSITIVE);
  const high = fromScientific(11, -1, POSITIVE);
  const one = makeInteger(1, POSITIVE);
  if (!low || !high || !one) return 0;
  if (compareValues(a, low) >= 0 && compareValues(a, high) <= 0) {
    const distance = sum(a, one, 1);
    if (!distance || countOf(distance) == 0) return 0;
    return weightOf(distance) * 4 + <i32>Math.log10(<f64>digitOf(distance, 0));
  }
  let digits = <f64>digitOf(a, 0);
  let weight = weightOf(a) * 4;
  if (countOf(a) > 1) {
    digits = digits * 10000.0 + <f64>digitOf(a, 1);
    weight -= 4;
  }
  return <i32>Math.log10(abs(Math.log(digits) + <f64>weight * 2.302585092994046));
}

/** The natural logarithm of a positive value to `scale`. */
export function logarithm(a: usize, scale: i32): usize {
  // Square roots bring the value near 1, where ln y = 2 atanh((y - 1) / (y + 1)) converges quickly.
  const full = scale + 16;
  let y = a;
  let halvings: i32 = 0;
  for (;;) {
    const size = estimate(y);
    if (size > 0.9 && size < 1.1) break;
    y = root(y, max(0, full - weightOf(y) * 2 + 4));
    if (!y) return 0;
    halvings++;
  }
  const one = makeInteger(1, POSITIVE);
  if (!one) return 0;
  const below = sum(y, one, 1);
  const above = sum(y, one, 0);
  const ratio = below && above ? quotient(below, above, full, true) : 0;
  const square = ratio ? productTo(ratio, ratio, full) : 0;
  const powerSlot = takeSlot(full);
  const totalSlot = takeSlot(full);
  if (!square || !powerSlot || !totalSlot) return 0;
  const mark = heapNext();
  let power = keep(powerSlot, ratio, mark);
  let total = keep(totalSlot, ratio, mark);
  for (let k: i32 = 3; ; k += 2) {
    power = keep(powerSlot, productTo(power, square, full), mark);
    if (!power) return 0;
    const divisor = makeInteger(<u64>k, POSITIVE);
    const term = divisor ? quotient(power, divisor, full, true) : 0;
    if (!term) return 0;
    if (countOf(term) == 0) break;
    total = keep(totalSlot, sum(total, term, 0), mark);
    if (!total) return 0;
  }
  const factor = makeInteger((<u64>2) << halvings, POSITIVE);
  const out = factor ? product(total, factor) : 0;
  if (out) round(out, scale);
  return out;
}

/** e^a to `scale`. */
export function exponential(a: usize, scale: i32): usize {
  let size = estimate(a);
  if (abs(size) >= MAX_EXPONENT) return size > 0 ? fail(OUT_OF_RANGE) : zeroWithScale(scale);
  const weight = <i32>(size * LOG10_OF_E);
  // Halved until small, so that the series converges quickly; the result is then squared as often.
  let halvings: i32 = 0;
  while (abs(size) > 0.01) {
    size /= 2;
    halvings++;
  }
  const digits = max(1 + weight + scale + <i32>(<f64>halvings * 0.301029995663981), 0) + 12;
  const divisor = makeInteger((<u64>1) << halvings, POSITIVE);
  const x = divisor ? quotient(a, divisor, digits, true) : 0;
  const one = makeInteger(1, POSITIVE);
  const termSlot = takeSlot(digits);
  const totalSlot = takeSlot(digits);
  if (!x || !one || !termSlot || !totalSlot) return 0;
  const mark = heapNext();
  let term = keep(termSlot, one, mark);
  let total = keep(totalSlot, one, mark);
  for (let k: i32 = 1; ; k++) {
    const raised = productTo(term, x, digits);
    const count = raised ? makeInteger(<u64>k, POSITIVE) : 0;
    term = keep(termSlot, count ? quotient(raised, count, digits, true) : 0, mark);
    if (!term) return 0;
    if (countOf(term) == 0) break;
    total = keep(totalSlot, sum(total, term, 0), mark);
    if (!total) return 0;
  }
  for (; halvings > 0; halvings--) {
    total = productTo(total, total, max(0, digits - weightOf(total) * 8));
    if (!total) return 0;
  }
  round(total, scale);
  return total;
}

/** exp(a): its scale is chosen by the size of the result. */
export function exponentialScale(a: usize): i32 {
  const size = max(min(estimate(a) * LOG10_OF_E, 2000.0), -2000.0);
  return resultScale(MIN_SIGNIFICANT - <i32>size, scaleOf(a));
}

/** log(base, a) of positive values. */
export function logarithmOfBase(base: usize, a: usize): usize {
  const baseWeight = logarithmWeight(base);
  const weight = logarithmWeight(a);
  const scale = resultScale(MIN_SIGNIFICANT - (weight - baseWeight), max(scaleOf(base), scaleOf(a)));
  const below = logarithm(base, max(scale + weight - 2 * baseWeight + 8, 0));
  if (!below) return 0;
  const above = logarithm(a, max(scale - baseWeight + 8, 0));
  if (!above) return 0;
  if (countOf(below) == 0) return fail(DIVISION_BY_ZERO);
  return quotient(above, below, scale, true);
}

/** base^exponent; the caller has ruled out what has no answer. */
export function power(base: usize, exponent: usize): usize {
  if (isWhole(exponent) && weightOf(exponent) <= 2) {
    let whole: i64 = 0;
    for (let i: i32 = 0; i <= weightOf(exponent); i++) {
      whole = whole * 10000 + (i < countOf(exponent) ? <i64>digitOf(exponent, i) : 0);
    }
    if (kindOf(exponent) == NEGATIVE) whole = -whole;
    if (whole >= -2147483648 && whole <= 2147483647) return wholePower(base, whole, scaleOf(exponent));
  }
  if (isZero(base)) return zeroWithScale(MIN_SIGNIFICANT);
  let isNegative = false;
  if (kindOf(base) == NEGATIVE) {
    const count = countOf(exponent);
    isNegative = count > 0 && count == weightOf(exponent) + 1 && (digitOf(exponent, count - 1) & 1) == 1;
    base = cloneValue(base);
    if (!base) return 0;
    store<u32>(base, POSITIVE);
  }
  // A rough exponent * ln(base) first, for the size of the result.
  const weight = logarithmWeight(base);
  let scale = max(8 - weight, 0);
  let log = logarithm(base, scale);
  let size = log ? productTo(log, exponent, scale) : 0;
  if (!size) return 0;
  let decimal = estimate(size);
  if (abs(decimal) > 6020.0) return decimal > 0 ? fail(OUT_OF_RANGE) : zeroWithScale(MAX_DISPLAY_SCALE);
  decimal *= LOG10_OF_E;
  const wanted = resultScale(MIN_SIGNIFICANT - <i32>decimal, max(scaleOf(base), scaleOf(exponent)));
  scale = max(max(wanted + <i32>decimal, 0) - weight + 8, 0);
  log = logarithm(base, scale);
  size = log ? productTo(log, exponent, scale) : 0;
  if (!size) return 0;
  const out = exponential(size, wanted);
  if (out && isNegative && countOf(out) > 0) store<u32>(out, NEGATIVE);
  return out;
}

function wholePower(base: usize, exponent: i64, exponentScale: i32): usize {
  // The decimal weight of the result, from the base's first 16 digits.
  let size: f64 = 0;
  if (countOf(base) > 0) {
    let place = weightOf(base) * 4;
    size = <f64>digitOf(base, 0);
    for (let i: i32 = 1; i < countOf(base) && i < 4; i++) {
      size = size * 10000.0 + <f64>digitOf(base, i);
      place -= 4;
    }
    size = (Math.log10(size) + <f64>place) * <f64>exponent;
  }
  if (size > <f64>(MAX_WEIGHT + 1) * 4.0) return fail(OUT_OF_RANGE);
  if (size + 1.0 < -<f64>MAX_DISPLAY_SCALE) return zeroWithScale(MAX_DISPLAY_SCALE);
  const scale = resultScale(MIN_SIGNIFICANT - <i32>size, max(scaleOf(base), exponentScale));
  const one = makeInteger(1, POSITIVE);
  if (!one) return 0;
  if (exponent == 0) {
    store<u16>(one, <u16>scale, 8);
    return one;
  }
  if (isZero(base)) return exponent < 0 ? fail(DIVISION_BY_ZERO) : zeroWithScale(scale);
  if (exponent == -1) return quotient(one, base, scale, true);
  const isReciprocal = exponent < 0;
  const times = isReciprocal ? -exponent : exponent;
  const digits = 1 + scale + <i32>size + <i32>Math.log(<f64>times) + 8;
  let factor = base;
  let out = times & 1 ? cloneValue(base) : one;
  if (!out) return 0;
  for (let bits = times >> 1; bits > 0; bits >>= 1) {
    // No more digits than the result needs, nor than the factors have.
    factor = productTo(factor, factor, max(0, min(digits - 8 * weightOf(factor), 2 * scaleOf(factor))));
    if (!factor) return 0;
    if (bits & 1) {
      const places = min(digits - 4 * (weightOf(factor) + weightOf(out)), scaleOf(factor) + scaleOf(out));
      out = productTo(factor, out, max(0, places));
      if (!out) return 0;
    }
    if (weightOf(factor) > MAX_WEIGHT || weightOf(out) > MAX_WEIGHT) {
      return isReciprocal ? zeroWithScale(scale) : fail(OUT_OF_RANGE);
    }
    // Underflow leaves nothing to multiply.
    if (countOf(out) == 0) break;
  }
  if (isReciprocal) return countOf(out) == 0 ? fail(OUT_OF_RANGE) : quotient(one, out, scale, true);
  round(out, scale);
  return out;
}
