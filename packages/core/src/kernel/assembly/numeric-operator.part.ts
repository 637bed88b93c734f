// Products, quotients, signs and the order of numerics: the operators but for + and -, which numeric-sum.part.ts has, and the
// functions that are like them. NaN and infinities are looked at here, numeric-arithmetic.part.ts computes what is finite.
import {
  DIVISION_BY_ZERO, INFINITE, MAX_SCALE, MINUS_INFINITE, NAN, NEGATIVE, POSITIVE, addressOf, begin, cloneValue, compareValues,
  countOf, fail, finish, isSpecial, isZero, kindOf, makeInteger, makeSpecial, scaleOf, signOf, zeroOfScale,
} from "./numeric-value.part";
import { product, quotient, quotientScale, remainder, round } from "./numeric-arithmetic.part";
import { specialOfSign } from "./numeric-sum.part";

/** a * b. */
export function numericMultiply(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  if (isSpecial(a) || isSpecial(b)) {
    const isNan = kindOf(a) == NAN || kindOf(b) == NAN;
    return finish(mark, specialOfSign(isNan ? 0 : signOf(a) * signOf(b)));
  }
  const out = product(a, b);
  if (out && scaleOf(out) > MAX_SCALE) round(out, MAX_SCALE);
  return finish(mark, out);
}

/** a / b where one of them is not finite. */
function specialQuotient(a: usize, b: usize): usize {
  if (kindOf(a) == NAN || kindOf(b) == NAN) return makeSpecial(NAN);
  if (isSpecial(a)) {
    if (isSpecial(b)) return makeSpecial(NAN);
    if (isZero(b)) return fail(DIVISION_BY_ZERO);
    return specialOfSign(signOf(a) * signOf(b));
  }
  return zeroOfScale(0);
}

/** a / b, to PostgreSQL's scale, rounded. */
export function numericDivide(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  if (isSpecial(a) || isSpecial(b)) return finish(mark, specialQuotient(a, b));
  if (isZero(b)) return finish(mark, fail(DIVISION_BY_ZERO));
  return finish(mark, quotient(a, b, quotientScale(a, b), true));
}

/** div(a, b): the quotient towards zero, a whole number. */
export function numericDivideWhole(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  if (isSpecial(a) || isSpecial(b)) return finish(mark, specialQuotient(a, b));
  if (isZero(b)) return finish(mark, fail(DIVISION_BY_ZERO));
  return finish(mark, quotient(a, b, 0, false));
}

/** a % b, with the sign of a. */
export function numericRemainder(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  if (isSpecial(a) || isSpecial(b)) {
    if (kindOf(a) == NAN || kindOf(b) == NAN) return finish(mark, makeSpecial(NAN));
    if (isSpecial(a)) return finish(mark, isZero(b) ? fail(DIVISION_BY_ZERO) : makeSpecial(NAN));
    return finish(mark, cloneValue(a));
  }
  if (isZero(b)) return finish(mark, fail(DIVISION_BY_ZERO));
  return finish(mark, remainder(a, b));
}

/** -a. */
export function numericNegate(value: i64): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out) {
    const kind = kindOf(out);
    if (kind == INFINITE || kind == MINUS_INFINITE) store<u32>(out, kind ^ 4);
    else if (kind != NAN && countOf(out) > 0) store<u32>(out, kind ^ 1);
  }
  return finish(mark, out);
}

/** |a|. */
export function numericAbs(value: i64): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out && kindOf(out) == NEGATIVE) store<u32>(out, POSITIVE);
  else if (out && kindOf(out) == MINUS_INFINITE) store<u32>(out, INFINITE);
  return finish(mark, out);
}

/** sign(a): -1, 0 or 1, or NaN. */
export function numericSign(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == NAN) return finish(mark, makeSpecial(NAN));
  const sign = signOf(a);
  return finish(mark, makeInteger(u64(sign != 0), sign < 0 ? NEGATIVE : POSITIVE));
}

/** -1, 0 or 1; NaN equals NaN and is greater than everything else. */
export function numericCompare(left: i64, right: i64): i32 {
  return compareValues(addressOf(left), addressOf(right));
}
