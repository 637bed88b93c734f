// Variances and standard deviations of numerics.
import {
  NAN, POSITIVE, addressOf, begin, finish, isSpecial, makeInteger, makeSpecial, signOf, zeroOfScale,
} from "./numeric-value.part";
import { product, quotient, quotientScale, sum } from "./numeric-arithmetic.part";
import { root } from "./numeric-function.part";

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
