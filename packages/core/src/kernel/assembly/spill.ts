// Kernels of spilling operators: merging sorted runs of which only a window each is in memory, key records by
// group, states of probe rows over several build sides; and packing what is written (lz4-pack.part.ts).
import { compareRecords } from "./sort-merge.part";

export * from "./lz4-pack.part";

/** out[i] = record ids[i], of `words` u64 each. */
export function gatherRecords(records: usize, words: i32, ids: usize, rows: u32, out: usize): void {
  const width = (<usize>words) << 3;
  for (let row: u32 = 0; row < rows; row++) {
    const from = records + <usize>load<u32>(ids + ((<usize>row) << 2)) * width;
    const to = out + <usize>row * width;
    for (let at: usize = 0; at < width; at += 8) store<u64>(to + at, load<u64>(from + at));
  }
}

/** A window is two u32: the next record, and the record behind the last. */
// @ts-ignore: decorator
@inline
function isBefore(windows: usize, left: u32, right: u32, keys: usize, words: i32, ties: usize): bool {
  const a = load<u32>(windows + ((<usize>left) << 3));
  const b = load<u32>(windows + ((<usize>right) << 3));
  const order = compareRecords(keys, a, ties, keys, b, ties, words);
  return order != 0 ? order < 0 : left < right;
}

function sink(heap: usize, size: u32, start: u32, windows: usize, keys: usize, words: i32, ties: usize): void {
  const moved = load<u32>(heap + ((<usize>start) << 2));
  let at = start;
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= size) break;
    let least = load<u32>(heap + ((<usize>child) << 2));
    if (child + 1 < size) {
      const other = load<u32>(heap + ((<usize>(child + 1)) << 2));
      if (isBefore(windows, other, least, keys, words, ties)) {
        child++;
        least = other;
      }
    }
    if (!isBefore(windows, least, moved, keys, words, ties)) break;
    store<u32>(heap + ((<usize>at) << 2), least);
    at = child;
  }
  store<u32>(heap + ((<usize>at) << 2), moved);
}

/**
 * The next records in order, at most `capacity`, to `out` (u32 each), up to the last of any window that is not empty
 * at first: it must be filled anew, or stay empty. Answers how many. heap: room for a u32 per window.
 */
export function mergeWindows(windows: usize, count: u32, keys: usize, words: i32, ties: usize, heap: usize, out: usize, capacity: u32): u32 {
  let size: u32 = 0;
  for (let window: u32 = 0; window < count; window++) {
    const at = windows + ((<usize>window) << 3);
    if (load<u32>(at) < load<u32>(at, 4)) {
      store<u32>(heap + ((<usize>size) << 2), window);
      size++;
    }
  }
  if (size == 0) return 0;
  for (let at = size >> 1; at-- > 0; ) sink(heap, size, at, windows, keys, words, ties);
  let written: u32 = 0;
  while (written < capacity) {
    const at = windows + ((<usize>load<u32>(heap)) << 3);
    const record = load<u32>(at);
    store<u32>(out + ((<usize>written) << 2), record);
    written++;
    store<u32>(at, record + 1);
    if (record + 1 == load<u32>(at, 4)) break;
    sink(heap, size, 0, windows, keys, words, ties);
  }
  return written;
}

/**
 * Takes the states (join.ts: 0 none, 1 hit, 2 unsure) of rows over some build rows into those over others: a hit
 * counts most. Answers 1 when a row was hit by both.
 */
export function mergeStates(states: usize, rows: u32, into: usize): u32 {
  let again: u32 = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const state = load<u8>(states + row);
    const before = load<u8>(into + row);
    again |= <u32>(state & before & 1);
    store<u8>(into + row, (state | before) & 1 ? 1 : state | before);
  }
  return again;
}
