// Comparing list and struct values as PostgreSQL compares arrays and rows: element by element, NULL above every value
// and equal to itself; of arrays that begin alike the shorter comes first, then fewer dimensions, then their lengths
// and lower bounds decide.
import { addressOf, lengthOf } from "./bump.part";
import {
  BOOL,
  BYTES,
  CHAR,
  F32,
  F64,
  I128,
  I32,
  I64,
  INTERVAL,
  LIST,
  NUMERIC,
  codeOf,
  countOf,
  dimensionsOf,
  isBytes,
  isNullAt,
  lengthOfDimension,
  lowerBound,
  refAt,
  slotAt,
} from "./list-layout.part";
import { fieldAddress, fieldCode, fieldCount, fieldRef, isFieldNull } from "./struct-layout.part";

// @ts-ignore: decorator
@inline
export function sign<T>(left: T, right: T): i32 {
  return left < right ? -1 : left > right ? 1 : 0;
}

// @ts-ignore: decorator
@inline
function signOfFloats<T>(left: T, right: T): i32 {
  if (left != left) return right != right ? 0 : 1;
  if (right != right) return -1;
  return sign<T>(left, right);
}

export function compareWide(left: usize, right: usize): i32 {
  const high = sign<i64>(load<i64>(left, 8), load<i64>(right, 8));
  return high != 0 ? high : sign<u64>(load<u64>(left), load<u64>(right));
}

const MICROS_PER_DAY: i64 = 86400000000;

/** Days of an interval, months counting 30, with the days that its microseconds make. */
export function intervalDays(at: usize): i64 {
  return <i64>load<i32>(at) * 30 + <i64>load<i32>(at, 4) + load<i64>(at, 8) / MICROS_PER_DAY;
}

/** Microseconds of an interval's last day, of its own sign. */
export function intervalRest(at: usize): i64 {
  return load<i64>(at, 8) % MICROS_PER_DAY;
}

function compareIntervals(left: usize, right: usize): i32 {
  // Rests of different signs: bring both to microseconds from 0 up.
  const leftRest = intervalRest(left);
  const rightRest = intervalRest(right);
  const leftDays = intervalDays(left) - <i64>(leftRest < 0);
  const rightDays = intervalDays(right) - <i64>(rightRest < 0);
  const days = sign<i64>(leftDays, rightDays);
  if (days != 0) return days;
  return sign<i64>(
    leftRest < 0 ? leftRest + MICROS_PER_DAY : leftRest,
    rightRest < 0 ? rightRest + MICROS_PER_DAY : rightRest,
  );
}

function compareText(left: i64, right: i64): i32 {
  const shorter = min(lengthOf(left), lengthOf(right));
  const order = memory.compare(addressOf(left), addressOf(right), shorter);
  if (order != 0) return order < 0 ? -1 : 1;
  return sign<usize>(lengthOf(left), lengthOf(right));
}

/** A ref without trailing blanks. */
export function withoutBlanks(ref: i64): i64 {
  const at = addressOf(ref);
  let length = lengthOf(ref);
  while (length != 0 && load<u8>(at + length - 1) == 32) length--;
  return ((<i64>length) << 32) | <i64>at;
}

/** Where a numeric stands among the kinds: -infinity, negative, zero, positive, infinity, NaN. */
function numericClass(at: usize): i32 {
  const kind = load<u32>(at);
  if (kind == 7) return 0;
  if (kind == 2) return 5;
  if (kind == 3) return 4;
  if (load<u16>(at, 10) == 0) return 2;
  return kind == 1 ? 1 : 3;
}

/** assembly/numeric.ts describes the layout. */
function compareNumerics(left: usize, right: usize): i32 {
  const kind = numericClass(left);
  const kinds = sign<i32>(kind, numericClass(right));
  if (kinds != 0) return kinds;
  if (kind != 1 && kind != 3) return 0;
  const order = compareMagnitudes(left, right);
  return kind == 1 ? -order : order;
}

