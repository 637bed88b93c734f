// min and max of lists, with the conventions of hash-minmax.part.ts: an update lets a group's ref point into the batch,
// and its bytes are kept by that module's kernels.
import { compareLists } from "./list-compare.part";

const MIN: i32 = 0;

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
  for (let at: i32 = 0; at < rows; at++) {
    const row = list ? <usize>load<u32>(list + ((<usize>at) << 2)) : <usize>at;
    const slot = index ? <usize>load<u32>(index + (row << 2)) : row;
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groups ? <usize>load<u32>(groups + (row << 2)) : 0;
    const cell = state + (group << 4);
    const value = load<u64>(data + (slot << 3));
    if (load<u8>(seen + group) != 0) {
      const order = compareLists(<usize>(<u32>value), <usize>load<u32>(cell));
      if (which == MIN ? order >= 0 : order <= 0) continue;
    }
    store<u64>(cell, value);
    store<u8>(seen + group, 2);
  }
}
