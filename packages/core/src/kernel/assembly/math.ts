// Row functions of mathematics that are no arithmetic: common divisors, buckets of histograms, random numbers, intervals made of
// fields. The door is kernel/math.ts.
import { fail } from "./bump.part";
import { STEP, bitsOf } from "./seeded-chance.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";
const BIGINT_RANGE: i32 = -5;
const NO_COUNT: i32 = -6;
const NAN_BOUND: i32 = -7;
const INFINITE_BOUND: i32 = -8;
const EQUAL_BOUNDS: i32 = -9;
const INTEGER_RANGE: i32 = -10;
const INTERVAL_RANGE: i32 = -11;
const BOUNDS_ORDER: i32 = -12;
const FLOAT_OVERFLOW: i32 = -13;

function magnitude(value: i64): u64 {
  return value < 0 ? 0 - <u64>value : <u64>value;
}

function divisor(left: u64, right: u64): u64 {
  while (right != 0) {
    const rest = left % right;
    left = right;
    right = rest;
  }
  return left;
}

/** The greatest common divisor. */
export function gcd(left: i64, right: i64): i64 {
  const found = divisor(magnitude(left), magnitude(right));
  return found > <u64>i64.MAX_VALUE ? fail(BIGINT_RANGE) : <i64>found;
}

/** The least common multiple. */
export function lcm(left: i64, right: i64): i64 {
  if (left == 0 || right == 0) return 0;
  const first = magnitude(left) / divisor(magnitude(left), magnitude(right));
  const second = magnitude(right);
  if (first > <u64>i64.MAX_VALUE / second) return fail(BIGINT_RANGE);
  return <i64>(first * second);
}

/** Which of `count` buckets of equal width between two bounds an operand falls into; 0 and count + 1 lie outside. */
export function widthBucket(operand: f64, low: f64, high: f64, count: i32): i32 {
  if (count <= 0) return <i32>fail(NO_COUNT);
  if (isNaN(operand) || isNaN(low) || isNaN(high)) return <i32>fail(NAN_BOUND);
  if (abs(low) == Infinity || abs(high) == Infinity) return <i32>fail(INFINITE_BOUND);
  if (low == high) return <i32>fail(EQUAL_BOUNDS);
  const rises = low < high;
  if (rises ? operand < low : operand > low) return 0;
  if (rises ? operand >= high : operand <= high) {
    return count == i32.MAX_VALUE ? <i32>fail(INTEGER_RANGE) : count + 1;
  }
  const width = high - low;
  // Halves where the difference of the bounds overflows.
  const part = abs(width) == Infinity ? (operand / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) : (operand - low) / width;
  const bucket = <i32>(<f64>count * part);
  return (bucket >= count ? count - 1 : bucket) + 1;
}

let stateA: u64 = 0x9e3779b97f4a7c15;
let stateB: u64 = 0xbf58476d1ce4e5b9;

/** Of what no seed of a statement decides. */
let free: u64 = 0;

/** Begins the sequences of random numbers. */
export function seed(first: i64, second: i64): void {
  free = bitsOf(<u64>first) ^ <u64>second;
  start(first, second);
}

function start(first: i64, second: i64): void {
  stateA = <u64>first;
  stateB = <u64>second | 1;
  for (let i = 0; i < 8; i++) draw();
}

/** 64 random bits: xoroshiro128+. */
function draw(): u64 {
  const a = stateA;
  let b = stateB;
  const result = a + b;
  b ^= a;
  stateA = rotl<u64>(a, 24) ^ b ^ (b << 16);
  stateB = rotl<u64>(b, 37);
  return result;
}

/** A number from 0 up to 1, which it does not reach. */
export function random(): f64 {
  return <f64>(draw() >> 11) / 9007199254740992.0;
}

/** 64 random bits, of a sequence that stays chance after those of statements have begun. */
export function randomBits(): i64 {
  free += STEP;
  return <i64>bitsOf(free);
}

/** The statement whose sequence is drawn from, where sequences are to be repeatable; of others nobody asks. */
let sequence: i64 = 0;

/** Begins the sequence of a seed, unless the statement has begun it already. */
function begin(first: i64, statement: i64): void {
  if (sequence == statement) return;
  sequence = statement;
  start(first, first ^ 0x5851f42d4c957f2d);
}

/** As random, of the statement's own sequence, which the seed decides. */
export function seededRandom(first: i64, statement: i64): f64 {
  begin(first, statement);
  return random();
}

/** As randomBetween, of the statement's own sequence. */
export function seededBetween(first: i64, statement: i64, low: i64, high: i64): i64 {
  begin(first, statement);
  return randomBetween(low, high);
}

/** A whole number between two, both possible. */
export function randomBetween(low: i64, high: i64): i64 {
  if (low > high) return fail(BOUNDS_ORDER);
  const span = <u64>high - <u64>low;
  if (span == u64.MAX_VALUE) return <i64>draw();
  const choices = span + 1;
  // Draws past the last whole multiple of the choices would favour some.
  const limit = u64.MAX_VALUE - (u64.MAX_VALUE % choices + 1) % choices;
  let drawn = draw();
  while (drawn > limit) drawn = draw();
  return <i64>(<u64>low + drawn % choices);
}

function fitsI32(value: i64): bool {
  return value == <i64>(<i32>value);
}

/** An interval of fields, which is finite. */
export function makeInterval(years: i32, months: i32, weeks: i32, days: i32, hours: i32, minutes: i32, seconds: f64, out: usize): i32 {
  // PostgreSQL refuses years and weeks out of range by themselves too.
  const yearMonths = <i64>years * 12;
  const weekDays = <i64>weeks * 7;
  const allMonths = yearMonths + <i64>months;
  const allDays = weekDays + <i64>days;
  if (isNaN(seconds) || abs(seconds) == Infinity || !fitsI32(yearMonths) || !fitsI32(weekDays) || !fitsI32(allMonths) || !fitsI32(allDays)) {
    return <i32>fail(INTERVAL_RANGE);
  }
  const fraction = nearest(seconds * 1000000.0);
  if (abs(fraction) == Infinity) return <i32>fail(FLOAT_OVERFLOW);
  if (!(fraction >= -9223372036854775808.0 && fraction < 9223372036854775808.0)) return <i32>fail(INTERVAL_RANGE);
  const clock = (<i64>hours * 60 + <i64>minutes) * 60000000;
  const time = clock + <i64>fraction;
  if (((clock ^ time) & (<i64>fraction ^ time)) < 0) return <i32>fail(INTERVAL_RANGE);
  if (allMonths == i32.MAX_VALUE && allDays == i32.MAX_VALUE && time == i64.MAX_VALUE) return <i32>fail(INTERVAL_RANGE);
  if (allMonths == i32.MIN_VALUE && allDays == i32.MIN_VALUE && time == i64.MIN_VALUE) return <i32>fail(INTERVAL_RANGE);
  store<i32>(out, <i32>allMonths);
  store<i32>(out, <i32>allDays, 4);
  store<i64>(out, time, 8);
  return 0;
}
