// Statistics from sums in twice a double's precision (hash-aggregate.part.ts, sumF64Twice; 16 bytes: high, low). The
// formulas subtract nearly equal sums, of which twofold ones have digits enough to spare.
import { fail } from "./bump.part";

const OVERFLOW: i32 = -2;

/** What a difference must exceed, relative to what it was taken from, to be more than the sums' own noise. */
const NOISE: f64 = 2.524354896707238e-29;

let high: f64 = 0;
let low: f64 = 0;

/** (high, low) = a + b without loss. */
function addExactly(a: f64, b: f64): void {
  const sum = a + b;
  const back = sum - a;
  low = (a - (sum - back)) + (b - back);
  high = sum;
}

/** Splitting a double multiplies it by 2^27: larger ones are scaled first, which loses nothing. */
const LARGE: f64 = 1e280;
const SCALE: f64 = 1.2676506002282294e30;

/** What rounding took from `product`, which is a * b, where splitting the factors does not overflow. */
// @ts-ignore: decorator
@inline
function restOfProduct(a: f64, b: f64, product: f64): f64 {
  const splitA = 134217729.0 * a;
  const splitB = 134217729.0 * b;
  const aHigh = splitA - (splitA - a);
  const bHigh = splitB - (splitB - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (((product - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);
}

/** (high, low) = a * b without loss, where the product does not overflow. */
function multiplyExactly(a: f64, b: f64): void {
  if (abs(a) > LARGE || abs(b) > LARGE) {
    const isLeft = abs(a) > LARGE;
    multiplyExactly(isLeft ? a / SCALE : a, isLeft ? b : b / SCALE);
    high *= SCALE;
    low *= SCALE;
    return;
  }
  const product = a * b;
  low = restOfProduct(a, b, product);
  high = product;
}

/**
 * a * b as two doubles: rounded, and what that has lost (0 where the factors are too large to tell). So that the sum of
 * products shows it, that of finite factors is Infinity where it overflows, and that of others is NaN.
 */
export function twofoldProduct(a: f64, b: f64, out: usize): i32 {
  writeProduct(a, b, out);
  return 0;
}

export function twofoldSquare(a: f64, out: usize): i32 {
  writeProduct(a, a, out);
  return 0;
}

// @ts-ignore: decorator
@inline
function writeProduct(a: f64, b: f64, out: usize): void {
  const result = a * b;
  const shown = abs(result) < Infinity ? result : isFinite(a) && isFinite(b) ? Infinity : NaN;
  store<f64>(out, shown);
  const isNear = abs(a) < LARGE && abs(b) < LARGE && abs(result) < 1e307;
  store<f64>(out, isNear ? restOfProduct(a, b, result) : 0.0, 8);
}

/** (high, low) = a twofold sum, whose second double may have grown. */
function readTwofold(sum: usize): void {
  addExactly(load<f64>(sum), load<f64>(sum, 8));
}

/** (high, low) = the twofold numbers' sum. */
function addTwofold(aHigh: f64, aLow: f64, bHigh: f64, bLow: f64): void {
  addExactly(aHigh, bHigh);
  addExactly(high, low + aLow + bLow);
}

/** (high, low) = the twofold numbers' product. */
function multiplyTwofold(aHigh: f64, aLow: f64, bHigh: f64, bLow: f64): void {
  multiplyExactly(aHigh, bHigh);
  addExactly(high, low + aHigh * bLow + aLow * bHigh);
}

function isFinite(value: f64): bool {
  return abs(value) < Infinity;
}

/**
 * The sum of (x - mean x) * (y - mean y) over n pairs, from the sums of x, y and of x * y as twofoldProduct has them.
 * NaN where a value is not finite; an error where the formula overflows.
 */
export function spread(n: i64, x: usize, y: usize, xy: usize): f64 {
  if (isNaN(load<f64>(xy))) return NaN;
  if (n == 1) return 0.0;
  if (!isFinite(load<f64>(x)) || !isFinite(load<f64>(y)) || !isFinite(load<f64>(xy))) {
    fail(OVERFLOW);
    return NaN;
  }
  const count = <f64>n;
  readTwofold(x);
  const xHigh = high;
  const xLow = low;
  readTwofold(y);
  multiplyTwofold(xHigh, xLow, high, low);
  const meanHigh = high;
  const meanLow = low;
  readTwofold(xy);
  multiplyTwofold(high, low, count, 0.0);
  const whole = abs(high);
  addTwofold(high, low, -meanHigh, -meanLow);
  if (!isFinite(high)) {
    fail(OVERFLOW);
    return NaN;
  }
  return abs(high) <= whole * NOISE ? 0.0 : high / count;
}

/** (high, low) = a 128-bit integer, whose digits beyond 106 bits are rounded. */
function twofoldOf(integer: usize): void {
  const words = <f64>load<i64>(integer, 8) * 18446744073709551616.0;
  const upper = <f64>(load<u64>(integer) >> 32) * 4294967296.0;
  addExactly(words, upper);
  const rest = low;
  addExactly(high, <f64>(load<u64>(integer) & 0xffffffff));
  addExactly(high, low + rest);
}

/** As spread, from sums of integers: nothing was rounded so far. */
export function spreadOfIntegers(n: i64, x: usize, y: usize, xy: usize): f64 {
  const count = <f64>n;
  twofoldOf(x);
  const xHigh = high;
  const xLow = low;
  twofoldOf(y);
  multiplyTwofold(xHigh, xLow, high, low);
  const meanHigh = high;
  const meanLow = low;
  twofoldOf(xy);
  multiplyTwofold(high, low, count, 0.0);
  const whole = abs(high);
  addTwofold(high, low, -meanHigh, -meanLow);
  return abs(high) <= whole * NOISE ? 0.0 : high / count;
}

/** The rounded value of a twofold sum; what is not finite is as a plain sum has it. */
export function roundTwofold(sum: usize): f64 {
  const plain = load<f64>(sum);
  return isFinite(plain) ? plain + load<f64>(sum, 8) : plain;
}
