// Functions of numeric that go by whole steps: common divisors and multiples, factorials, buckets of histograms.
import {
  NAN, OUT_OF_RANGE, POSITIVE, addressOf, begin, cloneValue, compareValues, fail, failureCode, finish, isSpecial, isZero, kindOf, makeInteger,
  makeSpecial, makeValue, scaleOf, setHeader, take,
} from "./numeric-value.part";
import { product, quotient, remainder, sum } from "./numeric-arithmetic.part";
import { storeInteger } from "./numeric-convert.part";

const NEGATIVE_FACTORIAL: i32 = -11;
const NO_COUNT: i32 = -12;
const NAN_BOUND: i32 = -13;
const INFINITE_BOUND: i32 = -14;
const EQUAL_BOUNDS: i32 = -15;

function positive(value: usize): usize {
  const out = cloneValue(value);
  if (out) store<u32>(out, kindOf(out) & 2);
  return out;
}

function divisor(a: usize, b: usize): usize {
  let left = positive(a);
  let right = positive(b);
  while (left && right && !isZero(right)) {
    const rest = remainder(left, right);
    left = right;
    right = rest;
  }
  return left && right ? left : 0;
}

function scaled(value: usize, scale: i32): usize {
  if (value) store<u16>(value, <u16>scale, 8);
  return value;
}

/** The greatest common divisor, with as many digits behind the point as the operands show. */
export function numericGcd(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  if (isSpecial(a) || isSpecial(b)) return finish(mark, makeSpecial(NAN));
  return finish(mark, scaled(divisor(a, b), max(scaleOf(a), scaleOf(b))));
}

/** The least common multiple. */
export function numericLcm(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  if (isSpecial(a) || isSpecial(b)) return finish(mark, makeSpecial(NAN));
  const scale = max(scaleOf(a), scaleOf(b));
  if (isZero(a) || isZero(b)) {
    const zero = makeValue(0);
    if (zero) setHeader(zero, POSITIVE, 0, scale, 0);
    return finish(mark, zero);
  }
  const common = divisor(a, b);
  if (!common) return finish(mark, 0);
  const part = quotient(a, common, 0, false);
  if (!part) return finish(mark, 0);
  const all = product(part, b);
  if (all) store<u32>(all, POSITIVE);
  return finish(mark, scaled(all, scale));
}

export function numericFactorial(count: i64): i64 {
  const mark = begin();
  if (count < 0) return finish(mark, fail(NEGATIVE_FACTORIAL));
  // 32177! is the largest that has no more than 131072 digits.
  if (count > 32177) return finish(mark, fail(OUT_OF_RANGE));
  let result = makeInteger(1, POSITIVE);
  for (let n: i64 = 2; n <= count && result; n++) {
    const factor = makeInteger(n, POSITIVE);
    result = factor ? product(result, factor) : 0;
  }
  return finish(mark, result);
}

/** Which of `count` buckets of equal width between two bounds a value falls into (0 and count + 1 lie outside), or a failure. */
export function bucketOf(value: usize, low: usize, high: usize, count: i32): i32 {
  if (count <= 0) return NO_COUNT;
  if (kindOf(value) == NAN || kindOf(low) == NAN || kindOf(high) == NAN) return NAN_BOUND;
  if (isSpecial(low) || isSpecial(high)) return INFINITE_BOUND;
  const order = compareValues(low, high);
  if (order == 0) return EQUAL_BOUNDS;
  const rises = order < 0;
  const place = compareValues(value, low);
  if (rises ? place < 0 : place > 0) return 0;
  const last = compareValues(value, high);
  if (isSpecial(value) || (rises ? last >= 0 : last <= 0)) return count == i32.MAX_VALUE ? OUT_OF_RANGE : count + 1;
  const above = rises ? sum(value, low, 1) : sum(low, value, 1);
  const span = rises ? sum(high, low, 1) : sum(low, high, 1);
  const times = makeInteger(<u64>count, POSITIVE);
  if (!above || !span || !times) return failureCode();
  const all = product(above, times);
  if (!all) return failureCode();
  const whole = quotient(all, span, 0, false);
  const slot = take(8);
  if (!whole || !slot) return failureCode();
  const stored = storeInteger(whole, 0x7fffffff, slot);
  return stored == 1 ? <i32>load<i64>(slot) + 1 : stored;
}
