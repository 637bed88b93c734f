// PLAIN values whose slots look different from what the file holds: times, half floats, intervals, uuids, byte
// strings. The cursor and its rules are parquet.ts'.
import { claim } from "./parquet-plain.part";
import { OUT_OF_RANGE, TRUNCATED } from "./parquet-status.part";

const DAY_MILLIS: u32 = 86400000;
const DAY_MICROS: u64 = 86400000000;
const DAY_NANOS: u64 = 86400000000000;

/** INT32 milliseconds of the day as microseconds. */
export function plainTimeMillis(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 4);
  if (from == 0) return TRUNCATED;
  let wrong = false;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = load<u32>(from + (i << 2));
    wrong = wrong || value > DAY_MILLIS;
    store<u64>(out + (i << 3), <u64>value * 1000);
  }
  return wrong ? OUT_OF_RANGE : 0;
}

/** INT64 microseconds of the day, or nanoseconds when `nanos`, as microseconds. */
export function plainTime(cursor: usize, out: usize, count: u32, nanos: i32): i32 {
  const from = claim(cursor, count, 8);
  if (from == 0) return TRUNCATED;
  const limit = nanos ? DAY_NANOS : DAY_MICROS;
  let wrong = false;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = load<u64>(from + (i << 3));
    wrong = wrong || value > limit;
    store<u64>(out + (i << 3), nanos ? value / 1000 : value);
  }
  return wrong ? OUT_OF_RANGE : 0;
}

/** IEEE half floats of two bytes as f32. */
export function plainHalf(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 2);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    const half = <u32>load<u16>(from + (i << 1));
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    let value: f32;
    if (exponent == 31) value = reinterpret<f32>(0x7f800000 | (fraction << 13));
    else if (exponent == 0) value = <f32>fraction * reinterpret<f32>(0x33800000); // 2^-24
    else value = reinterpret<f32>(((exponent + 112) << 23) | (fraction << 13));
    store<u32>(out + (i << 2), reinterpret<u32>(value) | sign);
  }
  return 0;
}

/** Twelve bytes, unsigned months, days and milliseconds, as an interval's slot. */
export function plainInterval(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 12);
  if (from == 0) return TRUNCATED;
  let wrong = false;
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = from + i * 12;
    const months = load<i32>(at);
    const days = load<i32>(at, 4);
    wrong = wrong || months < 0 || days < 0;
    const to = out + (i << 4);
    store<i32>(to, months);
    store<i32>(to, days, 4);
    store<i64>(to, <i64>load<u32>(at, 8) * 1000, 8);
  }
  return wrong ? OUT_OF_RANGE : 0;
}

/** Sixteen bytes of a uuid as its slot. */
export function plainUuid(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 16);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = from + (i << 4);
    store<u64>(out + (i << 4), bswap<u64>(load<u64>(at, 8)));
    store<u64>(out + (i << 4), bswap<u64>(load<u64>(at)) ^ 0x8000000000000000, 8);
  }
  return 0;
}

/** Byte strings of the cursor's fixed length as refs into the page. */
export function plainFixedBytes(cursor: usize, out: usize, count: u32): i32 {
  const length = load<u32>(cursor, 32);
  const from = claim(cursor, count, length);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u64>(out + (i << 3), ((<u64>length) << 32) | <u64>(from + i * <usize>length));
  }
  return 0;
}
