// Rounding, the digits after the point, and what is the same for equal values whatever their scale.
import {
  MAX_SCALE, NEGATIVE, POSITIVE, addressOf, begin, cloneValue, countOf, digitOf, finish, isSpecial, kindOf, minimalScale,
  scaleOf, weightOf,
} from "./numeric-value.part";
import { round, roundToWhole, truncate } from "./numeric-arithmetic.part";

/** round(a, scale), half away from zero; a negative scale rounds before the point. */
export function numericRound(value: i64, scale: i32): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out && !isSpecial(out)) round(out, max(min(scale, MAX_SCALE), -131073));
  return finish(mark, out);
}

/** trunc(a, scale). */
export function numericTruncate(value: i64, scale: i32): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out && !isSpecial(out)) truncate(out, max(min(scale, MAX_SCALE), -131072));
  return finish(mark, out);
}

/** ceil(a). */
export function numericCeil(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  return finish(mark, isSpecial(a) ? cloneValue(a) : roundToWhole(a, POSITIVE));
}

/** floor(a). */
export function numericFloor(value: i64): i64 {
  const mark = begin();
  const a = addressOf(value);
  return finish(mark, isSpecial(a) ? cloneValue(a) : roundToWhole(a, NEGATIVE));
}

/** scale(a): digits after the point; -1 (SQL: NULL) for NaN and infinities. */
export function numericScale(value: i64): i32 {
  const a = addressOf(value);
  return isSpecial(a) ? -1 : scaleOf(a);
}

/** min_scale(a): the digits after the point that are needed; -1 (SQL: NULL) for NaN and infinities. */
export function numericMinScale(value: i64): i32 {
  const a = addressOf(value);
  return isSpecial(a) ? -1 : minimalScale(a);
}

/** trim_scale(a), which is also the normal form: equal values become equal bytes. */
export function numericNormalise(value: i64): i64 {
  const mark = begin();
  const out = cloneValue(addressOf(value));
  if (out) store<u16>(out, <u16>(isSpecial(out) ? 0 : minimalScale(out)), 8);
  return finish(mark, out);
}

/** 64 bits that are equal for equal values, whatever their scale. */
export function numericHash(value: i64): i64 {
  const a = addressOf(value);
  const count = countOf(a);
  let hash: u64 = (<u64>kindOf(a) << 32) ^ <u64><u32>weightOf(a) ^ 0x9e3779b97f4a7c15;
  for (let i: i32 = 0; i < count; i++) {
    hash = (hash ^ <u64>digitOf(a, i)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53;
  return <i64>(hash ^ (hash >> 29));
}
