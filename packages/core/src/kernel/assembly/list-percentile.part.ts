// Percentiles and the mode of a group's values, which lie one behind the other as the aggregate gathered them (hash-concat.part.ts):
// at least one, none NULL. Values become integers in whose order they sort, in scratch memory, since the values
// themselves may be read by others at the same time; the wanted one is found by its leading digits, so that no order of
// the values makes it slow.
import { NO_ROOM, addressOf, fail, lengthOf, reserve } from "./bump.part";

const TOP: u64 = 0x8000000000000000;
/** The key of NaN, which is above every number. */
const NAN: u64 = 0xffffffffffffffff;
const DIGITS: u32 = 256;
/** So few are sorted. */
const FEW: u32 = 24;

// @ts-ignore: decorator
@inline
function keyOf<T>(value: T): u64 {
  if (!isFloat<T>()) return isSigned<T>() ? <u64>(<i64>value) ^ TOP : <u64>value;
  if (value != value) return NAN;
  const bits = reinterpret<u64>(<f64>value);
  return <i64>bits < 0 ? ~bits : bits | TOP;
}

// @ts-ignore: decorator
@inline
function valueOf<T>(key: u64): T {
  if (!isFloat<T>()) return isSigned<T>() ? <T>(<i64>(key ^ TOP)) : <T>key;
  return <T>reinterpret<f64>((key & TOP) != 0 ? key ^ TOP : ~key);
}

// Scratch memory: the keys, as many again for those that are left, and a count for each digit.

/** Writes the keys; answers where, or 0 when there is no room. */
// @ts-ignore: decorator
@inline
function keysOf<T>(values: i64, count: u32): usize {
  const keys = reserve(24 + ((<u64>count) << 4) + ((<u64>DIGITS) << 2));
  if (keys == 0) return 0;
  const start = (keys + 7) & ~7;
  const from = addressOf(values);
  for (let at: u32 = 0; at < count; at++) {
    store<u64>(start + ((<usize>at) << 3), keyOf<T>(load<T>(from + <usize>at * sizeof<T>())));
  }
  return start;
}

/** The key that stands at `place` when they are in order. */
function select(keys: usize, count: u32, place: u32): u64 {
  const spare = keys + ((<usize>count) << 3);
  const digits = spare + ((<usize>count) << 3);
  let source = keys;
  while (count > FEW) {
    const differing = differingBits(source, count);
    if (differing == 0) return load<u64>(source);
    // Bits above the digit are the same in all keys that are left.
    const shift = 56 - min<u64>(56, clz(differing));
    memory.fill(digits, 0, (<usize>DIGITS) << 2);
    const end = source + ((<usize>count) << 3);
    for (let at = source; at < end; at += 8) {
      const digit = digits + ((<usize>((load<u64>(at) >> shift) & 255)) << 2);
      store<u32>(digit, load<u32>(digit) + 1);
    }
    let wanted: usize = 0;
    while (place >= load<u32>(digits + (wanted << 2))) {
      place -= load<u32>(digits + (wanted << 2));
      wanted++;
    }
    count = load<u32>(digits + (wanted << 2));
    // Reading stays ahead of writing where both are in the spare keys.
    let to = spare;
    for (let at = source; at < end; at += 8) {
      const key = load<u64>(at);
      store<u64>(to, key);
      to += (<usize>(((key >> shift) & 255) == <u64>wanted)) << 3;
    }
    source = spare;
  }
  if (source != spare) memory.copy(spare, source, (<usize>count) << 3);
  sortFew(spare, count);
  return load<u64>(spare + ((<usize>place) << 3));
}

function differingBits(keys: usize, count: u32): u64 {
  const first = load<u64>(keys);
  let differing: u64 = 0;
  const end = keys + ((<usize>count) << 3);
  for (let at = keys; at < end; at += 8) differing |= load<u64>(at) ^ first;
  return differing;
}

function sortFew(keys: usize, count: u32): void {
  const end = keys + ((<usize>count) << 3);
  for (let at = keys + 8; at < end; at += 8) {
    const key = load<u64>(at);
    let to = at;
    while (to > keys && load<u64>(to - 8) > key) {
      store<u64>(to, load<u64>(to - 8));
      to -= 8;
    }
    store<u64>(to, key);
  }
}

/** The key behind the one at `place`, which is `key`. */
function following(keys: usize, count: u32, place: u32, key: u64): u64 {
  let upTo: u32 = 0;
  let least: u64 = NAN;
  const end = keys + ((<usize>count) << 3);
  for (let at = keys; at < end; at += 8) {
    const other = load<u64>(at);
    upTo += <u32>(other <= key);
    least = other > key && other < least ? other : least;
  }
  return upTo > place + 1 ? key : least;
}

