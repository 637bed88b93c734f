// Bytes one behind the other: an aggregate whose running value is everything that its rows gave, with the conventions
// of hash-aggregate.part.ts. A state is that of refs (hash-minmax.part.ts): the ref, the bytes' address, their capacity;
// places grow by doubling, and what they leave behind lies unused.

import { copyBytes } from "./copy.part";
import { groupAt, rowAt, slotAt } from "./hash-form.part";

/** The most bytes of one group: PostgreSQL's limit on a value. */
const LARGEST: u64 = 1073741823;
export const CONCAT_TOO_LARGE: i32 = -2;
export const CONCAT_NO_ROOM: i32 = -1;

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
      const room: usize = length <= 64 ? 64 : <usize>1 << (32 - <usize>clz(<u32>length - 1));
      if (end < top || end - top < room) {
        store<u32>(cursor, <u32>room, 12);
        status = CONCAT_NO_ROOM;
        break;
      }
      memory.copy(top, <usize>load<u32>(cell, 8), <usize>before);
      store<u32>(cell, <u32>top, 8);
      store<u32>(cell, <u32>room, 12);
      top += room;
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
