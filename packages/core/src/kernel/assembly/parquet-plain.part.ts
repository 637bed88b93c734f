// PLAIN values of a fixed length: booleans, numbers and moments. The cursor is parquet.ts'.
import { OUT_OF_RANGE, TRUNCATED } from "./parquet-status.part";
import { spreadBits } from "./parquet-bits.part";

const MILLIS_LIMIT: i64 = 9223372036854775;

/** Starts PLAIN values over [from, end). */
export function openPlain(cursor: usize, from: usize, end: usize): void {
  store<u32>(cursor, <u32>from);
  store<u32>(cursor, <u32>end, 4);
  store<u32>(cursor, 0, 28);
}

/** The next `count` PLAIN booleans as bytes. */
export function plainBooleans(cursor: usize, out: usize, count: u32): i32 {
  const from = load<u32>(cursor);
  const start = load<u32>(cursor, 28);
  const available = (<u64>(load<u32>(cursor, 4) - from)) << 3;
  if (<u64>start + <u64>count > available) return TRUNCATED;
  spreadBits(<usize>from, start, out, count);
  store<u32>(cursor, start + count, 28);
  return 0;
}

/** Room for `count` values of `width` bytes; the address of the first, or 0. Moves the cursor behind them. */
export function claim(cursor: usize, count: u32, width: u32): usize {
  const from = load<u32>(cursor);
  const bytes = <u64>count * <u64>width;
  if (bytes > <u64>(load<u32>(cursor, 4) - from)) return 0;
  store<u32>(cursor, from + <u32>bytes);
  return <usize>from;
}

/** PLAIN 4-byte values as they are. */
export function plain32(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 4);
  if (from == 0) return TRUNCATED;
  memory.copy(out, from, (<usize>count) << 2);
  return 0;
}

/** PLAIN 8-byte values as they are. */
export function plain64(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 8);
  if (from == 0) return TRUNCATED;
  memory.copy(out, from, (<usize>count) << 3);
  return 0;
}

/** PLAIN INT32 that must fit 16 bits. */
export function plainSmall(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 4);
  if (from == 0) return TRUNCATED;
  let wrong: u32 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = load<i32>(from + (i << 2));
    wrong |= <u32>(value + 32768) >> 16;
    store<i32>(out + (i << 2), value);
  }
  return wrong != 0 ? OUT_OF_RANGE : 0;
}

/** PLAIN unsigned INT32 as i64. */
export function plainUnsigned32(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 4);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) store<u64>(out + (i << 3), <u64>load<u32>(from + (i << 2)));
  return 0;
}

/** PLAIN unsigned INT64 as i128. */
export function plainUnsigned64(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 8);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u64>(out + (i << 4), load<u64>(from + (i << 3)));
    store<u64>(out + (i << 4), 0, 8);
  }
  return 0;
}

/** PLAIN INT64 milliseconds as microseconds. */
export function plainMillis(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 8);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = load<i64>(from + (i << 3));
    if (value > MILLIS_LIMIT || value < -MILLIS_LIMIT) return OUT_OF_RANGE;
    store<i64>(out + (i << 3), value * 1000);
  }
  return 0;
}

/** PLAIN INT64 nanoseconds as microseconds, rounded down. */
export function plainNanos(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 8);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    const value = load<i64>(from + (i << 3));
    store<i64>(out + (i << 3), value / 1000 - <i64>(value % 1000 < 0));
  }
  return 0;
}

/** PLAIN INT96 (nanoseconds of the day, Julian day) as microseconds since 1970, rounded down. */
export function plainInt96(cursor: usize, out: usize, count: u32): i32 {
  const from = claim(cursor, count, 12);
  if (from == 0) return TRUNCATED;
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = from + i * 12;
    const nanos = load<i64>(at);
    const day = <i64>load<i32>(at, 8) - 2440588;
    if (day > 106751990 || day < -106751990) return OUT_OF_RANGE;
    if (nanos < 0 || nanos > 86400000000000) return OUT_OF_RANGE;
    store<i64>(out + (i << 3), day * 86400000000 + nanos / 1000);
  }
  return 0;
}
