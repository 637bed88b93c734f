// Bytes one behind the other: an aggregate whose running value is everything that its rows gave, with the conventions
// of hash-aggregate.part.ts. A state is that of refs (hash-minmax.part.ts): the ref, the bytes' address, their capacity;
// places grow by doubling, and what they leave behind lies unused.

import { copyBytes } from "./copy.part";
import { groupAt, rowAt } from "./hash-form.part";
import { slotAt } from "./slot.part";

/** The most bytes of one group: PostgreSQL's limit on a value. */
const LARGEST: u64 = 1073741823;
export const CONCAT_TOO_LARGE: i32 = -2;
export const CONCAT_NO_ROOM: i32 = -1;

/**
 * Moves a group's bytes to a place at `top` that has room for `length`; answers where the next place begins, or 0, with
 * the bytes that did not fit in the cursor.
 */
function moveTo(cell: usize, before: usize, length: u64, top: usize, end: usize, cursor: usize): usize {
  const room: usize = length <= 64 ? 64 : <usize>1 << (32 - <usize>clz(<u32>length - 1));
  if (end < top || end - top < room) {
    store<u32>(cursor, <u32>room, 12);
    return 0;
  }
  memory.copy(top, <usize>load<u32>(cell, 8), before);
  store<u32>(cell, <u32>top, 8);
  store<u32>(cell, <u32>room, 12);
  return top + room;
}

/**
 * cursor (u32): 0 the next entry of `list` or row, 4 the heap's next byte, 8 its end, 12 the bytes that did not fit.
 * Answers 0 when all rows are taken, CONCAT_NO_ROOM when the heap is full, CONCAT_TOO_LARGE.
 */
export function concatRefs(
  data: usize,
  index: usize,
  validity: usize,
  list: usize,
  rows: i32,
  groups: usize,
  state: usize,
  seen: usize,
  cursor: usize,
): i32 {
  let top = <usize>load<u32>(cursor, 4);
  const end = <usize>load<u32>(cursor, 8);
  let at = load<i32>(cursor);
  let status: i32 = 0;
  for (; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const value = load<u64>(data + (slot << 3));
    const added = value >> 32;
    const before = <u64>load<u32>(cell, 4);
    const length = before + added;
    if (length > LARGEST) {
      status = CONCAT_TOO_LARGE;
      break;
    }
    if (length > <u64>load<u32>(cell, 12)) {
      const next = moveTo(cell, <usize>before, length, top, end, cursor);
      if (next == 0) {
        status = CONCAT_NO_ROOM;
        break;
      }
      top = next;
    }
    const to = load<u32>(cell, 8);
    copyBytes(<usize>to + <usize>before, <usize>(<u32>value), <usize>added);
    store<u64>(cell, (length << 32) | <u64>to);
    store<u8>(seen + group, 1);
  }
  store<i32>(cursor, at);
  store<u32>(cursor, <u32>top, 4);
  return status;
}

// @ts-ignore: decorator
@inline
function concatValues<T>(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  let top = <usize>load<u32>(cursor, 4);
  const end = <usize>load<u32>(cursor, 8);
  let at = load<i32>(cursor);
  let status: i32 = 0;
  for (; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const before = load<u32>(cell, 4);
    const length = <u64>before + sizeof<T>();
    if (length > <u64>load<u32>(cell, 12)) {
      if (length > LARGEST) {
        status = CONCAT_TOO_LARGE;
        break;
      }
      const next = moveTo(cell, <usize>before, length, top, end, cursor);
      if (next == 0) {
        status = CONCAT_NO_ROOM;
        break;
      }
      top = next;
      store<u32>(cell, load<u32>(cell, 8));
    }
    const to = <usize>load<u32>(cell) + <usize>before;
    if (sizeof<T>() == 16) v128.store(to, v128.load(data + (slot << 4)));
    else store<T>(to, load<T>(data + slot * sizeof<T>()));
    store<u32>(cell, <u32>length, 4);
    store<u8>(seen + group, 1);
  }
  store<i32>(cursor, at);
  store<u32>(cursor, <u32>top, 4);
  return status;
}

/** As concatRefs, of values of one byte that are not refs to bytes but lie there themselves. */
export function concat1(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return concatValues<u8>(data, index, validity, list, rows, groups, state, seen, cursor);
}

export function concat4(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return concatValues<u32>(data, index, validity, list, rows, groups, state, seen, cursor);
}

export function concat8(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return concatValues<u64>(data, index, validity, list, rows, groups, state, seen, cursor);
}

export function concat16(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, cursor: usize): i32 {
  return concatValues<v128>(data, index, validity, list, rows, groups, state, seen, cursor);
}
