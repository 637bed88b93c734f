// Kernels that decode Parquet pages: RLE/bit-packed hybrids, PLAIN values, UTF-8 checks. They read bytes of a
// file, so nothing there is trusted: each takes a cursor that names the end of its input, checks every read
// against it and returns a negative status instead of a value. Buffers have 16 bytes of padding, so a whole
// SIMD word may be loaded past the end as long as what counts lies before it.
//
// The cursor is 80 bytes that the caller owns:
//    0 u32  next unread byte            4 u32  end of the input
//    8 u32  bits per value (hybrids)   12 u32  kind of the current run: 0 RLE, 1 bit-packed
//   16 u32  values left in the run     20 u32  RLE: the value; packed: first byte of the run
//   24 u32  packed: values consumed    28 u32  PLAIN booleans: bits consumed of the byte at 0
//   32 u32  bytes of a fixed-length value
//   48 i128 decimals: 10^precision (the magnitude must be below)

export * from "./parquet-convert.part";
export * from "./parquet-delta.part";
export * from "./parquet-find.part";
export * from "./parquet-levels.part";
export * from "./parquet-numeric.part";
export * from "./parquet-reference.part";
export * from "./parquet-split.part";

const TRUNCATED: i32 = -1;
const BAD_INDEX: i32 = -2;
const BAD_TEXT: i32 = -3;
const TOO_LARGE: i32 = -4;
const OUT_OF_RANGE: i32 = -5;
const BAD_RUN: i32 = -6;

const MILLIS_LIMIT: i64 = 9223372036854775;

/** Starts a hybrid over [from, end) with values of `width` bits. */
export function openHybrid(cursor: usize, from: usize, end: usize, width: u32): void {
  store<u32>(cursor, <u32>from);
  store<u32>(cursor, <u32>end, 4);
  store<u32>(cursor, width, 8);
  store<u32>(cursor, 0, 12);
  store<u32>(cursor, 0, 16);
  store<u32>(cursor, 0, 20);
  store<u32>(cursor, 0, 24);
}

/** Starts PLAIN values over [from, end). */
export function openPlain(cursor: usize, from: usize, end: usize): void {
  store<u32>(cursor, <u32>from);
  store<u32>(cursor, <u32>end, 4);
  store<u32>(cursor, 0, 28);
}

/** Reads the next run's header into the cursor. */
export function nextRun(cursor: usize, width: u32): i32 {
  let at = <usize>load<u32>(cursor);
  const end = <usize>load<u32>(cursor, 4);
  let header: u32 = 0;
  let shift: u32 = 0;
  for (;;) {
    if (at >= end) return TRUNCATED;
    const byte = <u32>load<u8>(at++);
    if (shift == 28 && byte > 15) return BAD_RUN;
    header |= (byte & 127) << shift;
    if (byte < 128) break;
    shift += 7;
  }
  if ((header & 1) == 0) {
    const bytes = (width + 7) >> 3;
    if (<u32>(end - at) < bytes) return TRUNCATED;
    const raw = load<u32>(at);
    store<u32>(cursor, 0, 12);
    store<u32>(cursor, header >> 1, 16);
    store<u32>(cursor, bytes == 4 ? raw : raw & ((1 << (bytes << 3)) - 1), 20);
    at += <usize>bytes;
  } else {
    // A writer may cut the padding of the last run: what counts is which values are wanted.
    const available = <u64>(end - at);
    let values = (<u64>(header >> 1)) << 3;
    let bytes = (values * <u64>width) >> 3;
    if (bytes > available) {
      bytes = available;
      values = (available << 3) / <u64>width;
    }
    store<u32>(cursor, 1, 12);
    store<u32>(cursor, <u32>min<u64>(values, 0xffffffff), 16);
    store<u32>(cursor, <u32>at, 20);
    store<u32>(cursor, 0, 24);
    at += <usize>bytes;
  }
  store<u32>(cursor, <u32>at);
  return 0;
}

