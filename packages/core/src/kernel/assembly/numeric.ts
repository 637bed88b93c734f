// PostgreSQL's numeric for values of any size, and 128-bit integers for fixed-scale decimals, as row functions
// for emitted code and for the typed door (kernel/numeric.ts).
//
// A value is a ref: byte length << 32 | address, 4-byte aligned. At the address:
//   u32 kind    0 positive or zero, 1 negative, 2 NaN, 3 Infinity, 7 -Infinity
//   i32 weight  the first digit is worth 10000^weight; 0 when there are no digits
//   u16 scale   digits after the point that are shown (PostgreSQL's dscale)
//   u16 count   how many digits follow
//   u16 digits  in base 10000, most significant first; the first and the last are not 0
// So equal values have equal kind, weight and digits; only the scale may differ. `numericNormalise` gives the
// smallest scale, after which equal values are equal bytes: for hashing and grouping.
//
// Functions that make bytes write them to the heap that `setHeap(next, end)` opened, at `getHeapNext()`. They
// return a ref; -1 when the heap has no room (grow it, run again; the operands are unharmed and the heap is as
// before); or an error, another negative number (numeric-value.part.ts lists them). An operand that is an error or -1
// must not be passed on. Functions that write a machine number to an address return 1, -1 or an error likewise.
//
// `asI64` and the like give a machine number itself, which has no room for an error: `takeStatus()` answers the
// first one since it was last asked, or 0.
//
// A running sum: `numericAccumulate(slot, ref)` over a 16-byte slot.
import {
  addressOf, begin, cloneValue, compareMagnitude, compareValues, COMPLEX_POWER, countOf, digitOf, DIVISION_BY_ZERO, fail, failureCode,
  finish, finishStatus, HEADER, heapNext, INFINITE, INVALID_TEXT, isSpecial, isWhole, isZero, kindOf, LOG_OF_NEGATIVE, LOG_OF_ZERO, makeInteger,
  makeSpecial, makeValue, MAX_SCALE, minimalScale, MINUS_INFINITE, moveHeap, NAN, NEGATIVE, NO_ROOM, NOT_FINITE, openHeap, OUT_OF_RANGE, POSITIVE, scaleOf,
  setHeader, signOf, SQRT_OF_NEGATIVE, take, weightOf, ZERO_TO_NEGATIVE_POWER,
} from "./numeric-value.part";
import {
  MIN_SIGNIFICANT, product, quotient, quotientScale, remainder, resultScale, round, roundToWhole, sum, truncate,
} from "./numeric-arithmetic.part";
import { bucketOf } from "./numeric-whole.part";
import { specialOfSign } from "./numeric-sum.part";
import { applyPrecision, floatBits, fromFixed, fromFloat, storeFixed, storeInteger, toFloat } from "./numeric-convert.part";
import {
  floatForm, HEXADECIMAL, hexadecimalFloat, hexadecimalStatus, isZeroText, NO_FLOAT, NOT_A_NUMBER,
} from "./numeric-float-text.part";
import { parseNumeric, printNumeric } from "./numeric-text.part";
import {
  exponential, exponentialScale, logarithm, logarithmOfBase, logarithmWeight, power, root, rootScale,
} from "./numeric-function.part";

export {
  i128Add, i128Compare, i128CompareScaled, i128Divide, i128DivideRounded, i128FitsI64, i128FitsPrecision, i128FromI64, i128Multiply, i128MultiplyI64,
  i128Negate, i128ScaleDown, i128ScaleUp, i128Subtract, i128ToF64, i128ToText, i128Truncate,
} from "./numeric-int128.part";

export { numericFactorial, numericGcd, numericLcm } from "./numeric-whole.part";
export { numericAccumulate, numericAdd, numericRowsTaken, numericSubtract, pickNumerics, sumNumerics } from "./numeric-sum.part";

/** Opens [next, end) for results. */
export function setHeap(next: usize, end: usize): void {
  openHeap(next, end);
}

/** The first free byte of the heap. */
export function getHeapNext(): usize {
  return heapNext();
}

function zeroOfScale(scale: i32): usize {
  const out = makeValue(0);
  if (out) setHeader(out, POSITIVE, 0, scale, 0);
  return out;
}

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

/** round(a, scale), half away from zero; a negative scale rounds before the point. */
export function numericRound(value: i64, scale: i32): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out && !isSpecial(out)) round(out, max(min(scale, MAX_SCALE), -131073));
  return finish(mark, out);
}

