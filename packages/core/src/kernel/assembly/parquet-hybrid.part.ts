// RLE/bit-packed hybrids: indexes into a dictionary, and the levels of columns that are not nested. The cursor is parquet.ts'.
import { BAD_INDEX, BAD_RUN, TRUNCATED } from "./parquet-status.part";
import { spreadBits } from "./parquet-bits.part";

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
