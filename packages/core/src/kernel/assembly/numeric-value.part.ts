// How an unconstrained numeric lies in memory, the heap that results are written to, and what every operation
// shares: making, trimming, comparing and handing out values. The layout is part of the contract with every
// caller (see numeric.ts, which describes it).
//
// Inside the module a value is the address of its header; 0 means that the operation could not be done, and
// `failure` then says why (NO_ROOM unless something else was recorded). Temporaries are bumped like results; `finish` slides the
// one that is the result down to where the exported function began.

/** The heap is full: as in every module of row functions. */
export const NO_ROOM: i32 = -1;
export const OUT_OF_RANGE: i32 = -2;
export const INVALID_TEXT: i32 = -3;
export const NOT_FINITE: i32 = -4;
export const LOG_OF_ZERO: i32 = -5;
export const LOG_OF_NEGATIVE: i32 = -6;
export const SQRT_OF_NEGATIVE: i32 = -7;
export const ZERO_TO_NEGATIVE_POWER: i32 = -8;
export const COMPLEX_POWER: i32 = -9;
export const DIVISION_BY_ZERO: i32 = -10;

export const POSITIVE: u32 = 0;
export const NEGATIVE: u32 = 1;
export const NAN: u32 = 2;
export const INFINITE: u32 = 3;
export const MINUS_INFINITE: u32 = 7;

/** Header bytes before the digits. */
export const HEADER: usize = 12;
/** The largest weight a result may have: 131072 digits before the point. */
export const MAX_WEIGHT: i32 = 32767;
/** The most digits after the point that a result may have. */
export const MAX_SCALE: i32 = 16383;

let next: usize = 0;
let end: usize = 0;
let failure: i32 = NO_ROOM;

export function heapNext(): usize {
  return next;
}

export function heapEnd(): usize {
  return end;
}

export function moveHeap(to: usize): void {
  next = to;
}

export function openHeap(from: usize, to: usize): void {
  next = from;
  end = to;
}

/** Records why an operation failed; returns 0, the address that says so. */
export function fail(code: i32): usize {
  failure = code;
  return 0;
}

/** Every exported function begins here: no failure yet; the result may lie from the returned address on. */
export function begin(): usize {
  failure = NO_ROOM;
  next = (next + 3) & ~(<usize>3);
  return next;
}

/** `bytes` of the heap, 4-byte aligned, or 0. */
export function take(bytes: usize): usize {
  const at = (next + 3) & ~(<usize>3);
  if (at > end || bytes > end - at) return 0;
  next = at + bytes;
  return at;
}

// @ts-ignore: decorator
@inline
export function kindOf(value: usize): u32 {
  return load<u32>(value);
}

// @ts-ignore: decorator
@inline
export function weightOf(value: usize): i32 {
  return load<i32>(value, 4);
}

// @ts-ignore: decorator
@inline
export function scaleOf(value: usize): i32 {
  return <i32>load<u16>(value, 8);
}

// @ts-ignore: decorator
@inline
export function countOf(value: usize): i32 {
  return <i32>load<u16>(value, 10);
}

// @ts-ignore: decorator
@inline
export function digitOf(value: usize, index: i32): u32 {
  return <u32>load<u16>(value + ((<usize>index) << 1), 12);
}

// @ts-ignore: decorator
@inline
export function putDigit(value: usize, index: i32, digit: u32): void {
  store<u16>(value + ((<usize>index) << 1), <u16>digit, 12);
}

/** The digit whose place value is 10000^position, 0 outside the digits. */
// @ts-ignore: decorator
@inline
export function digitAt(value: usize, weight: i32, count: i32, position: i32): u32 {
  const index = weight - position;
  return <u32>index < <u32>count ? digitOf(value, index) : 0;
}

// @ts-ignore: decorator
@inline
export function isSpecial(value: usize): bool {
  return load<u32>(value) > NEGATIVE;
}

// @ts-ignore: decorator
@inline
export function isZero(value: usize): bool {
  return load<u32>(value) <= NEGATIVE && load<u16>(value, 10) == 0;
}

export function setHeader(value: usize, kind: u32, weight: i32, scale: i32, count: i32): void {
  store<u32>(value, kind);
  store<i32>(value, weight, 4);
  store<u16>(value, <u16>scale, 8);
  store<u16>(value, <u16>count, 10);
}

/** Room for a value of `count` digits; the header is not yet set. */
export function makeValue(count: i32): usize {
  return take(HEADER + ((<usize>count) << 1));
}

export function makeSpecial(kind: u32): usize {
  const out = makeValue(0);
  if (out) setHeader(out, kind, 0, 0, 0);
  return out;
}

export function zeroOfScale(scale: i32): usize {
  const out = makeValue(0);
  if (out) setHeader(out, POSITIVE, 0, scale, 0);
  return out;
}