/** trunc(a, scale). */
export function numericTruncate(value: i64, scale: i32): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out && !isSpecial(out)) truncate(out, max(min(scale, MAX_SCALE), -131072));
  return finish(mark, out);
}

/** ceil(a). */
export function numericCeil(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  return finish(mark, isSpecial(a) ? cloneValue(a) : roundToWhole(a, POSITIVE));
}

/** floor(a). */
export function numericFloor(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  return finish(mark, isSpecial(a) ? cloneValue(a) : roundToWhole(a, NEGATIVE));
}

/** scale(a): digits after the point; -1 (SQL: NULL) for NaN and infinities. */
export function numericScale(value: i64): i32 {
  const a = addressOf(value);
  return isSpecial(a) ? -1 : scaleOf(a);
}

/** min_scale(a): the digits after the point that are needed; -1 (SQL: NULL) for NaN and infinities. */
export function numericMinScale(value: i64): i32 {
  const a = addressOf(value);
  return isSpecial(a) ? -1 : minimalScale(a);
}

/** trim_scale(a), which is also the normal form: equal values become equal bytes. */
export function numericNormalise(value: i64): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out) store<u16>(out, <u16>(isSpecial(out) ? 0 : minimalScale(out)), 8);
  return finish(mark, out);
}

/** 64 bits that are equal for equal values, whatever their scale. */
export function numericHash(value: i64): i64 {
  const a = addressOf(value);
  const count = countOf(a);
  let hash: u64 = (<u64>kindOf(a) << 32) ^ <u64><u32>weightOf(a) ^ 0x9e3779b97f4a7c15;
  for (let i: i32 = 0; i < count; i++) {
    hash = (hash ^ <u64>digitOf(a, i)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53;
  return <i64>(hash ^ (hash >> 29));
}

/** The numeric that `length` bytes of text spell. */
export function numericFromText(text: usize, length: i32): i64 {
  const mark = begin();
  return finish(mark, parseNumeric(text, length));
}

/** The same for a text ref. */
export function numericFromTextRef(text: i64): i64 {
  return numericFromText(addressOf(text), <i32>(text >> 32));
}

/** A text ref. */
export function numericToText(value: i64): i64 {
  const mark = begin();
  const end = printNumeric(addressOf(value));
  if (!end) {
    moveHeap(mark);
    return NO_ROOM;
  }
  moveHeap(end);
  return (<i64>(end - mark) << 32) | <i64>mark;
}

/** From a 64-bit (or narrower, sign-extended) integer. */
export function numericFromI64(value: i64): i64 {
  const mark = begin();
  return finish(mark, makeInteger(value < 0 ? 0 - value : value, value < 0 ? NEGATIVE : POSITIVE));
}

/** From a double: 15 significant digits, as PostgreSQL. */
export function numericFromF64(value: f64): i64 {
  const mark = begin();
  return finish(mark, fromFloat(value, 15));
}

/** From a float: 6 significant digits, as PostgreSQL. */
export function numericFromF32(value: f32): i64 {
  const mark = begin();
  return finish(mark, fromFloat(<f64>value, 6));
}

/** unscaled / 10^scale, with that scale. */
export function numericFromFixed64(unscaled: i64, scale: i32): i64 {
  const mark = begin();
  return finish(mark, fromFixed(unscaled, unscaled >> 63, scale));
}

/** The same for the 128-bit integer at `unscaled`. */
export function numericFromFixed128(unscaled: usize, scale: i32): i64 {
  const mark = begin();
  return finish(mark, fromFixed(load<u64>(unscaled), load<u64>(unscaled, 8), scale));
}

/** Writes the value, rounded, as an i64. NOT_FINITE for NaN and infinities. */
export function numericToI64(value: i64, out: usize): i32 {
  const mark = begin();
  return finishStatus(mark, storeInteger(addressOf(value), 0x7fffffffffffffff, out));
}

function toNarrow(value: i64, limit: u64): i64 {
  const mark = begin();
  const slot = take(8);
  const status = slot ? storeInteger(addressOf(value), limit, slot) : NO_ROOM;
  const result = slot ? load<i64>(slot) : 0;
  moveHeap(mark);
  return status == 1 ? result : (<i64>1 << 40) + <i64>status;
}

/** Writes the value, rounded, as an i32. */
export function numericToI32(value: i64, out: usize): i32 {
  const result = toNarrow(value, 0x7fffffff);
  if (result > 0xffffffff) return <i32>(result - (<i64>1 << 40));
  store<i32>(out, <i32>result);
  return 1;
}

/** Writes the value, rounded, as an i32 within the range of int2. */
export function numericToI16(value: i64, out: usize): i32 {
  const result = toNarrow(value, 0x7fff);
  if (result > 0xffffffff) return <i32>(result - (<i64>1 << 40));
  store<i32>(out, <i32>result);
  return 1;
}

/** Writes the nearest double; OUT_OF_RANGE when it would be infinite, or 0 without being 0. */
export function numericToF64(value: i64, out: usize): i32 {
  const a = addressOf(value);
  if (isSpecial(a)) {
    store<f64>(out, kindOf(a) == NAN ? NaN : <f64>signOf(a) * Infinity);
    return 1;
  }
  const mark = begin();
  const status = toFloat(a, 53, -1074, 0x7ff0000000000000);
  if (status == 1) store<u64>(out, floatBits() | (kindOf(a) == NEGATIVE ? 0x8000000000000000 : 0));
  return finishStatus(mark, status);
}

/** Writes the nearest float. */
export function numericToF32(value: i64, out: usize): i32 {
  const a = addressOf(value);
  if (isSpecial(a)) {
    store<f32>(out, kindOf(a) == NAN ? <f32>NaN : <f32>(<f64>signOf(a) * Infinity));
    return 1;
  }
  const mark = begin();
  const status = toFloat(a, 24, -149, 0x7f800000);
  if (status == 1) store<u32>(out, <u32>floatBits() | (kindOf(a) == NEGATIVE ? 0x80000000 : 0));
  return finishStatus(mark, status);
}

let status: i32 = 0;

/** The first failure of the functions below since the last call, or 0. */
export function takeStatus(): i32 {
  const taken = status;
  status = 0;
  return taken;
}

/** Keeps the first failure. */
function note(answer: i32): void {
  if (answer < 0 && status == 0) status = answer;
}

/** The value, rounded, as a whole number within [-limit - 1, limit]. */
function asInteger(value: i64, limit: u64): i64 {
  const mark = begin();
  const slot = take(8);
  const answer = slot ? storeInteger(addressOf(value), limit, slot) : NO_ROOM;
  note(answer);
  moveHeap(mark);
  return answer == 1 ? load<i64>(slot) : 0;
}

/** Which of `count` buckets of equal width between two bounds an operand falls into; 0 and count + 1 lie outside. */
export function numericWidthBucket(operand: i64, low: i64, high: i64, count: i32): i32 {
  const mark = begin();
  const answer = bucketOf(addressOf(operand), addressOf(low), addressOf(high), count);
  note(answer);
  return finishStatus(mark, answer);
}

/** bigint of the value. */
export function asI64(value: i64): i64 {
  return asInteger(value, 0x7fffffffffffffff);
}

/** integer of the value. */
export function asI32(value: i64): i32 {
  return <i32>asInteger(value, 0x7fffffff);
}

/** smallint of the value. */
export function asI16(value: i64): i32 {
  return <i32>asInteger(value, 0x7fff);
}

/** double precision of the value. */
export function asF64(value: i64): f64 {
  const mark = begin();
  const slot = take(8);
  const answer = slot ? numericToF64(value, slot) : NO_ROOM;
  note(answer);
  moveHeap(mark);
  return answer == 1 ? load<f64>(slot) : 0;
}

/** real of the value. */
export function asF32(value: i64): f32 {
  const mark = begin();
  const slot = take(8);
  const answer = slot ? numericToF32(value, slot) : NO_ROOM;
  note(answer);
  moveHeap(mark);
  return answer == 1 ? load<f32>(slot) : 0;
}

/** -0 is a float, and no numeric. */
function isMinus(text: i64): bool {
  let at = addressOf(text);
  const end = at + <usize>(text >> 32);
  while (at < end && (load<u8>(at) == 32 || <u32>load<u8>(at) - 9 < 5)) at++;
  return at < end && load<u8>(at) == 0x2d;
}

/** The numeric that a float's decimal text says, or its failure. A zero has no digits that an exponent could move out of range. */
function decimalFloat(text: i64): i64 {
  const value = numericFromTextRef(text);
  const isZero = value == <i64>OUT_OF_RANGE && isZeroText(addressOf(text), <i32>(text >> 32));
  if (isZero) return numericFromI64(0);
  note(value < 0 ? <i32>value : 1);
  return value;
}

/** double precision of a text, rounded once. */
export function f64FromText(text: i64): f64 {
  const form = floatForm(addressOf(text), <i32>(text >> 32));
  if (form == NOT_A_NUMBER) return NaN;
  if (form == NO_FLOAT) note(INVALID_TEXT);
  if (form == NO_FLOAT) return 0;
  if (form == HEXADECIMAL) {
    const value = hexadecimalFloat(addressOf(text), <i32>(text >> 32), 53, -1022);
    note(hexadecimalStatus);
    return value;
  }
  const mark = begin();
  const value = decimalFloat(text);
  const result = value < 0 ? 0.0 : asF64(value);
  moveHeap(mark);
  return result == 0.0 && isMinus(text) ? -0.0 : result;
}

/** real of a text, rounded once. */
export function f32FromText(text: i64): f32 {
  const form = floatForm(addressOf(text), <i32>(text >> 32));
  if (form == NOT_A_NUMBER) return <f32>NaN;
  if (form == NO_FLOAT) note(INVALID_TEXT);
  if (form == NO_FLOAT) return <f32>0;
  if (form == HEXADECIMAL) {
    const value = hexadecimalFloat(addressOf(text), <i32>(text >> 32), 24, -126);
    note(hexadecimalStatus);
    return <f32>value;
  }
  const mark = begin();
  const value = decimalFloat(text);
  const result: f32 = value < 0 ? <f32>0.0 : asF32(value);
  moveHeap(mark);
  return result == <f32>0.0 && isMinus(text) ? <f32>-0.0 : result;
}

/** numeric(precision <= 18, scale) of the value, unscaled. */
export function asFixed64(value: i64, precision: i32, scale: i32): i64 {
  const mark = begin();
  const slot = take(8);
  const answer = slot ? numericToFixed64(value, precision, scale, slot) : NO_ROOM;
  note(answer);
  moveHeap(mark);
  return answer == 1 ? load<i64>(slot) : 0;
}

/** numeric(precision, scale) of the value, still a ref: rounded, OUT_OF_RANGE when it does not fit. NaN stays. */
export function numericApplyPrecision(value: i64, precision: i32, scale: i32): i64 {
  const mark = begin();
  return finish(mark, applyPrecision(addressOf(value), precision, scale));
}

/** Writes numeric(precision <= 38, scale) as an unscaled i128. NOT_FINITE for NaN, which has no fixed form. */
export function numericToFixed128(value: i64, precision: i32, scale: i32, out: usize): i32 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == NAN) return NOT_FINITE;
  const fixed = applyPrecision(a, precision, scale);
  if (fixed) storeFixed(fixed, scale, out);
  return finishStatus(mark, fixed ? 1 : failureCode());
}

