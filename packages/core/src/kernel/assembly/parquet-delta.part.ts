// The delta encodings: integers as packed differences, and byte arrays whose lengths (and shared prefixes) are such
// integers. Each kernel turns what is left of a page into PLAIN values or into refs, so that everything behind
// it is as for PLAIN. The cursor is parquet.ts'; counts come from the page and are believed only as far as the page
// has bytes for them.
import { isUtf8 } from "./parquet-text.part";
import { BAD_RUN, BAD_TEXT, TOO_LONG, TRUNCATED } from "./parquet-status.part";

/** Most values that a page may claim: what a positive i32 holds. */
const MOST_VALUES: u64 = 0x7fffffff;

let numberAt: usize = 0;

/** The unsigned variable-length number at `numberAt`, which moves behind it; sets `numberAt` to 0 when there is none. */
function nextNumber(end: usize): u64 {
  let value: u64 = 0;
  for (let shift: u64 = 0; numberAt < end && shift < 64; shift += 7) {
    const byte = <u64>load<u8>(numberAt++);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  numberAt = 0;
  return 0;
}

function unzigzag(value: u64): i64 {
  return <i64>(value >> 1) ^ -(<i64>(value & 1));
}

/** How many values the delta-packed integers at the cursor claim to be. */
export function deltaCount(cursor: usize): i32 {
  const end = <usize>load<u32>(cursor, 4);
  numberAt = <usize>load<u32>(cursor);
  nextNumber(end);
  if (numberAt == 0) return TRUNCATED;
  nextNumber(end);
  if (numberAt == 0) return TRUNCATED;
  const count = nextNumber(end);
  if (numberAt == 0) return TRUNCATED;
  return count > MOST_VALUES ? BAD_RUN : <i32>count;
}

/** Decodes the delta-packed integers at the cursor (deltaCount says how many) as i32, or as i64 when `wide`. */
export function deltaIntegers(cursor: usize, out: usize, wide: i32): i32 {
  const end = <usize>load<u32>(cursor, 4);
  numberAt = <usize>load<u32>(cursor);
  const blockValues = nextNumber(end);
  if (numberAt == 0) return TRUNCATED;
  const miniblocks = nextNumber(end);
  if (numberAt == 0) return TRUNCATED;
  const count = <u32>nextNumber(end);
  if (numberAt == 0) return TRUNCATED;
  let value = unzigzag(nextNumber(end));
  if (numberAt == 0) return TRUNCATED;
  if (miniblocks == 0 || miniblocks > 0xffff || blockValues > 0xffffff) return BAD_RUN;
  const miniValues = <u32>(blockValues / miniblocks);
  if (miniValues == 0 || (miniValues & 7) != 0 || <u64>miniValues * miniblocks != blockValues) return BAD_RUN;
  const step: usize = wide ? 8 : 4;
  let left = count;
  if (left > 0) {
    if (wide) store<i64>(out, value);
    else store<i32>(out, <i32>value);
    out += step;
    left--;
  }
  while (left > 0) {
    const least = unzigzag(nextNumber(end));
    if (numberAt == 0) return TRUNCATED;
    const widths = numberAt;
    if (<u64>(end - widths) < miniblocks) return TRUNCATED;
    let at = widths + <usize>miniblocks;
    for (let mini: u32 = 0; mini < <u32>miniblocks && left > 0; mini++) {
      const width = <u32>load<u8>(widths + <usize>mini);
      if (width > 64) return BAD_RUN;
      const taken = min(left, miniValues);
      const needed = (<u64>taken * <u64>width + 7) >> 3;
      if (needed > <u64>(end - at)) return TRUNCATED;
      value = wide ? unpackWide(at, width, taken, least, value, out) : unpackNarrow(at, width, taken, least, value, out);
      out += <usize>taken * step;
      left -= taken;
      // The last miniblock may be cut short, though it should be padded.
      at = min(end, at + <usize>((<u64>miniValues * <u64>width) >> 3));
    }
    numberAt = at;
  }
  store<u32>(cursor, <u32>numberAt);
  return 0;
}

/** `count` differences of `width` bits added up from `value`, as i64; the last value. */
function unpackWide(from: usize, width: u32, count: u32, least: i64, value: i64, out: usize): i64 {
  const stop = out + ((<usize>count) << 3);
  if (width == 0) {
    for (; out < stop; out += 8) {
      value += least;
      store<i64>(out, value);
    }
    return value;
  }
  let bit: u64 = 0;
  if (width <= 57) {
    const mask = (<u64>1 << (<u64>width)) - 1;
    for (; out < stop; out += 8) {
      value += least + <i64>((load<u64>(from + <usize>(bit >> 3)) >> (bit & 7)) & mask);
      store<i64>(out, value);
      bit += <u64>width;
    }
    return value;
  }
  const mask: u64 = width == 64 ? <u64>-1 : (<u64>1 << (<u64>width)) - 1;
  for (; out < stop; out += 8) {
    const at = from + <usize>(bit >> 3);
    const shift = bit & 7;
    let word = load<u64>(at) >> shift;
    if (shift != 0) word |= <u64>load<u8>(at, 8) << (64 - shift);
    value += least + <i64>(word & mask);
    store<i64>(out, value);
    bit += <u64>width;
  }
  return value;
}

/** The same as i32: sums wrap as 32-bit numbers do. */
function unpackNarrow(from: usize, width: u32, count: u32, least: i64, start: i64, out: usize): i64 {
  let value = <i32>start;
  const step = <i32>least;
  const stop = out + ((<usize>count) << 2);
  if (width == 0) {
    for (; out < stop; out += 4) {
      value += step;
      store<i32>(out, value);
    }
    return <i64>value;
  }
  const mask: u32 = width >= 32 ? 0xffffffff : (1 << width) - 1;
  let bit: u64 = 0;
  for (; out < stop; out += 4) {
    value += step + <i32>(<u32>(load<u64>(from + <usize>(bit >> 3)) >> (bit & 7)) & mask);
    store<i32>(out, value);
    bit += <u64>width;
  }
  return <i64>value;
}

/**
 * Makes refs at `out` of byte arrays that lie one behind the other from the cursor on; `lengths` (i32) has their
 * lengths. `text`: they must be UTF-8; 2 says that they are known to be.
 */
export function refsFromLengths(cursor: usize, lengths: usize, count: u32, out: usize, text: i32): i32 {
  let at = <usize>load<u32>(cursor);
  const end = <usize>load<u32>(cursor, 4);
  for (let i: usize = 0; i < <usize>count; i++) {
    const length = load<u32>(lengths + (i << 2));
    // A negative length is a huge one here.
    if (length > <u32>(end - at)) return TRUNCATED;
    if (text == 1 && !isUtf8(at, at + <usize>length)) return BAD_TEXT;
    store<u64>(out + (i << 3), (<u64>length << 32) | <u64>at);
    at += <usize>length;
  }
  store<u32>(cursor, <u32>at);
  return 0;
}

/** Bytes of all values whose shared prefixes and own suffixes are so long; a negative status when they cannot be. */
export function prefixedBytes(prefixes: usize, suffixes: usize, count: u32, fixed: u32): f64 {
  let total: u64 = 0;
  let last: u64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const prefix = <u64>load<u32>(prefixes + (i << 2));
    if (prefix > last) return <f64>BAD_RUN;
    last = prefix + <u64>load<u32>(suffixes + (i << 2));
    if (last > 0x7fffffff || (fixed != 0 && last != <u64>fixed)) return <f64>TOO_LONG;
    total += last;
  }
  return <f64>total;
}

