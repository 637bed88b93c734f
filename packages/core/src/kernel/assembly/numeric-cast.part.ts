// Casts of numeric from and to texts and machine numbers. Those to a machine number write it to an address and answer 1, or
// why there is none; numeric-machine.part.ts has those that give the number itself.
import {
  NAN, NEGATIVE, NOT_FINITE, NO_ROOM, POSITIVE, addressOf, begin, failureCode, finish, finishStatus, isSpecial, kindOf,
  makeInteger, moveHeap, signOf, take,
} from "./numeric-value.part";
import { applyPrecision, floatBits, fromFixed, fromFloat, storeFixed, storeInteger, toFloat } from "./numeric-convert.part";
import { parseNumeric, printNumeric } from "./numeric-text.part";

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