/** Writes numeric(precision <= 18, scale) as an unscaled i64. */
export function numericToFixed64(value: i64, precision: i32, scale: i32, out: usize): i32 {
  const mark = begin();
  const a = addressOf(value);
  if (kindOf(a) == NAN) return NOT_FINITE;
  const slot = take(16);
  const fixed = slot ? applyPrecision(a, precision, scale) : 0;
  if (fixed) {
    storeFixed(fixed, scale, slot);
    store<i64>(out, load<i64>(slot));
  }
  return finishStatus(mark, fixed ? 1 : failureCode());
}

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

/**
 * The variance, or with `isDeviation` its square root, of `count` values from their sum and the sum of their
 * squares; `isSample` divides by count - 1. The caller answers NULL for too few values.
 */
export function numericVariance(count: i64, total: i64, squares: i64, isSample: i32, isDeviation: i32): i64 {
  const mark = begin();
  const x = addressOf(total);
  const xx = addressOf(squares);
  if (isSpecial(x) || isSpecial(xx)) return finish(mark, makeSpecial(NAN));
  const n = makeInteger(count, POSITIVE);
  const m = makeInteger(isSample ? count - 1 : count, POSITIVE);
  const left = n ? product(xx, n) : 0;
  const right = m && left ? product(x, x) : 0;
  const spread = right ? sum(left, right, 1) : 0;
  const divisor = spread ? product(n, m) : 0;
  if (!divisor) return finish(mark, 0);
  if (signOf(spread) <= 0) return finish(mark, zeroOfScale(0));
  const scale = quotientScale(spread, divisor);
  const variance = quotient(spread, divisor, scale, true);
  return finish(mark, variance && isDeviation ? root(variance, scale) : variance);
}
