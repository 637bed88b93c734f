// Numerics of chance.
import { beginChance, chooseBelow } from "./seeded-chance.part";
import { sum } from "./numeric-arithmetic.part";
import {
  NAN, POSITIVE, addressOf, begin, compareValues, digitAt, fail, finish, countOf, isSpecial, isZero, kindOf, makeValue, putDigit, scaleOf,
  setHeader, trim, weightOf,
} from "./numeric-value.part";

const LOW_NAN: i32 = -17;
const LOW_INFINITE: i32 = -18;
const HIGH_NAN: i32 = -19;
const HIGH_INFINITE: i32 = -20;
const BOUNDS_ORDER: i32 = -21;

/** random: between two, both possible, with as many digits behind the point as the bounds show. The seed decides. */
export function numericRandomBetween(low: i64, high: i64, seed: i64): i64 {
  const mark = begin();
  const a = addressOf(low);
  const b = addressOf(high);
  if (isSpecial(a)) return finish(mark, fail(kindOf(a) == NAN ? LOW_NAN : LOW_INFINITE));
  if (isSpecial(b)) return finish(mark, fail(kindOf(b) == NAN ? HIGH_NAN : HIGH_INFINITE));
  if (compareValues(a, b) > 0) return finish(mark, fail(BOUNDS_ORDER));
  const span = sum(b, a, 1);
  const above = !span || isZero(span) ? span : drawUpTo(span, seed);
  return finish(mark, above ? sum(a, above, 0) : 0);
}

/** A value from 0 to `span`, which is above 0, in steps of its last shown digit: drawn by digits until it is not above it. */
function drawUpTo(span: usize, seed: i64): usize {
  beginChance(seed);
  const scale = scaleOf(span);
  const weight = weightOf(span);
  const groups = (scale + 3) >> 2;
  const count = weight + 1 + groups;
  const out = makeValue(count);
  if (!out) return 0;
  let step: u32 = 1;
  for (let digits = scale; digits < groups << 2; digits++) step *= 10;
  do {
    let isBelow = false;
    let isAbove = false;
    for (let at = 0; at < count && !isAbove; at++) {
      const most = digitAt(span, weight, countOf(span), weight - at);
      const unit: u32 = at == count - 1 ? step : 1;
      const digit = chooseBelow(at == 0 ? most / unit + 1 : 10000 / unit) * unit;
      putDigit(out, at, digit);
      if (isBelow) continue;
      isBelow = digit < most;
      isAbove = digit > most;
    }
    if (!isAbove) break;
  } while (true);
  setHeader(out, POSITIVE, weight, scale, count);
  trim(out);
  return out;
}
