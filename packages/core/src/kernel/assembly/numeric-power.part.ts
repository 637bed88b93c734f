// Roots, exponentials, logarithms and powers as SQL has them: over NaN and infinities too, and refused where there is no
// result. numeric-function.part.ts computes what is finite.
import {
  COMPLEX_POWER, INFINITE, LOG_OF_NEGATIVE, LOG_OF_ZERO, MINUS_INFINITE, NAN, POSITIVE, SQRT_OF_NEGATIVE,
  ZERO_TO_NEGATIVE_POWER, addressOf, begin, cloneValue, compareMagnitude, compareValues, countOf, digitOf, fail, finish,
  isSpecial, isWhole, isZero, kindOf, makeInteger, makeSpecial, scaleOf, signOf, weightOf, zeroOfScale,
} from "./numeric-value.part";
import { MIN_SIGNIFICANT, resultScale } from "./numeric-arithmetic.part";
import {
  exponential, exponentialScale, logarithm, logarithmOfBase, logarithmWeight, power, root, rootScale,
} from "./numeric-function.part";

/** sqrt(a). */
export function numericSqrt(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == NAN) return finish(mark, makeSpecial(NAN));
  if (signOf(a) < 0) return finish(mark, fail(SQRT_OF_NEGATIVE));
  if (isSpecial(a)) return finish(mark, makeSpecial(INFINITE));
  return finish(mark, root(a, rootScale(a)));
}

/** exp(a). */
export function numericExp(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == MINUS_INFINITE) return finish(mark, zeroOfScale(0));
  if (isSpecial(a)) return finish(mark, cloneValue(a));
  return finish(mark, exponential(a, exponentialScale(a)));
}

/** 0 when a logarithm may be taken. */
function logarithmFailure(a: usize): i32 {
  const sign = signOf(a);
  return sign < 0 ? LOG_OF_NEGATIVE : sign == 0 ? LOG_OF_ZERO : 0;
}

/** ln(a). */
export function numericLn(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == NAN) return finish(mark, makeSpecial(NAN));
  const failed = logarithmFailure(a);
  if (failed) return finish(mark, fail(failed));
  if (isSpecial(a)) return finish(mark, makeSpecial(INFINITE));
  return finish(mark, logarithm(a, resultScale(MIN_SIGNIFICANT - logarithmWeight(a), scaleOf(a))));
}

/** log(base, a). */
export function numericLog(base: i64, value: i64): i64 {
  const mark = begin();
  const b = addressOf(base);
  const a = addressOf(value);
  if (kindOf(a) == NAN || kindOf(b) == NAN) return finish(mark, makeSpecial(NAN));
  // The base is looked at first; where one of them is infinite, a negative one is reported before a zero.
  const ofBase = logarithmFailure(b);
  const ofValue = logarithmFailure(a);
  const failed = isSpecial(a) || isSpecial(b) ? min(ofBase, ofValue) : ofBase ? ofBase : ofValue;
  if (failed) return finish(mark, fail(failed));
  if (isSpecial(b)) return finish(mark, isSpecial(a) ? makeSpecial(NAN) : zeroOfScale(0));
  if (isSpecial(a)) return finish(mark, makeSpecial(INFINITE));
  return finish(mark, logarithmOfBase(b, a));
}

/** log(a), base 10. */
export function numericLog10(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == NAN) return finish(mark, makeSpecial(NAN));
  const failed = logarithmFailure(a);
  if (failed) return finish(mark, fail(failed));
  if (isSpecial(a)) return finish(mark, makeSpecial(INFINITE));
  const ten = makeInteger(10, POSITIVE);
  return finish(mark, ten ? logarithmOfBase(ten, a) : 0);
}

/** power(base, exponent): NaN and infinities as POSIX pow. */
export function numericPower(base: i64, exponent: i64): i64 {
  const mark = begin();
  const a = addressOf(base);
  const b = addressOf(exponent);
  const one = makeInteger(1, POSITIVE);
  if (!one) return finish(mark, 0);
  if (isSpecial(a) || isSpecial(b)) {
    if (kindOf(a) == NAN) return finish(mark, isZero(b) ? one : makeSpecial(NAN));
    if (kindOf(b) == NAN) return finish(mark, compareValues(a, one) == 0 ? one : makeSpecial(NAN));
  }
  const aSign = signOf(a);
  const bSign = signOf(b);
  if (aSign == 0 && bSign < 0) return finish(mark, fail(ZERO_TO_NEGATIVE_POWER));
  if (aSign < 0 && !isSpecial(b) && !isWhole(b)) return finish(mark, fail(COMPLEX_POWER));
  if (!isSpecial(a) && !isSpecial(b)) return finish(mark, power(a, b));
  if (compareValues(a, one) == 0 || bSign == 0) return finish(mark, one);
  if (aSign == 0) return finish(mark, zeroOfScale(0));
  if (isSpecial(b)) {
    const order = isSpecial(a) ? 1 : compareMagnitude(a, one);
    if (order == 0) return finish(mark, one);
    return finish(mark, (order > 0) == (bSign > 0) ? makeSpecial(INFINITE) : zeroOfScale(0));
  }
  if (bSign < 0) return finish(mark, zeroOfScale(0));
  const count = countOf(b);
  const isOdd = count == weightOf(b) + 1 && (digitOf(b, count - 1) & 1) == 1;
  return finish(mark, makeSpecial(aSign < 0 && isOdd ? MINUS_INFINITE : INFINITE));
}
