// Counts and sums over frames. Exact sums are differences of prefix sums, which may wrap around: a difference that
// fits its type is right all the same. Sums of doubles are added up from the start of each partition instead, as
// PostgreSQL does; frames that start elsewhere are the tree's (window-tree.part.ts).
//
// `mask` (| 0: all): a byte per position, 1 where the row counts. Columns are by row: data, validity.

// @ts-ignore: decorator
@inline
function at32(array: usize, position: u32): u32 {
  return load<u32>(array + ((<usize>position) << 2));
}

// @ts-ignore: decorator
@inline
function counts(mask: usize, position: u32): bool {
  return mask == 0 || load<u8>(mask + position) != 0;
}

// @ts-ignore: decorator
@inline
function beginOf(table: usize, at: i32, position: u32): u32 {
  return at32(<usize>load<u32>(table + ((<usize>at) << 3)), position);
}

// @ts-ignore: decorator
@inline
function endOf(table: usize, at: i32, position: u32): u32 {
  return at32(<usize>load<u32>(table + ((<usize>at) << 3), 4), position);
}

/** mask[p]: the value is not NULL, and the filter (bool column, | 0) true. */
export function markRows(order: usize, validity: usize, filter: usize, filterValidity: usize, from: u32, to: u32, mask: usize): void {
  for (let p = from; p < to; p++) {
    const row = <usize>at32(order, p);
    const isValid = validity == 0 || load<u8>(validity + row) != 0;
    const passes = filter == 0 || (load<u8>(filter + row) != 0 && (filterValidity == 0 || load<u8>(filterValidity + row) != 0));
    store<u8>(mask + p, isValid && passes ? 1 : 0);
  }
}

/** prefix[p + 1] = rows that count up to p; prefix[0] is 0. */
export function prefixCounts(mask: usize, from: u32, to: u32, prefix: usize): void {
  if (from == 0) store<u32>(prefix, 0);
  let count = at32(prefix, from);
  for (let p = from; p < to; p++) {
    count += <u32>load<u8>(mask + p);
    store<u32>(prefix + ((<usize>p) << 2), count, 4);
  }
}

// @ts-ignore: decorator
@inline
function countIn(prefix: usize, table: usize, ranges: i32, position: u32): u32 {
  let count: u32 = 0;
  for (let at: i32 = 0; at < ranges; at++) {
    const begin = beginOf(table, at, position);
    const end = endOf(table, at, position);
    if (end > begin) count += prefix ? at32(prefix, end) - at32(prefix, begin) : end - begin;
  }
  return count;
}

/** out[p] (i64) = rows of the frame that count; prefix | 0: all. */
export function frameCounts(prefix: usize, table: usize, ranges: i32, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) store<i64>(out + ((<usize>p) << 3), <i64>countIn(prefix, table, ranges, p));
}

/** out[p] (u8) = whether any row of the frame counts. Answers 1 when there is a frame without one. */
export function frameSeen(prefix: usize, table: usize, ranges: i32, from: u32, to: u32, out: usize): i32 {
  let all: u8 = 1;
  for (let p = from; p < to; p++) {
    const seen: u8 = countIn(prefix, table, ranges, p) != 0 ? 1 : 0;
    store<u8>(out + p, seen);
    all &= seen;
  }
  return all != 0 ? 0 : 1;
}

// @ts-ignore: decorator
@inline
function prefix64<T>(data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  if (from == 0) store<i64>(prefix, 0);
  let sum = load<i64>(prefix + ((<usize>from) << 3));
  for (let p = from; p < to; p++) {
    if (counts(mask, p)) sum += <i64>load<T>(data + ((<usize>at32(order, p)) << alignof<T>()));
    store<i64>(prefix + ((<usize>p) << 3), sum, 8);
  }
}

// @ts-ignore: decorator
@inline
function prefix128(width: i32, data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  if (from == 0) {
    store<i64>(prefix, 0);
    store<i64>(prefix, 0, 8);
  }
  let low = load<u64>(prefix + ((<usize>from) << 4));
  let high = load<u64>(prefix + ((<usize>from) << 4), 8);
  for (let p = from; p < to; p++) {
    if (counts(mask, p)) {
      const row = <usize>at32(order, p);
      const value: u64 = width == 4 ? <u64>(<i64>load<i32>(data + (row << 2))) : width == 8 ? load<u64>(data + (row << 3)) : load<u64>(data + (row << 4));
      const top: u64 = width == 16 ? load<u64>(data + (row << 4), 8) : <u64>((<i64>value) >> 63);
      low += value;
      high += top + <u64>(low < value);
    }
    store<u64>(prefix + ((<usize>p) << 4), low, 16);
    store<u64>(prefix + ((<usize>p) << 4), high, 24);
  }
}

export function prefixI32(data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  prefix64<i32>(data, order, mask, from, to, prefix);
}

export function prefixI64(data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  prefix64<i64>(data, order, mask, from, to, prefix);
}

export function prefixI32Wide(data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  prefix128(4, data, order, mask, from, to, prefix);
}

export function prefixI64Wide(data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  prefix128(8, data, order, mask, from, to, prefix);
}

export function prefixI128(data: usize, order: usize, mask: usize, from: u32, to: u32, prefix: usize): void {
  prefix128(16, data, order, mask, from, to, prefix);
}