/** Byte positions for i8x16.swizzle that bring value `first + lane` of a packed group into its 32-bit lane. */
function laneBytes(width: u32, first: u32): v128 {
  const b0 = (first * width) >> 3;
  const p0 = ((first * width) >> 3) - b0;
  const p1 = (((first + 1) * width) >> 3) - b0;
  const p2 = (((first + 2) * width) >> 3) - b0;
  const p3 = (((first + 3) * width) >> 3) - b0;
  const starts = i32x4.replace_lane(
    i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(<i32>p0), 1, <i32>p1), 2, <i32>p2),
    3,
    <i32>p3,
  );
  return i32x4.add(i32x4.mul(starts, i32x4.splat(0x01010101)), i32x4.splat(0x03020100));
}

/** Factors that move each lane's value up to bit 7, whatever bit it starts at. */
function laneFactors(width: u32, first: u32): v128 {
  return i32x4.replace_lane(
    i32x4.replace_lane(
      i32x4.replace_lane(i32x4.splat(1 << (7 - ((first * width) & 7))), 1, 1 << (7 - (((first + 1) * width) & 7))),
      2,
      1 << (7 - (((first + 2) * width) & 7)),
    ),
    3,
    1 << (7 - (((first + 3) * width) & 7)),
  );
}

/** The next `count` values of a hybrid as u32, each below `limit`. */
export function decodeIndexes(cursor: usize, out: usize, count: u32, limit: u32): i32 {
  const width = load<u32>(cursor, 8);
  if (width > 32) return BAD_RUN;
  if (count == 0) return 0;
  if (width == 0) {
    if (limit == 0) return BAD_INDEX;
    memory.fill(out, 0, (<usize>count) << 2);
    return 0;
  }
  const mask: u32 = width == 32 ? 0xffffffff : (1 << width) - 1;
  const masks = i32x4.splat(<i32>mask);
  const wide = width <= 25;
  const bytesLow = laneBytes(width, 0);
  const bytesHigh = laneBytes(width, 4);
  const factorsLow = laneFactors(width, 0);
  const factorsHigh = laneFactors(width, 4);
  const half = <usize>((width << 2) >> 3);
  let largest = i32x4.splat(0);
  let left = count;
  while (left > 0) {
    let available = load<u32>(cursor, 16);
    if (available == 0) {
      const status = nextRun(cursor, width);
      if (status < 0) return status;
      continue;
    }
    const taken = min(left, available);
    const value = load<u32>(cursor, 20);
    if (load<u32>(cursor, 12) == 0) {
      if (value >= limit) return BAD_INDEX;
      const values = i32x4.splat(<i32>value);
      const end = out + ((<usize>taken) << 2);
      while (out + 16 <= end) {
        v128.store(out, values);
        out += 16;
      }
      while (out < end) {
        store<u32>(out, value);
        out += 4;
      }
    } else {
      const base = <usize>value;
      let at = load<u32>(cursor, 24);
      const stop = at + taken;
      if (wide) {
        let most: u32 = 0;
        while (at < stop && (at & 7) != 0) {
          const bit = <u64>at * <u64>width;
          const word = <u32>(load<u64>(base + <usize>(bit >> 3)) >> (bit & 7)) & mask;
          most = max(most, word);
          store<u32>(out, word);
          out += 4;
          at++;
        }
        let group = base + <usize>(<u64>(at >> 3) * <u64>width);
        while (at + 8 <= stop) {
          const low = v128.and(i32x4.shr_u(i32x4.mul(i8x16.swizzle(v128.load(group), bytesLow), factorsLow), 7), masks);
          const high = v128.and(
            i32x4.shr_u(i32x4.mul(i8x16.swizzle(v128.load(group + half), bytesHigh), factorsHigh), 7),
            masks,
          );
          v128.store(out, low);
          v128.store(out, high, 16);
          largest = i32x4.max_u(largest, i32x4.max_u(low, high));
          out += 32;
          group += <usize>width;
          at += 8;
        }
        while (at < stop) {
          const bit = <u64>at * <u64>width;
          const word = <u32>(load<u64>(base + <usize>(bit >> 3)) >> (bit & 7)) & mask;
          most = max(most, word);
          store<u32>(out, word);
          out += 4;
          at++;
        }
        if (most >= limit) return BAD_INDEX;
      } else {
        let most: u32 = 0;
        while (at < stop) {
          const bit = <u64>at * <u64>width;
          const word = <u32>(load<u64>(base + <usize>(bit >> 3)) >> (bit & 7)) & mask;
          most = max(most, word);
          store<u32>(out, word);
          out += 4;
          at++;
        }
        if (most >= limit) return BAD_INDEX;
      }
      store<u32>(cursor, stop, 24);
    }
    store<u32>(cursor, available - taken, 16);
    left -= taken;
  }
  const most = max(
    max(<u32>i32x4.extract_lane(largest, 0), <u32>i32x4.extract_lane(largest, 1)),
    max(<u32>i32x4.extract_lane(largest, 2), <u32>i32x4.extract_lane(largest, 3)),
  );
  return most >= limit ? BAD_INDEX : 0;
}

