// Aggregate updates. Every kernel takes the input column (data, index | 0, validity | 0), a list of row
// numbers | 0 (rows that a FILTER lets through), `groups` (u32 per row, | 0: one group) and the state: one
// element per group plus a `seen` byte per group, both zeroed at first, so that a group without values can
// give NULL. Merging two states is an update with the other's state as input, its `seen` as validity and the
// group remapping as groups. Answers are statuses: 0, or -1 on overflow.

import { sumAll32, sumAllWide } from "./hash-sum-all.part";
import { ANY, formOf, groupAt, INDEXED, PLAIN, rowAt, rowIn, slotIn } from "./hash-form.part";
import { slotAt } from "./slot.part";

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
function sum64Loop<T>(form: i32, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow: i64 = 0;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowIn(form, list, at);
    const slot = slotIn(form, index, validity, row);
    if (form == ANY && slot < 0) continue;
    overflow |= add64(state, seen, groupAt(groups, row), <i64>load<T>(data + (<usize>slot << alignof<T>())));
  }
  return <i32>(overflow >> 63);
}

// @ts-ignore: decorator
@inline
function sum64<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  const form = formOf(index, validity, list);
  if (form == INDEXED) return sum64Loop<T>(INDEXED, data, index, validity, list, rows, groups, state, seen);
  if (form == ANY) return sum64Loop<T>(ANY, data, index, validity, list, rows, groups, state, seen);
  if (groups) return sum64Loop<T>(PLAIN, data, index, validity, list, rows, groups, state, seen);
  let overflow: i64 = 0;
  if (rows > 0) store<u8>(seen, 1);
  let sum = load<i64>(state);
  for (let row: i32 = 0; row < rows; row++) {
    const value = <i64>load<T>(data + (<usize>row << alignof<T>()));
    const after = sum + value;
    overflow |= (sum ^ after) & (value ^ after);
    sum = after;
  }
  store<i64>(state, sum);
  return <i32>(overflow >> 63);
}

export function sumI32(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  if (groups == 0 && formOf(index, validity, list) != ANY) return sumAll32(data, index, rows, state, seen);
  return sum64<i32>(data, index, validity, list, rows, groups, state, seen);
}

export function sumI64(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sum64<i64>(data, index, validity, list, rows, groups, state, seen);
}

/** The high word is touched only when it changes, which is rare: the low word alone is the chain of additions. */
// @ts-ignore: decorator
@inline
function add128(state: usize, seen: usize, group: usize, low: u64, high: i64): i64 {
  const cell = state + (group << 4);
  const sum = load<u64>(cell) + low;
  store<u64>(cell, sum);
  store<u8>(seen + group, 1);
  const carried = high + <i64>(sum < low);
  if (carried == 0) return 0;
  const before = load<i64>(cell, 8);
  const after = before + carried;
  store<i64>(cell, after, 8);
  return (before ^ after) & (high ^ after);
}

// @ts-ignore: decorator
@inline
function sumWideLoop<T>(form: i32, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow: i64 = 0;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowIn(form, list, at);
    const slot = slotIn(form, index, validity, row);
    if (form == ANY && slot < 0) continue;
    const value = <i64>load<T>(data + (<usize>slot << alignof<T>()));
    overflow |= add128(state, seen, groupAt(groups, row), <u64>value, value >> 63);
  }
  return <i32>(overflow >> 63);
}

// @ts-ignore: decorator
@inline
function sumWide<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  const form = formOf(index, validity, list);
  if (form != ANY && groups == 0) return sumAllWide<T>(data, index, rows, state, seen);
  if (form == INDEXED) return sumWideLoop<T>(INDEXED, data, index, validity, list, rows, groups, state, seen);
  if (form == ANY) return sumWideLoop<T>(ANY, data, index, validity, list, rows, groups, state, seen);
  return sumWideLoop<T>(PLAIN, data, index, validity, list, rows, groups, state, seen);
}

/** i32 into an i128 state. */
export function sumI32Wide(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumWide<i32>(data, index, validity, list, rows, groups, state, seen);
}

/** i64 into an i128 state. */
export function sumI64Wide(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumWide<i64>(data, index, validity, list, rows, groups, state, seen);
}

// @ts-ignore: decorator
@inline
function sum128Loop(form: i32, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow: i64 = 0;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowIn(form, list, at);
    const slot = slotIn(form, index, validity, row);
    if (form == ANY && slot < 0) continue;
    const value = data + (<usize>slot << 4);
    overflow |= add128(state, seen, groupAt(groups, row), load<u64>(value), load<i64>(value, 8));
  }
  return <i32>(overflow >> 63);
}

/** i128 into an i128 state. */
export function sumI128(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  const form = formOf(index, validity, list);
  if (form == PLAIN) return sum128Loop(PLAIN, data, index, validity, list, rows, groups, state, seen);
  if (form == INDEXED) return sum128Loop(INDEXED, data, index, validity, list, rows, groups, state, seen);
  return sum128Loop(ANY, data, index, validity, list, rows, groups, state, seen);
}

