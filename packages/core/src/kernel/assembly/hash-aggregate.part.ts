// Aggregate updates. Every kernel takes the input column (data, index | 0, validity | 0), a list of row
// numbers | 0 (rows that a FILTER lets through), `groups` (u32 per row, | 0: one group) and the state: one
// element per group plus a `seen` byte per group, both zeroed at first, so that a group without values can
// give NULL. Merging two states is an update with the other's state as input, its `seen` as validity and the
// group remapping as groups. Answers are statuses: 0, or -1 on overflow.

// @ts-ignore: decorator
@inline
export function rowAt(list: usize, at: i32): usize {
  return list ? <usize>load<u32>(list + ((<usize>at) << 2)) : <usize>at;
}

// @ts-ignore: decorator
@inline
export function slotAt(index: usize, row: usize): usize {
  return index ? <usize>load<u32>(index + (row << 2)) : row;
}

// @ts-ignore: decorator
@inline
export function groupAt(groups: usize, row: usize): usize {
  return groups ? <usize>load<u32>(groups + (row << 2)) : 0;
}

/** Row numbers where mask is not 0; answers how many. */
export function rowsOfMask(mask: usize, rows: i32, out: usize): i32 {
  let count: usize = 0;
  for (let row: i32 = 0; row < rows; row++) {
    store<u32>(out + (count << 2), row);
    count += <usize>(load<u8>(mask + <usize>row) != 0);
  }
  return <i32>count;
}

/** Row numbers where a bool column is true; answers how many. */
export function rowsOfTrue(data: usize, index: usize, validity: usize, rows: i32, out: usize): i32 {
  if (index == 0 && validity == 0) return rowsOfMask(data, rows, out);
  let count: usize = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, <usize>row);
    store<u32>(out + (count << 2), row);
    count += <usize>(load<u8>(data + slot) != 0 && (validity == 0 || load<u8>(validity + slot) != 0));
  }
  return <i32>count;
}

/** count(*). */
export function countRows(list: usize, rows: i32, groups: usize, state: usize): void {
  if (groups == 0) {
    store<u64>(state, load<u64>(state) + <u64>rows);
    return;
  }
  for (let at: i32 = 0; at < rows; at++) {
    const cell = state + (groupAt(groups, rowAt(list, at)) << 3);
    store<u64>(cell, load<u64>(cell) + 1);
  }
}

/** count(x): `validity` is not 0. */
export function countValid(index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const cell = state + (groupAt(groups, row) << 3);
    store<u64>(cell, load<u64>(cell) + <u64>(load<u8>(validity + slotAt(index, row)) != 0));
  }
}

// @ts-ignore: decorator
@inline
function add64(state: usize, seen: usize, group: usize, value: i64): i64 {
  const cell = state + (group << 3);
  const before = load<i64>(cell);
  const after = before + value;
  store<i64>(cell, after);
  store<u8>(seen + group, 1);
  return (before ^ after) & (value ^ after);
}

// @ts-ignore: decorator
@inline
function sum64<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow: i64 = 0;
  if (index == 0 && validity == 0 && list == 0) {
    if (groups == 0) {
      if (rows > 0) store<u8>(seen, 1);
      let sum = load<i64>(state);
      for (let row: i32 = 0; row < rows; row++) {
        const value = <i64>load<T>(data + (<usize>row << alignof<T>()));
        const after = sum + value;
        overflow |= (sum ^ after) & (value ^ after);
        sum = after;
      }
      store<i64>(state, sum);
    } else {
      for (let row: i32 = 0; row < rows; row++) {
        overflow |= add64(state, seen, <usize>load<u32>(groups + (<usize>row << 2)), <i64>load<T>(data + (<usize>row << alignof<T>())));
      }
    }
    return <i32>(overflow >> 63);
  }
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    overflow |= add64(state, seen, groupAt(groups, row), <i64>load<T>(data + (slot << alignof<T>())));
  }
  return <i32>(overflow >> 63);
}

export function sumI32(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sum64<i32>(data, index, validity, list, rows, groups, state, seen);
}

export function sumI64(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sum64<i64>(data, index, validity, list, rows, groups, state, seen);
}