/** 1 when all rows' i128 values lie within 96 bits: no sum of 2^32 of them leaves 128. */
export function areNarrow(data: usize, validity: usize, rows: u32): i32 {
  for (let row: u32 = 0; row < rows; row++) {
    if (validity && load<u8>(validity + row) == 0) continue;
    const high = load<i64>(data + ((<usize>row) << 4), 8);
    if (high != <i64>(<i32>high)) return 0;
  }
  return 1;
}

/** out[p] (i64) = the sum over the frame. */
export function frameSums64(prefix: usize, table: usize, ranges: i32, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    let sum: i64 = 0;
    for (let at: i32 = 0; at < ranges; at++) {
      const begin = <usize>beginOf(table, at, p);
      const end = <usize>endOf(table, at, p);
      if (end > begin) sum += load<i64>(prefix + (end << 3)) - load<i64>(prefix + (begin << 3));
    }
    store<i64>(out + ((<usize>p) << 3), sum);
  }
}

/** out[p] (i128) = the sum over the frame. */
export function frameSums128(prefix: usize, table: usize, ranges: i32, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    let low: u64 = 0;
    let high: u64 = 0;
    for (let at: i32 = 0; at < ranges; at++) {
      const begin = prefix + ((<usize>beginOf(table, at, p)) << 4);
      const end = prefix + ((<usize>endOf(table, at, p)) << 4);
      if (end <= begin) continue;
      const less = load<u64>(begin);
      const more = load<u64>(end);
      const difference = more - less;
      low += difference;
      high += load<u64>(end, 8) - load<u64>(begin, 8) - <u64>(more < less) + <u64>(low < difference);
    }
    store<u64>(out + ((<usize>p) << 4), low);
    store<u64>(out + ((<usize>p) << 4), high, 8);
  }
}

// @ts-ignore: decorator
@inline
function isInfinite<S>(value: S): bool {
  return abs<S>(value) == <S>Infinity;
}

/** running[p] = the sum from the partition's start to p. Answers -1 when a sum of finite values is infinite. */
// @ts-ignore: decorator
@inline
function running<S, T>(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  let status: i32 = 0;
  let sum: S = from > 0 ? load<S>(out + ((<usize>from - 1) << alignof<S>())) : 0;
  for (let p = from; p < to; p++) {
    if (load<u8>(bounds + p) >= 2) sum = 0;
    if (counts(mask, p)) {
      const value = <S>load<T>(data + ((<usize>at32(order, p)) << alignof<T>()));
      const before = sum;
      sum += value;
      if (isInfinite<S>(sum) && !isInfinite<S>(before) && !isInfinite<S>(value)) status = -1;
    }
    store<S>(out + ((<usize>p) << alignof<S>()), sum);
  }
  return status;
}

export function runningF32(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  return running<f32, f32>(data, order, mask, bounds, from, to, out);
}

export function runningF32Wide(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  return running<f64, f32>(data, order, mask, bounds, from, to, out);
}

export function runningF64(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  return running<f64, f64>(data, order, mask, bounds, from, to, out);
}

/** As `running` in twice the precision: two doubles, high and low; of doubles, or of such pairs. */
// @ts-ignore: decorator
@inline
function runningTwofold<T>(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  let high: f64 = 0;
  let low: f64 = 0;
  if (from > 0) {
    high = load<f64>(out + ((<usize>from - 1) << 4));
    low = load<f64>(out + ((<usize>from - 1) << 4), 8);
  }
  for (let p = from; p < to; p++) {
    if (load<u8>(bounds + p) >= 2) {
      high = 0;
      low = 0;
    }
    if (counts(mask, p)) {
      const slot = data + ((<usize>at32(order, p)) << (isFloat<T>() ? 3 : 4));
      const value = load<f64>(slot);
      const sum = high + value;
      const back = sum - high;
      const error = (high - (sum - back)) + (value - back) + low + (isFloat<T>() ? 0 : load<f64>(slot, 8));
      // What is not finite has no rest.
      const isWhole = abs(sum) < Infinity;
      high = isWhole ? sum + error : sum;
      low = isWhole ? error - (high - sum) : 0;
    }
    store<f64>(out + ((<usize>p) << 4), high);
    store<f64>(out + ((<usize>p) << 4), low, 8);
  }
  return 0;
}

export function runningF64Twice(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  return runningTwofold<f64>(data, order, mask, bounds, from, to, out);
}

export function runningTwice(data: usize, order: usize, mask: usize, bounds: usize, from: u32, to: u32, out: usize): i32 {
  return runningTwofold<v128>(data, order, mask, bounds, from, to, out);
}

// @ts-ignore: decorator
@inline
function ends<T>(running: usize, table: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    const begin = beginOf(table, 0, p);
    const end = endOf(table, 0, p);
    store<T>(out + ((<usize>p) << alignof<T>()), end > begin ? load<T>(running + ((<usize>end - 1) << alignof<T>())) : 0);
  }
}

/** out[p] = the running value at the end of the frame, by width. */
export function frameEnds4(running: usize, table: usize, from: u32, to: u32, out: usize): void {
  ends<u32>(running, table, from, to, out);
}

export function frameEnds8(running: usize, table: usize, from: u32, to: u32, out: usize): void {
  ends<u64>(running, table, from, to, out);
}

export function frameEnds16(running: usize, table: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    const begin = beginOf(table, 0, p);
    const end = endOf(table, 0, p);
    const value = end > begin ? v128.load(running + ((<usize>end - 1) << 4)) : i64x2.splat(0);
    v128.store(out + ((<usize>p) << 4), value);
  }
}