/**
 * Lays whole values at `bytes`, each a prefix of the one before and its own suffix (from the cursor on), and their
 * refs at `refs` unless that is 0. prefixedBytes() has checked the lengths. `text`: they must be UTF-8.
 */
export function joinPrefixes(
  cursor: usize,
  prefixes: usize,
  suffixes: usize,
  count: u32,
  bytes: usize,
  refs: usize,
  text: i32,
): i32 {
  let at = <usize>load<u32>(cursor);
  const end = <usize>load<u32>(cursor, 4);
  let previous = bytes;
  for (let i: usize = 0; i < <usize>count; i++) {
    const prefix = <usize>load<u32>(prefixes + (i << 2));
    const suffix = load<u32>(suffixes + (i << 2));
    if (suffix > <u32>(end - at)) return TRUNCATED;
    copyShort(bytes, previous, prefix);
    copyShort(bytes + prefix, at, <usize>suffix);
    const length = prefix + <usize>suffix;
    if (text == 1 && !isUtf8(bytes, bytes + length)) return BAD_TEXT;
    if (refs != 0) store<u64>(refs + (i << 3), (<u64>length << 32) | <u64>bytes);
    at += <usize>suffix;
    previous = bytes;
    bytes += length;
  }
  store<u32>(cursor, <u32>at);
  return 0;
}

/** As memory.copy of ranges that may not overlap but for what is written past the end, up to 15 bytes. */
function copyShort(to: usize, from: usize, length: usize): void {
  if (length > 64) {
    memory.copy(to, from, length);
    return;
  }
  for (let done: usize = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}
