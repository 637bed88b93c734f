// min, max and first value, with the conventions of hash-aggregate.part.ts; bool and/or are min and max of
// bytes. `which`: 0 min, 1 max, 2 first; of integers also 3 and, 4 or, 5 exclusive or, bit by bit. Floats in PostgreSQL's order: NaN is the greatest.

import { ANY, formOf, groupAt, INDEXED, PLAIN, rowAt, rowIn, slotIn } from "./hash-form.part";
import { slotAt } from "./slot.part";
import { compareBytes } from "./hash-mix.part";

const MIN: i32 = 0;
const MAX: i32 = 1;
const BIT_AND: i32 = 3;
const BIT_OR: i32 = 4;

// @ts-ignore: decorator
@inline
function less<T>(left: T, right: T): bool {
  if (isFloat<T>()) return left < right || (right != right && left == left);
  return left < right;
}

// @ts-ignore: decorator
@inline
function pick<T>(form: i32, data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowIn(form, list, at);
    const slot = slotIn(form, index, validity, row);
    if (form == ANY && slot < 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << alignof<T>());
    const value = load<T>(data + (<usize>slot << alignof<T>()));
    if (load<u8>(seen + group) != 0) {
      const before = load<T>(cell);
      if (which == MIN ? !less<T>(value, before) : which == MAX ? !less<T>(before, value) : true) continue;
    } else {
      store<u8>(seen + group, 1);
    }
    store<T>(cell, value);
  }
}

// @ts-ignore: decorator
@inline
function pickForm<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  const form = formOf(index, validity, list);
  if (form == PLAIN) pick<T>(PLAIN, data, index, validity, list, rows, groups, state, seen, which);
  else if (form == INDEXED) pick<T>(INDEXED, data, index, validity, list, rows, groups, state, seen, which);
  else pick<T>(ANY, data, index, validity, list, rows, groups, state, seen, which);
}

// @ts-ignore: decorator
@inline
function dispatch<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  if (which == MIN) pickForm<T>(data, index, validity, list, rows, groups, state, seen, 0);
  else if (which == MAX) pickForm<T>(data, index, validity, list, rows, groups, state, seen, 1);
  else pickForm<T>(data, index, validity, list, rows, groups, state, seen, 2);
}

// @ts-ignore: decorator
@inline
function bits<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << alignof<T>());
    const value = load<T>(data + (slot << alignof<T>()));
    const before = load<T>(cell);
    if (load<u8>(seen + group) == 0) {
      store<u8>(seen + group, 1);
      store<T>(cell, value);
    } else {
      store<T>(cell, which == BIT_AND ? before & value : which == BIT_OR ? before | value : before ^ value);
    }
  }
}

export function pickU8(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  dispatch<u8>(data, index, validity, list, rows, groups, state, seen, which);
}

export function pickI32(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  if (which >= BIT_AND) bits<i32>(data, index, validity, list, rows, groups, state, seen, which);
  else dispatch<i32>(data, index, validity, list, rows, groups, state, seen, which);
}

export function pickI64(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  if (which >= BIT_AND) bits<i64>(data, index, validity, list, rows, groups, state, seen, which);
  else dispatch<i64>(data, index, validity, list, rows, groups, state, seen, which);
}

export function pickF32(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  dispatch<f32>(data, index, validity, list, rows, groups, state, seen, which);
}

export function pickF64(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  dispatch<f64>(data, index, validity, list, rows, groups, state, seen, which);
}

export function pickI128(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const low = load<u64>(data + (slot << 4));
    const high = load<i64>(data + (slot << 4), 8);
    if (load<u8>(seen + group) != 0) {
      if (which != MIN && which != MAX) continue;
      const beforeLow = load<u64>(cell);
      const before = load<i64>(cell, 8);
      const isLess = high < before || (high == before && low < beforeLow);
      if (which == MIN ? !isLess : isLess || (high == before && low == beforeLow)) continue;
    } else {
      store<u8>(seen + group, 1);
    }
    store<u64>(cell, low);
    store<i64>(cell, high, 8);
  }
}

// A ref state is 16 bytes: the ref, the bytes' own address, their capacity (0: none yet). An update lets
// the ref point into the input (seen = 2); before the input goes away, refsToKeep counts the bytes that have
// to be copied (seen = 3) and refsKeep copies them to the given heap, reusing the group's old place if it fits.

// @ts-ignore: decorator
@inline
function pickBytes(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32, isPadded: bool): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const value = load<u64>(data + (slot << 3));
    if (load<u8>(seen + group) != 0) {
      if (which != MIN && which != MAX) continue;
      const before = load<u64>(cell);
      const order = isPadded ? compareBytes(withoutBlanks(value), withoutBlanks(before)) : compareBytes(value, before);
      if (which == MIN ? order >= 0 : order <= 0) continue;
    }
    store<u64>(cell, value);
    store<u8>(seen + group, 2);
  }
}

/** The ref without the blanks at its end, which character(n) does not compare. */
function withoutBlanks(ref: u64): u64 {
  const address = <usize>(<u32>ref);
  let length = <usize>(ref >> 32);
  while (length > 0 && load<u8>(address + length - 1) == 32) length--;
  return (<u64>length << 32) | <u64>address;
}

/** Texts, in the order of their bytes. */
export function pickRefs(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  pickBytes(data, index, validity, list, rows, groups, state, seen, which, false);
}

/** character(n): trailing blanks do not count. */
export function pickPaddedRefs(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  pickBytes(data, index, validity, list, rows, groups, state, seen, which, true);
}

// @ts-ignore: decorator
@inline
function room(length: u32): u32 {
  return length <= 16 ? 16 : (<u32>1) << (32 - clz(length - 1));
}

/** Bytes that refsKeep will take for the groups of these rows: as a float, for groups may show the same value, and come to more than 4 GiB. */
export function refsToKeep(list: usize, rows: i32, groups: usize, state: usize, seen: usize): f64 {
  let bytes: u64 = 0;
  for (let at: i32 = 0; at < rows; at++) {
    const group = groupAt(groups, rowAt(list, at));
    if (load<u8>(seen + group) != 2) continue;
    store<u8>(seen + group, 3);
    const cell = state + (group << 4);
    const length = load<u32>(cell, 4);
    if (length > load<u32>(cell, 12)) bytes += <u64>room(length);
  }
  return <f64>bytes;
}

export function refsKeep(list: usize, rows: i32, groups: usize, state: usize, seen: usize, heap: usize): void {
  let top = heap;
  for (let at: i32 = 0; at < rows; at++) {
    const group = groupAt(groups, rowAt(list, at));
    if (load<u8>(seen + group) != 3) continue;
    store<u8>(seen + group, 1);
    const cell = state + (group << 4);
    const length = load<u32>(cell, 4);
    if (length > load<u32>(cell, 12)) {
      store<u32>(cell, <u32>top, 8);
      store<u32>(cell, room(length), 12);
      top += room(length);
    }
    memory.copy(<usize>load<u32>(cell, 8), <usize>load<u32>(cell), length);
    store<u32>(cell, load<u32>(cell, 8));
  }
}

/** The refs of `count` ref states, one after the other. */
export function refsOf(state: usize, count: u32, out: usize): void {
  for (let group: u32 = 0; group < count; group++) {
    store<u64>(out + (<usize>group << 3), load<u64>(state + (<usize>group << 4)));
  }
}
