// Sums of floats, and of pairs of them, in the order in which they lie in a list, of one element or more, none of them
// NULL: what aggregates with ORDER BY or DISTINCT inside add, where the order decides what is rounded away. Apart from the
// accumulators, which add in whatever order rows come.
import { addressOf, fail } from "./bump.part";
import { countOf, dataOf } from "./list-layout.part";

export const OVERFLOW: i32 = -20;

// @ts-ignore: decorator
@inline
function sum<T>(list: i64): T {
  const value = addressOf(list);
  const from = dataOf(value);
  const count = countOf(value);
  let total = load<T>(from);
  for (let at: u32 = 1; at < count; at++) {
    const one = load<T>(from + <usize>at * sizeof<T>());
    const before = total;
    total = <T>(total + one);
    // What is finite has a finite sum.
    if (abs<T>(total) == Infinity && isFinite<T>(before) && isFinite<T>(one)) fail(OVERFLOW);
  }
  return total;
}

export function sumF32(list: i64): f32 {
  return sum<f32>(list);
}

export function sumF64(list: i64): f64 {
  return sum<f64>(list);
}

/** The sum of squared deviations from the mean, carried along beside the sum (Youngs and Cramer); NaN beside infinities. */
export function squaresF64(list: i64): f64 {
  const value = addressOf(list);
  const from = dataOf(value);
  const count = countOf(value);
  let total = load<f64>(from);
  let squares: f64 = isFinite(total) ? 0.0 : NaN;
  for (let at: u32 = 1; at < count; at++) {
    const one = load<f64>(from + ((<usize>at) << 3));
    const before = total;
    const rows = <f64>at + 1.0;
    total += one;
    const deviation = one * rows - total;
    squares += (deviation * deviation) / (rows * <f64>at);
    if (abs(total) != Infinity && abs(squares) != Infinity) continue;
    if (abs(before) != Infinity && abs(one) != Infinity) fail(OVERFLOW);
    squares = NaN;
  }
  return squares;
}

/** Two doubles as 16 bytes. */
export function pair(x: f64, y: f64, out: usize): i32 {
  store<f64>(out, x);
  store<f64>(out, y, 8);
  return 0;
}

export const SUM_X: i32 = 0;
export const SUM_Y: i32 = 1;
export const SPREAD_X: i32 = 2;
export const SPREAD_Y: i32 = 3;

/** What is finite comes to something finite. */
// @ts-ignore: decorator
@inline
function overflows(sum: f64, spread: f64, before: f64, one: f64): bool {
  return (abs(sum) == Infinity || abs(spread) == Infinity) && abs(before) != Infinity && abs(one) != Infinity;
}

/**
 * One of the sums over pairs, all carried along as squaresF64 does: of x, of y, of the squared deviations of each from its mean,
 * else of the products of both. What an infinity or NaN takes part in is NaN.
 */
export function pairSum(list: i64, which: i32): f64 {
  const value = addressOf(list);
  const from = dataOf(value);
  const count = countOf(value);
  let sumX = load<f64>(from);
  let sumY = load<f64>(from, 8);
  let spreadX: f64 = isFinite(sumX) ? 0.0 : NaN;
  let spreadY: f64 = isFinite(sumY) ? 0.0 : NaN;
  let products = spreadX + spreadY;
  for (let at: u32 = 1; at < count; at++) {
    const x = load<f64>(from + ((<usize>at) << 4));
    const y = load<f64>(from + ((<usize>at) << 4), 8);
    const beforeX = sumX;
    const beforeY = sumY;
    const rows = <f64>at + 1.0;
    sumX += x;
    sumY += y;
    const distanceX = x * rows - sumX;
    const distanceY = y * rows - sumY;
    const scale = 1.0 / (rows * <f64>at);
    spreadX += distanceX * distanceX * scale;
    spreadY += distanceY * distanceY * scale;
    products += distanceX * distanceY * scale;
    if (overflows(sumX, spreadX, beforeX, x) || overflows(sumY, spreadY, beforeY, y)) fail(OVERFLOW);
    const isFinitePair = abs(beforeX) != Infinity && abs(x) != Infinity && abs(beforeY) != Infinity && abs(y) != Infinity;
    if (abs(products) == Infinity && isFinitePair) fail(OVERFLOW);
    if (abs(spreadX) == Infinity) spreadX = NaN;
    if (abs(spreadY) == Infinity) spreadY = NaN;
    if (abs(products) == Infinity) products = NaN;
  }
  if (which == SUM_X) return sumX;
  if (which == SUM_Y) return sumY;
  return which == SPREAD_X ? spreadX : which == SPREAD_Y ? spreadY : products;
}