/** A whole number below 10^19 or so, with scale 0. */
export function makeInteger(magnitude: u64, kind: u32): usize {
  const out = makeValue(5);
  if (!out) return 0;
  for (let i = 4; i >= 0; i--) {
    putDigit(out, i, <u32>(magnitude % 10000));
    magnitude /= 10000;
  }
  setHeader(out, kind, 4, 0, 5);
  trim(out);
  return out;
}

export function cloneValue(value: usize): usize {
  const count = countOf(value);
  const out = makeValue(count);
  if (out) memory.copy(out, value, HEADER + ((<usize>count) << 1));
  return out;
}

/** Removes zero digits at both ends; zero becomes positive with weight 0. */
export function trim(value: usize): void {
  let count = countOf(value);
  let first: i32 = 0;
  while (first < count && digitOf(value, first) == 0) first++;
  while (count > first && digitOf(value, count - 1) == 0) count--;
  count -= first;
  if (count == 0) {
    store<u32>(value, POSITIVE);
    store<i32>(value, 0, 4);
  } else if (first > 0) {
    store<i32>(value, weightOf(value) - first, 4);
    memory.copy(value + HEADER, value + HEADER + ((<usize>first) << 1), (<usize>count) << 1);
  }
  store<u16>(value, <u16>count, 10);
}

/** Ends an exported function that began at `mark`: the ref of its result, NO_ROOM or the error's code. */
export function finish(mark: usize, value: usize): i64 {
  if (value == 0) {
    next = mark;
    return <i64>failure;
  }
  if (!isSpecial(value) && (weightOf(value) > MAX_WEIGHT || scaleOf(value) > MAX_SCALE)) {
    next = mark;
    return <i64>OUT_OF_RANGE;
  }
  const bytes = HEADER + ((<usize>countOf(value)) << 1);
  if (mark + bytes > end) {
    next = mark;
    return <i64>NO_ROOM;
  }
  if (value != mark) memory.copy(mark, value, bytes);
  next = mark + bytes;
  return ((<i64>bytes) << 32) | <i64>mark;
}

/** As finish, for operations that make no value: `status` unless something failed. */
export function finishStatus(mark: usize, status: i32): i32 {
  next = mark;
  return status;
}

export function failureCode(): i32 {
  return failure;
}

/** The address in a ref. */
// @ts-ignore: decorator
@inline
export function addressOf(ref: i64): usize {
  return <usize>(<u32>ref);
}

/** Compares the digits, signs aside. */
export function compareMagnitude(a: usize, b: usize): i32 {
  const aCount = countOf(a);
  const bCount = countOf(b);
  if (aCount == 0 || bCount == 0) return i32(aCount != 0) - i32(bCount != 0);
  const aWeight = weightOf(a);
  const bWeight = weightOf(b);
  if (aWeight != bWeight) return aWeight > bWeight ? 1 : -1;
  const both = min(aCount, bCount);
  for (let i: i32 = 0; i < both; i++) {
    const difference = <i32>digitOf(a, i) - <i32>digitOf(b, i);
    if (difference != 0) return difference > 0 ? 1 : -1;
  }
  return i32(aCount > bCount) - i32(aCount < bCount);
}

/** -3 -Infinity, -1, 0, 1 by sign, 3 Infinity, 4 NaN. */
function rank(value: usize): i32 {
  const kind = kindOf(value);
  if (kind == NAN) return 4;
  if (kind == INFINITE) return 3;
  if (kind == MINUS_INFINITE) return -3;
  if (countOf(value) == 0) return 0;
  return kind == POSITIVE ? 1 : -1;
}

/** PostgreSQL's order: NaN equals NaN and is above everything. */
export function compareValues(a: usize, b: usize): i32 {
  const aRank = rank(a);
  const bRank = rank(b);
  if (aRank != bRank) return aRank > bRank ? 1 : -1;
  if (aRank == 1) return compareMagnitude(a, b);
  if (aRank == -1) return compareMagnitude(b, a);
  return 0;
}

/** -1, 0 or 1; NaN is 0. */
export function signOf(value: usize): i32 {
  const r = rank(value);
  return r == 4 ? 0 : i32(r > 0) - i32(r < 0);
}

/** How many digits after the point are needed to show the value. */
export function minimalScale(value: usize): i32 {
  const count = countOf(value);
  if (count == 0) return 0;
  const places = (count - 1 - weightOf(value)) * 4;
  if (places <= 0) return 0;
  const last = digitOf(value, count - 1);
  return places - (last % 10 != 0 ? 0 : last % 100 != 0 ? 1 : last % 1000 != 0 ? 2 : 3);
}

/** True for finite values without a fraction. */
export function isWhole(value: usize): bool {
  return !isSpecial(value) && (countOf(value) == 0 || countOf(value) <= weightOf(value) + 1);
}
