// Sums of floats in the order in which they lie in a list, of one element or more, none of them NULL: what aggregates
// with ORDER BY inside add, where the order decides what is rounded away. Apart from the accumulators, which add in
// whatever order rows come.
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