function compareMagnitudes(left: usize, right: usize): i32 {
  const weights = sign<i32>(load<i32>(left, 4), load<i32>(right, 4));
  if (weights != 0) return weights;
  const leftDigits = <u32>load<u16>(left, 10);
  const rightDigits = <u32>load<u16>(right, 10);
  const shared = min(leftDigits, rightDigits);
  for (let at: u32 = 0; at < shared; at++) {
    const place = (<usize>at) << 1;
    const digits = sign<u32>(<u32>load<u16>(left + place, 12), <u32>load<u16>(right + place, 12));
    if (digits != 0) return digits;
  }
  return sign<u32>(leftDigits, rightDigits);
}

function compareSlots(code: u32, left: usize, right: usize): i32 {
  if (code == BOOL) return sign<u8>(load<u8>(left), load<u8>(right));
  if (code == I32) return sign<i32>(load<i32>(left), load<i32>(right));
  if (code == I64) return sign<i64>(load<i64>(left), load<i64>(right));
  if (code == F32) return signOfFloats<f32>(load<f32>(left), load<f32>(right));
  if (code == F64) return signOfFloats<f64>(load<f64>(left), load<f64>(right));
  if (code == I128) return compareWide(left, right);
  return compareIntervals(left, right);
}

function compareRefs(code: u32, left: i64, right: i64): i32 {
  if (code == BYTES) return compareText(left, right);
  if (code == CHAR) return compareText(withoutBlanks(left), withoutBlanks(right));
  if (code == NUMERIC) return compareNumerics(addressOf(left), addressOf(right));
  return code == LIST ? compareLists(addressOf(left), addressOf(right)) : compareStructs(addressOf(left), addressOf(right));
}

/** Two elements that are not NULL, of values with the same code. */
export function compareElements(left: usize, leftAt: u32, right: usize, rightAt: u32): i32 {
  const code = codeOf(left);
  if (isBytes(code)) return compareRefs(code, refAt(left, leftAt), refAt(right, rightAt));
  return compareSlots(code, slotAt(left, leftAt), slotAt(right, rightAt));
}

/** -1, 0, 1. */
export function compareLists(left: usize, right: usize): i32 {
  const leftCount = countOf(left);
  const rightCount = countOf(right);
  const shared = min(leftCount, rightCount);
  for (let at: u32 = 0; at < shared; at++) {
    const order = compareAt(left, right, at);
    if (order != 0) return order;
  }
  if (leftCount != rightCount) return sign<u32>(leftCount, rightCount);
  const dimensions = dimensionsOf(left);
  if (dimensions != dimensionsOf(right)) return sign<u32>(dimensions, dimensionsOf(right));
  for (let at: u32 = 0; at < dimensions; at++) {
    const order = sign<i32>(lengthOfDimension(left, at), lengthOfDimension(right, at));
    if (order != 0) return order;
  }
  for (let at: u32 = 0; at < dimensions; at++) {
    const order = sign<i32>(lowerBound(left, at), lowerBound(right, at));
    if (order != 0) return order;
  }
  return 0;
}

function compareAt(left: usize, right: usize, at: u32): i32 {
  const leftNull = isNullAt(left, at);
  const rightNull = isNullAt(right, at);
  if (leftNull || rightNull) return <i32>leftNull - <i32>rightNull;
  return compareElements(left, at, right, at);
}

/** Field by field; both have the same fields. */
export function compareStructs(left: usize, right: usize): i32 {
  const fields = min(fieldCount(left), fieldCount(right));
  for (let at: u32 = 0; at < fields; at++) {
    const leftNull = isFieldNull(left, at);
    const rightNull = isFieldNull(right, at);
    let order = <i32>leftNull - <i32>rightNull;
    if (!leftNull && !rightNull) {
      const code = fieldCode(left, at);
      order = isBytes(code)
        ? compareRefs(code, fieldRef(left, at), fieldRef(right, at))
        : compareSlots(code, fieldAddress(left, at), fieldAddress(right, at));
    }
    if (order != 0) return order;
  }
  return 0;
}