// @ts-ignore: decorator
@inline
function isInfinite<S>(value: S): bool {
  return abs<S>(value) == <S>Infinity;
}

// An infinite sum of finite terms is an overflow.
// @ts-ignore: decorator
@inline
function addFloat<S>(state: usize, seen: usize, group: usize, value: S): bool {
  const cell = state + (group << alignof<S>());
  const before = load<S>(cell);
  const after = before + value;
  store<S>(cell, after);
  store<u8>(seen + group, 1);
  return isInfinite<S>(after) && !isInfinite<S>(before) && !isInfinite<S>(value);
}

// @ts-ignore: decorator
@inline
function sumFloatLoop<S, T>(form: i32, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let overflow = false;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowIn(form, list, at);
    const slot = slotIn(form, index, validity, row);
    if (form == ANY && slot < 0) continue;
    if (addFloat<S>(state, seen, groupAt(groups, row), <S>load<T>(data + (<usize>slot << alignof<T>())))) overflow = true;
  }
  return overflow ? -1 : 0;
}

/** One group: four sums of every fourth row, which do not wait for one another. */
// @ts-ignore: decorator
@inline
function sumFloatFlat<S, T>(data: usize, rows: i32, state: usize, seen: usize): i32 {
  const fours = rows & ~3;
  let first: S = 0;
  let second: S = 0;
  let third: S = 0;
  let fourth: S = 0;
  for (let row: i32 = 0; row < fours; row += 4) {
    const at = data + (<usize>row << alignof<T>());
    first += <S>load<T>(at);
    second += <S>load<T>(at, sizeof<T>());
    third += <S>load<T>(at, 2 * sizeof<T>());
    fourth += <S>load<T>(at, 3 * sizeof<T>());
  }
  const sum = first + second + (third + fourth);
  const before = load<S>(state);
  // What is not finite is added again in order, to tell an overflow from an infinity among the values.
  if (!(abs<S>(before + sum) < <S>Infinity)) return sumFloatLoop<S, T>(PLAIN, data, 0, 0, 0, rows, 0, state, seen);
  if (fours > 0) {
    store<S>(state, before + sum);
    store<u8>(seen, 1);
  }
  return sumFloatLoop<S, T>(PLAIN, data + (<usize>fours << alignof<T>()), 0, 0, 0, rows - fours, 0, state, seen);
}

// @ts-ignore: decorator
@inline
function sumFloat<S, T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  const form = formOf(index, validity, list);
  if (form == INDEXED) return sumFloatLoop<S, T>(INDEXED, data, index, validity, list, rows, groups, state, seen);
  if (form == ANY) return sumFloatLoop<S, T>(ANY, data, index, validity, list, rows, groups, state, seen);
  if (groups) return sumFloatLoop<S, T>(PLAIN, data, index, validity, list, rows, groups, state, seen);
  return sumFloatFlat<S, T>(data, rows, state, seen);
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
// two doubles: the plain sum, and the sum of what its additions lost. They are brought together when they are read:
// doing so at each addition would make the next one wait for it.
// @ts-ignore: decorator
@inline
function addTwice(state: usize, seen: usize, group: usize, value: f64, rest: f64): void {
  const cell = state + (group << 4);
  const high = load<f64>(cell);
  const sum = high + value;
  const back = sum - high;
  const error = (high - (sum - back)) + (value - back) + rest;
  store<f64>(cell, sum);
  store<f64>(cell, load<f64>(cell, 8) + error, 8);
  store<u8>(seen + group, 1);
}

// @ts-ignore: decorator
@inline
function sumTwofoldLoop<T>(form: i32, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowIn(form, list, at);
    const slot = slotIn(form, index, validity, row);
    if (form == ANY && slot < 0) continue;
    // A pair, or a double whose rest is nothing.
    const value = data + (<usize>slot << (isFloat<T>() ? 3 : 4));
    addTwice(state, seen, groupAt(groups, row), load<f64>(value), isFloat<T>() ? 0 : load<f64>(value, 8));
  }
}

// @ts-ignore: decorator
@inline
function sumTwofold<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  const form = formOf(index, validity, list);
  if (form == PLAIN) sumTwofoldLoop<T>(PLAIN, data, index, validity, list, rows, groups, state, seen);
  else if (form == INDEXED) sumTwofoldLoop<T>(INDEXED, data, index, validity, list, rows, groups, state, seen);
  else sumTwofoldLoop<T>(ANY, data, index, validity, list, rows, groups, state, seen);
  return 0;
}

/** f64 into a twofold sum. What is not finite is left to who reads the sum. */
export function sumF64Twice(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumTwofold<f64>(data, index, validity, list, rows, groups, state, seen);
}

/** Twofold sums, or twofold products, into a twofold sum. */
export function sumTwice(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  return sumTwofold<v128>(data, index, validity, list, rows, groups, state, seen);
}
