// min and max of lists and structs, with the conventions of hash-minmax.part.ts: an update lets a group's ref point into the batch,
// and its bytes are kept by that module's kernels.
import { compareLists, compareStructs } from "./list-compare.part";

const MIN: i32 = 0;

// @ts-ignore: decorator
@inline
function pick(
  data: usize,
  index: usize,
  validity: usize,
  list: usize,
  rows: i32,
  groups: usize,
  state: usize,
  seen: usize,
  which: i32,
  structs: bool,
): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = list ? <usize>load<u32>(list + ((<usize>at) << 2)) : <usize>at;
    const slot = index ? <usize>load<u32>(index + (row << 2)) : row;
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groups ? <usize>load<u32>(groups + (row << 2)) : 0;
    const cell = state + (group << 4);
    const value = load<u64>(data + (slot << 3));
    if (load<u8>(seen + group) != 0) {
      const kept = <usize>load<u32>(cell);
      const order = structs ? compareStructs(<usize>(<u32>value), kept) : compareLists(<usize>(<u32>value), kept);
      if (which == MIN ? order >= 0 : order <= 0) continue;
    }
    store<u64>(cell, value);
    store<u8>(seen + group, 2);
  }
}

/** `which`: 0 min, 1 max. */
export function pickLists(
  data: usize,
  index: usize,
  validity: usize,
  list: usize,
  rows: i32,
  groups: usize,
  state: usize,
  seen: usize,
  which: i32,
): void {
  pick(data, index, validity, list, rows, groups, state, seen, which, false);
}

/** `which`: 0 min, 1 max. */
export function pickStructs(
  data: usize,
  index: usize,
  validity: usize,
  list: usize,
  rows: i32,
  groups: usize,
  state: usize,
  seen: usize,
  which: i32,
): void {
  pick(data, index, validity, list, rows, groups, state, seen, which, true);
}
