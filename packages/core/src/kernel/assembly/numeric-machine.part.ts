// Functions whose result is a machine number itself, which has no room for an error: the first one is kept until
// `takeStatus` asks for it.
import { INVALID_TEXT, NO_ROOM, OUT_OF_RANGE, addressOf, begin, finishStatus, moveHeap, take } from "./numeric-value.part";
import { tenPower } from "./numeric-int128.part";
import { plainDigits, plainFraction, plainIsNegative, scanPlain } from "./numeric-plain-text.part";
import { bucketOf } from "./numeric-whole.part";
import { storeInteger } from "./numeric-convert.part";
import {
  HEXADECIMAL, NOT_A_NUMBER, NO_FLOAT, floatForm, hexadecimalFloat, hexadecimalStatus, isZeroText,
} from "./numeric-float-text.part";
import { numericFromI64, numericFromTextRef, numericToF32, numericToF64, numericToFixed64 } from "./numeric-cast.part";

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

/** numeric(precision <= 18, scale) of the value, unscaled. */
export function asFixed64(value: i64, precision: i32, scale: i32): i64 {
  const mark = begin();
  const slot = take(8);
  const answer = slot ? numericToFixed64(value, precision, scale, slot) : NO_ROOM;
  note(answer);
  moveHeap(mark);
  return answer == 1 ? load<i64>(slot) : 0;
}

/** Of fixed64FromText: the text is beyond any numeric, not only beyond this one. */
const TEXT_OUT_OF_RANGE: i32 = -16;

/** numeric(precision <= 18, scale) of a text, unscaled. */
export function fixed64FromText(text: i64, precision: i32, scale: i32): i64 {
  if (scanPlain(addressOf(text), <i32>(text >> 32))) {
    const missing = scale - plainFraction();
    if (missing >= 0 && missing <= precision) {
      // Compared before it is multiplied: what is below fits 64 bits.
      const power = tenPower(missing);
      const value = plainDigits();
      if (value < tenPower(precision - missing)) return plainIsNegative() ? -<i64>(value * power) : <i64>(value * power);
    }
  }
  const mark = begin();
  const value = numericFromTextRef(text);
  if (value < 0) {
    note(value == <i64>OUT_OF_RANGE ? TEXT_OUT_OF_RANGE : <i32>value);
    moveHeap(mark);
    return 0;
  }
  const result = asFixed64(value, precision, scale);
  moveHeap(mark);
  return result;
}

/** Whole numbers below, and powers of ten up to the other, are floats: their quotient is rounded once. */
const EXACT_F64: u64 = 1 << 53;
const EXACT_F32: u64 = 1 << 24;
const EXACT_F32_POWER: i32 = 10;

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
  if (scanPlain(addressOf(text), <i32>(text >> 32)) && plainDigits() < EXACT_F64) {
    const value = <f64>plainDigits() / <f64>tenPower(plainFraction());
    return plainIsNegative() ? -value : value;
  }
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
  if (scanPlain(addressOf(text), <i32>(text >> 32)) && plainDigits() < EXACT_F32 && plainFraction() <= EXACT_F32_POWER) {
    const value = <f32>plainDigits() / <f32>tenPower(plainFraction());
    return plainIsNegative() ? -value : value;
  }
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