/** `count` bits from bit `start` of `source` on as bytes 0 or 1; how many are 1. */
function spreadBits(source: usize, start: u32, out: usize, count: u32): u32 {
  let ones: u32 = 0;
  let at = start;
  const stop = start + count;
  while (at < stop && (at & 7) != 0) {
    const bit = (<u32>load<u8>(source + <usize>(at >> 3)) >> (at & 7)) & 1;
    store<u8>(out++, <u8>bit);
    ones += bit;
    at++;
  }
  const pick = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const one = i8x16.splat(1);
  while (at + 16 <= stop) {
    const pair = <u32>load<u16>(source + <usize>(at >> 3));
    const chosen = v128.and(i8x16.swizzle(i16x8.splat(<i16>pair), pick), bits);
    v128.store(out, v128.and(i8x16.eq(chosen, bits), one));
    ones += popcnt(pair);
    out += 16;
    at += 16;
  }
  while (at < stop) {
    const bit = (<u32>load<u8>(source + <usize>(at >> 3)) >> (at & 7)) & 1;
    store<u8>(out++, <u8>bit);
    ones += bit;
    at++;
  }
  return ones;
}

/** The next `count` one-bit values of a hybrid as bytes; returns how many are 1. */
export function decodeLevels(cursor: usize, out: usize, count: u32): i32 {
  let ones: u32 = 0;
  let left = count;
  while (left > 0) {
    const available = load<u32>(cursor, 16);
    if (available == 0) {
      const status = nextRun(cursor, 1);
      if (status < 0) return status;
      continue;
    }
    const taken = min(left, available);
    const value = load<u32>(cursor, 20);
    if (load<u32>(cursor, 12) == 0) {
      if (value > 1) return BAD_RUN;
      memory.fill(out, <u8>value, <usize>taken);
      ones += value * taken;
    } else {
      const at = load<u32>(cursor, 24);
      ones += spreadBits(<usize>value, at, out, taken);
      store<u32>(cursor, at + taken, 24);
    }
    out += <usize>taken;
    store<u32>(cursor, available - taken, 16);
    left -= taken;
  }
  return <i32>ones;
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

/** Whether all `length` bytes are below 128. */
export function isAscii(from: usize, length: u32): i32 {
  const end = from + <usize>length;
  let all = i8x16.splat(0);
  while (from + 64 <= end) {
    all = v128.or(
      all,
      v128.or(v128.or(v128.load(from), v128.load(from, 16)), v128.or(v128.load(from, 32), v128.load(from, 48))),
    );
    from += 64;
  }
  while (from + 16 <= end) {
    all = v128.or(all, v128.load(from));
    from += 16;
  }
  if (i8x16.bitmask(all) != 0) return 0;
  while (from < end) if (load<u8>(from++) >= 128) return 0;
  return 1;
}

/** Whether [from, end) is well-formed UTF-8 (Unicode 15, table 3-7). */
export function isUtf8(from: usize, end: usize): bool {
  while (from < end) {
    if (from + 16 <= end && i8x16.bitmask(v128.load(from)) == 0) {
      from += 16;
      continue;
    }
    const lead = <u32>load<u8>(from);
    const left = <u32>(end - from);
    if (lead < 0x80) {
      from += 1;
    } else if (lead < 0xc2) {
      return false;
    } else if (lead < 0xe0) {
      if (left < 2 || (load<u8>(from, 1) & 0xc0) != 0x80) return false;
      from += 2;
    } else if (lead < 0xf0) {
      if (left < 3) return false;
      const second = <u32>load<u8>(from, 1);
      const low: u32 = lead == 0xe0 ? 0xa0 : 0x80;
      const high: u32 = lead == 0xed ? 0x9f : 0xbf;
      if (second < low || second > high || (load<u8>(from, 2) & 0xc0) != 0x80) return false;
      from += 3;
    } else if (lead < 0xf5) {
      if (left < 4) return false;
      const second = <u32>load<u8>(from, 1);
      const low: u32 = lead == 0xf0 ? 0x90 : 0x80;
      const high: u32 = lead == 0xf4 ? 0x8f : 0xbf;
      if (second < low || second > high) return false;
      if ((load<u8>(from, 2) & 0xc0) != 0x80 || (load<u8>(from, 3) & 0xc0) != 0x80) return false;
      from += 4;
    } else {
      return false;
    }
  }
  return true;
}

/** The next `count` PLAIN byte arrays as refs into the page; `ascii`: the page is known to be ASCII. */
export function plainTexts(cursor: usize, out: usize, count: u32, ascii: i32): i32 {
  let at = <usize>load<u32>(cursor);
  const end = <usize>load<u32>(cursor, 4);
  for (let i: u32 = 0; i < count; i++) {
    if (<u32>(end - at) < 4) return TRUNCATED;
    const length = load<u32>(at);
    at += 4;
    if (length > <u32>(end - at)) return TRUNCATED;
    if (!ascii && !isUtf8(at, at + <usize>length)) return BAD_TEXT;
    store<u64>(out, ((<u64>length) << 32) | <u64>at);
    out += 8;
    at += <usize>length;
  }
  store<u32>(cursor, <u32>at);
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

/**
 * Moves `present` values at the front of `data` to the rows whose validity byte is 1. Rows that are NULL get
 * `fill` (4-byte values) or 0. `widthLog2` is 0, 2, 3 or 4.
 */
export function spread(data: usize, validity: usize, rows: u32, present: u32, widthLog2: u32, fill: u32): void {
  let next = present;
  let row = rows;
  if (widthLog2 == 0) {
    while (row > 0) {
      row--;
      let value: u8 = 0;
      if (load<u8>(validity + <usize>row)) value = load<u8>(data + <usize>--next);
      store<u8>(data + <usize>row, value);
    }
  } else if (widthLog2 == 2) {
    while (row > 0) {
      row--;
      let value = fill;
      if (load<u8>(validity + <usize>row)) value = load<u32>(data + ((<usize>--next) << 2));
      store<u32>(data + ((<usize>row) << 2), value);
    }
  } else if (widthLog2 == 3) {
    while (row > 0) {
      row--;
      let value: u64 = 0;
      if (load<u8>(validity + <usize>row)) value = load<u64>(data + ((<usize>--next) << 3));
      store<u64>(data + ((<usize>row) << 3), value);
    }
  } else {
    while (row > 0) {
      row--;
      let value = i64x2.splat(0);
      if (load<u8>(validity + <usize>row)) value = v128.load(data + ((<usize>--next) << 4));
      v128.store(data + ((<usize>row) << 4), value);
    }
  }
}