/** Between the two values around fraction * (count - 1); `descending`: in the order from the greatest. */
export function percentileCont(values: i64, fraction: f64, descending: i32): f64 {
  const count = <u32>(lengthOf(values) >> 3);
  const keys = keysOf<f64>(values, count);
  if (keys == 0) {
    fail(<i32>NO_ROOM);
    return 0;
  }
  const wanted = fraction * <f64>(count - 1);
  const row = <u32>floor(wanted);
  const share = wanted - floor(wanted);
  if (share == 0) return valueOf<f64>(select(keys, count, descending ? count - 1 - row : row));
  const place = descending ? count - 2 - row : row;
  const low = select(keys, count, place);
  const high = following(keys, count, place, low);
  const first = valueOf<f64>(descending ? high : low);
  return first + (valueOf<f64>(descending ? low : high) - first) * share;
}

// @ts-ignore: decorator
@inline
function percentile<T>(values: i64, fraction: f64, descending: i32): T {
  const count = <u32>(lengthOf(values) / sizeof<T>());
  const keys = keysOf<T>(values, count);
  if (keys == 0) {
    fail(<i32>NO_ROOM);
    return 0;
  }
  const row = max<u32>(1, <u32>ceil(fraction * <f64>count)) - 1;
  return valueOf<T>(select(keys, count, descending ? count - 1 - row : row));
}

/** The value in row ceil(fraction * count), the first one for fraction 0. */
export function percentileBool(values: i64, fraction: f64, descending: i32): i32 {
  return <i32>percentile<u8>(values, fraction, descending);
}

export function percentile32(values: i64, fraction: f64, descending: i32): i32 {
  return percentile<i32>(values, fraction, descending);
}

export function percentile64(values: i64, fraction: f64, descending: i32): i64 {
  return percentile<i64>(values, fraction, descending);
}

export function percentileF32(values: i64, fraction: f64, descending: i32): f32 {
  return percentile<f32>(values, fraction, descending);
}

export function percentileF64(values: i64, fraction: f64, descending: i32): f64 {
  return percentile<f64>(values, fraction, descending);
}

/** The keys in order, by one digit after the other, where keys differ in it; answers in which of the two places. */
function sortKeys(keys: usize, count: u32): usize {
  const differing = differingBits(keys, count);
  const bytes = (<usize>count) << 3;
  const digits = keys + 2 * bytes;
  let source = keys;
  let target = keys + bytes;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
    if (((differing >> shift) & 255) == 0) continue;
    memory.fill(digits, 0, (<usize>DIGITS) << 2);
    for (let at = source; at < source + bytes; at += 8) {
      const digit = digits + ((<usize>((load<u64>(at) >> shift) & 255)) << 2);
      store<u32>(digit, load<u32>(digit) + 1);
    }
    let place: u32 = 0;
    for (let digit = digits; digit < digits + ((<usize>DIGITS) << 2); digit += 4) {
      const before = place;
      place += load<u32>(digit);
      store<u32>(digit, before);
    }
    for (let at = source; at < source + bytes; at += 8) {
      const key = load<u64>(at);
      const digit = digits + ((<usize>((key >> shift) & 255)) << 2);
      const to = load<u32>(digit);
      store<u32>(digit, to + 1);
      store<u64>(target + ((<usize>to) << 3), key);
    }
    const swapped = source;
    source = target;
    target = swapped;
  }
  return source;
}

// @ts-ignore: decorator
@inline
function mode<T>(values: i64, descending: i32): T {
  const count = <u32>(lengthOf(values) / sizeof<T>());
  const keys = keysOf<T>(values, count);
  if (keys == 0) {
    fail(<i32>NO_ROOM);
    return 0;
  }
  const sorted = sortKeys(keys, count);
  const end = sorted + ((<usize>count) << 3);
  let best = load<u64>(sorted);
  let most: usize = 0;
  for (let at = sorted; at < end; ) {
    const start = at;
    const key = load<u64>(start);
    while (at < end && load<u64>(at) == key) at += 8;
    // Of several the first in order.
    if (at - start > most || (descending != 0 && at - start == most)) {
      most = at - start;
      best = key;
    }
  }
  return valueOf<T>(best);
}

/** The most frequent value, of several the first in order. */
export function modeBool(values: i64, descending: i32): i32 {
  return <i32>mode<u8>(values, descending);
}

export function mode32(values: i64, descending: i32): i32 {
  return mode<i32>(values, descending);
}

export function mode64(values: i64, descending: i32): i64 {
  return mode<i64>(values, descending);
}
