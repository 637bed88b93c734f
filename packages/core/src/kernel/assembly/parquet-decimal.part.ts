// PLAIN decimals of a fixed scale: integers, and big-endian bytes of fixed or any length. The cursor is parquet.ts'.
import { TOO_LARGE, TRUNCATED } from "./parquet-status.part";
import { claim } from "./parquet-plain.part";

/** PLAIN INT32 decimals as i64. */
export function plainDecimal32(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 4);
  if (from == 0) return TRUNCATED;
  const limit = load<i64>(cursor, 48);
  let wrong = false;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = <i64>load<i32>(from + (i << 2));
    wrong = wrong || value >= limit || value <= -limit;
    store<i64>(out + (i << 3), value);
  }
  return wrong ? TOO_LARGE : 0;
}

/** PLAIN INT64 decimals as i64. */
export function plainDecimal64(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 8);
  if (from == 0) return TRUNCATED;
  const limit = load<i64>(cursor, 48);
  const above = i64x2.splat(limit);
  const below = i64x2.splat(-limit);
  let wrong = i64x2.splat(0);
  let i: usize = 0;
  for (; i + 2 <= <usize>count; i += 2) {
    const pair = v128.load(from + (i << 3));
    wrong = v128.or(wrong, v128.or(i64x2.ge_s(pair, above), i64x2.le_s(pair, below)));
    v128.store(out + (i << 3), pair);
  }
  if (v128.any_true(wrong)) return TOO_LARGE;
  for (; i < <usize>count; i++) {
    const value = load<i64>(from + (i << 3));
    if (value >= limit || value <= -limit) return TOO_LARGE;
    store<i64>(out + (i << 3), value);
  }
  return 0;
}

/** Reads a big-endian two's complement number of `length` bytes to `out` as i64 or i128, below the cursor's limit. */
export function bigEndian(cursor: usize, from: usize, length: u32, out: usize, wide: bool): i32 {
  let low: u64 = 0;
  let high: i64 = 0;
  if (length > 0) {
    const sign: i64 = <i64>(<i8>load<u8>(from)) >> 63;
    low = <u64>sign;
    high = sign;
    for (let i: u32 = 0; i < length; i++) {
      const byte = <u64>load<u8>(from + <usize>i);
      // Bytes before the last 16 may only repeat the sign.
      if (i + 16 < length && byte != (<u64>sign & 255)) return TOO_LARGE;
      if (i + 16 == length && length > 16 && <i64>(<i8>byte) >> 63 != sign) return TOO_LARGE;
      high = (high << 8) | <i64>(low >> 56);
      low = (low << 8) | byte;
    }
  }
  // Magnitude against 10^precision, both as unsigned 128-bit numbers.
  let magnitudeLow = low;
  let magnitudeHigh = <u64>high;
  if (high < 0) {
    magnitudeLow = ~low + 1;
    magnitudeHigh = ~(<u64>high) + <u64>(magnitudeLow == 0);
  }
  const limitLow = load<u64>(cursor, 48);
  const limitHigh = load<u64>(cursor, 56);
  if (magnitudeHigh > limitHigh || (magnitudeHigh == limitHigh && magnitudeLow >= limitLow)) return TOO_LARGE;
  store<u64>(out, low);
  if (wide) store<i64>(out, high, 8);
  return 0;
}

/** PLAIN fixed-length decimals as i64, or as i128 when `wide`. */
export function plainDecimalFixed(cursor: usize, out: usize, count: u32, wide: i32): i32 {
  const length = load<u32>(cursor, 32);
  const from = claim(cursor, count, length);
  if (from == 0) return TRUNCATED;
  const step: usize = wide ? 16 : 8;
  for (let i: u32 = 0; i < count; i++) {
    const status = bigEndian(cursor, from + <usize>i * <usize>length, length, out, wide != 0);
    if (status < 0) return status;
    out += step;
  }
  return 0;
}

/** PLAIN byte-array decimals as i64, or as i128 when `wide`. */
export function plainDecimalBytes(cursor: usize, out: usize, count: u32, wide: i32): i32 {
  let at = <usize>load<u32>(cursor);
  const end = <usize>load<u32>(cursor, 4);
  const step: usize = wide ? 16 : 8;
  for (let i: u32 = 0; i < count; i++) {
    if (<u32>(end - at) < 4) return TRUNCATED;
    const length = load<u32>(at);
    at += 4;
    if (length > <u32>(end - at)) return TRUNCATED;
    const status = bigEndian(cursor, at, length, out, wide != 0);
    if (status < 0) return status;
    out += step;
    at += <usize>length;
  }
  store<u32>(cursor, <u32>at);
  return 0;
}