// @ts-ignore: decorator
@inline
function add128(state: usize, seen: usize, group: usize, low: u64, high: i64): i64 {
  const cell = state + (group << 4);
  const beforeLow = load<u64>(cell);
  const before = load<i64>(cell, 8);
  const afterLow = beforeLow + low;
  const after = before + high + <i64>(afterLow < beforeLow);
  store<u64>(cell, afterLow);
  store<i64>(cell, after, 8);
  store<u8>(seen + group, 1);
  return (before ^ after) & (high ^ after);
}

// @ts-ignore: decorator
@inline
function sumWide<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow: i64 = 0;
  if (index == 0 && validity == 0 && list == 0) {
    if (groups == 0) {
      if (rows > 0) store<u8>(seen, 1);
      let low = load<u64>(state);
      let high = load<i64>(state, 8);
      for (let row: i32 = 0; row < rows; row++) {
        const value = <i64>load<T>(data + (<usize>row << alignof<T>()));
        const sum = low + <u64>value;
        const before = high;
        high += (value >> 63) + <i64>(sum < low);
        overflow |= (before ^ high) & ((value >> 63) ^ high);
        low = sum;
      }
      store<u64>(state, low);
      store<i64>(state, high, 8);
    } else {
      for (let row: i32 = 0; row < rows; row++) {
        const value = <i64>load<T>(data + (<usize>row << alignof<T>()));
        overflow |= add128(state, seen, <usize>load<u32>(groups + (<usize>row << 2)), <u64>value, value >> 63);
      }
    }
    return <i32>(overflow >> 63);
  }
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const value = <i64>load<T>(data + (slot << alignof<T>()));
    overflow |= add128(state, seen, groupAt(groups, row), <u64>value, value >> 63);
  }
  return <i32>(overflow >> 63);
}

/** i32 into an i128 state. */
export function sumI32Wide(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumWide<i32>(data, index, validity, list, rows, groups, state, seen);
}

/** i64 into an i128 state. */
export function sumI64Wide(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumWide<i64>(data, index, validity, list, rows, groups, state, seen);
}

/** i128 into an i128 state. */
export function sumI128(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow: i64 = 0;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const value = data + (slot << 4);
    overflow |= add128(state, seen, groupAt(groups, row), load<u64>(value), load<i64>(value, 8));
  }
  return <i32>(overflow >> 63);
}

// Rows are added in order, as PostgreSQL does; an infinite sum of finite terms is an overflow.
// @ts-ignore: decorator
@inline
function sumFloat<S, T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow = false;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << alignof<S>());
    const value = <S>load<T>(data + (slot << alignof<T>()));
    const before = load<S>(cell);
    const after = before + value;
    if (abs<S>(after) == <S>Infinity) overflow = overflow || (abs<S>(before) != <S>Infinity && abs<S>(value) != <S>Infinity);
    store<S>(cell, after);
    store<u8>(seen + group, 1);
  }
  return overflow ? -1 : 0;
}

/** real into real, as sum(real) does. */
export function sumF32(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumFloat<f32, f32>(data, index, validity, list, rows, groups, state, seen);
}

/** real into double, as avg(real) does. */
export function sumF32Wide(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumFloat<f64, f32>(data, index, validity, list, rows, groups, state, seen);
}

export function sumF64(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumFloat<f64, f64>(data, index, validity, list, rows, groups, state, seen);
}

// Sums of doubles in twice their precision, for variances, whose formula subtracts nearly equal sums. A state is
// two doubles, high and low, of which the low one is what the high one has lost.
// @ts-ignore: decorator
@inline
function addTwice(state: usize, seen: usize, group: usize, value: f64, rest: f64): void {
  const cell = state + (group << 4);
  const high = load<f64>(cell);
  const sum = high + value;
  const back = sum - high;
  const error = (high - (sum - back)) + (value - back) + load<f64>(cell, 8) + rest;
  const result = sum + error;
  store<f64>(cell, result);
  store<f64>(cell, error - (result - sum), 8);
  store<u8>(seen + group, 1);
}

/** f64 into a twofold sum. What is not finite is left to who reads the sum. */
export function sumF64Twice(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    addTwice(state, seen, groupAt(groups, row), load<f64>(data + (slot << 3)), 0);
  }
  return 0;
}

/** Twofold sums into a twofold sum. */
export function sumTwice(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const value = data + (slot << 4);
    addTwice(state, seen, groupAt(groups, row), load<f64>(value), load<f64>(value, 8));
  }
  return 0;
}
