// Merge sort and merging of sorted runs, for records that do not pack. An element is 16 bytes, a monotone
// prefix of the record and its row, so that most comparisons stay in the elements.

/** memcmp order of two refs, a prefix before what it begins. */
function compareRefs(left: u64, right: u64): i32 {
  const leftLength = <u32>(left >> 32);
  const rightLength = <u32>(right >> 32);
  const leftAt = <usize>(left & 0xffffffff);
  const rightAt = <usize>(right & 0xffffffff);
  const shorter = min(leftLength, rightLength);
  let at: u32 = 0;
  while (at + 8 <= shorter) {
    const a = load<u64>(leftAt + at);
    const b = load<u64>(rightAt + at);
    if (a != b) return bswap(a) < bswap(b) ? -1 : 1;
    at += 8;
  }
  while (at < shorter) {
    const difference = <i32>load<u8>(leftAt + at) - <i32>load<u8>(rightAt + at);
    if (difference != 0) return difference;
    at++;
  }
  return leftLength < rightLength ? -1 : leftLength > rightLength ? 1 : 0;
}

/** Order of two records, each with its own table of ties (| 0: no strings). */
export function compareRecords(leftKeys: usize, left: u32, leftTies: usize, rightKeys: usize, right: u32, rightTies: usize, words: i32): i32 {
  const width = (<usize>words) << 3;
  const leftRecord = leftKeys + <usize>left * width;
  const rightRecord = rightKeys + <usize>right * width;
  for (let word: i32 = 0; word < words; word++) {
    const a = load<u64>(leftRecord + ((<usize>word) << 3));
    const b = load<u64>(rightRecord + ((<usize>word) << 3));
    if (a != b) return a < b ? -1 : 1;
    if (leftTies == 0) continue;
    const leftTie = load<u32>(leftTies + ((<usize>word) << 2));
    if (leftTie == 0) continue;
    const rightTie = load<u32>(rightTies + ((<usize>word) << 2));
    const sign = leftTie & 1 ? -1 : 1;
    const difference = compareRefs(
      load<u64>(<usize>(leftTie & ~1) + ((<usize>left) << 3)),
      load<u64>(<usize>(rightTie & ~1) + ((<usize>right) << 3)),
    );
    if (difference != 0) return difference * sign;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function isAfter(left: usize, right: usize, keys: usize, words: i32, ties: usize): bool {
  const a = load<u64>(left);
  const b = load<u64>(right);
  if (a != b) return a > b;
  return compareRecords(keys, load<u32>(left, 8), ties, keys, load<u32>(right, 8), ties, words) > 0;
}

/** Insertion sort of elements [start, end). */
// @ts-ignore: decorator
@inline
function sortFew(elements: usize, start: u32, end: u32, keys: usize, words: i32, ties: usize): void {
  const low = elements + ((<usize>start) << 4);
  const high = elements + ((<usize>end) << 4);
  for (let element = low + 16; element < high; element += 16) {
    let place = element;
    while (place > low && isAfter(place - 16, element, keys, words, ties)) place -= 16;
    if (place == element) continue;
    const moved = v128.load(element);
    memory.copy(place + 16, place, element - place);
    v128.store(place, moved);
  }
}

/** Sorts elements within each aligned block of `block` (from is aligned). */
export function sortBlocks(elements: usize, keys: usize, words: i32, ties: usize, from: u32, to: u32, block: u32): void {
  for (let start = from; start < to; start += block) sortFew(elements, start, min(start + block, to), keys, words, ties);
}

/**
 * Elements that are sorted by their prefixes: sorts those of equal prefix by their records, from `from` to `to`
 * or some way beyond. Answers where it stopped, or 0xffffffff when more than `most` have the same prefix.
 */
export function sortTies(elements: usize, keys: usize, words: i32, ties: usize, from: u32, to: u32, rows: u32, most: u32): u32 {
  let start = from;
  while (start < to) {
    const prefix = load<u64>(elements + ((<usize>start) << 4));
    let end = start + 1;
    while (end < rows && load<u64>(elements + ((<usize>end) << 4)) == prefix) {
      end++;
      if (end - start > most) return 0xffffffff;
    }
    if (end - start > 1) sortFew(elements, start, end, keys, words, ties);
    start = end;
  }
  return start;
}

/**
 * One pass that merges neighbouring runs of `run` elements, at most `budget` elements. cursor: 0 elements
 * written, 1 and 2 the next of the left and right run. The caller zeroes it and calls until cursor[0] = rows.
 */
export function mergePass(source: usize, target: usize, rows: u32, run: u32, keys: usize, words: i32, ties: usize, budget: u32, cursor: usize): void {
  let written = load<u32>(cursor);
  let left = load<u32>(cursor, 4);
  let right = load<u32>(cursor, 8);
  const stop = min(rows - written, budget) + written;
  while (written < stop) {
    // Runs are powers of two long, so the pair's start follows from the position.
    const start = written & ~(2 * run - 1);
    const middle = min(rows - start, run) + start;
    const end = min(rows - start, 2 * run) + start;
    if (written == start) {
      left = start;
      right = middle;
      const inOrder = middle == end || !isAfter(source + ((<usize>(middle - 1)) << 4), source + ((<usize>middle) << 4), keys, words, ties);
      if (inOrder && end <= stop) {
        memory.copy(target + ((<usize>start) << 4), source + ((<usize>start) << 4), (<usize>(end - start)) << 4);
        written = end;
        continue;
      }
    }
    const until = min(stop, end);
    let a = source + ((<usize>left) << 4);
    let b = source + ((<usize>right) << 4);
    const aEnd = source + ((<usize>middle) << 4);
    const bEnd = source + ((<usize>end) << 4);
    let to = target + ((<usize>written) << 4);
    const toEnd = target + ((<usize>until) << 4);
    while (to < toEnd) {
      if (a < aEnd && (b == bEnd || !isAfter(a, b, keys, words, ties))) {
        v128.store(to, v128.load(a));
        a += 16;
      } else {
        v128.store(to, v128.load(b));
        b += 16;
      }
      to += 16;
    }
    written = until;
    left = <u32>((a - source) >> 4);
    right = <u32>((b - source) >> 4);
  }
  store<u32>(cursor, written);
  store<u32>(cursor, left, 4);
  store<u32>(cursor, right, 8);
}

/** The row numbers of elements [from, to). */
export function elementRows(source: usize, from: u32, to: u32, out: usize): void {
  for (let at = from; at < to; at++) {
    store<u32>(out + ((<usize>at) << 2), load<u32>(source + ((<usize>at) << 4), 8));
  }
}

// A run of a k-way merge is 20 bytes: keys, ties | 0, address of the sorted row numbers (u32), their count,
// the position of the next.

// @ts-ignore: decorator
@inline
function runRow(run: usize): u32 {
  return load<u32>(<usize>load<u32>(run, 8) + (<usize>load<u32>(run, 16) << 2));
}

/** Does run a's next row come before run b's? Equal rows come from the run of lower number first. */
// @ts-ignore: decorator
@inline
function comesFirst(runs: usize, a: u32, b: u32, words: i32): bool {
  const left = runs + <usize>a * 20;
  const right = runs + <usize>b * 20;
  const order = compareRecords(<usize>load<u32>(left), runRow(left), <usize>load<u32>(left, 4), <usize>load<u32>(right), runRow(right), <usize>load<u32>(right, 4), words);
  return order != 0 ? order < 0 : a < b;
}

function siftDown(heap: usize, size: u32, from: u32, runs: usize, words: i32): void {
  let at = from;
  const moved = load<u32>(heap + ((<usize>at) << 2));
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && comesFirst(runs, load<u32>(heap + ((<usize>(child + 1)) << 2)), load<u32>(heap + ((<usize>child) << 2)), words)) child++;
    const candidate = load<u32>(heap + ((<usize>child) << 2));
    if (!comesFirst(runs, candidate, moved, words)) break;
    store<u32>(heap + ((<usize>at) << 2), candidate);
    at = child;
  }
  store<u32>(heap + ((<usize>at) << 2), moved);
}

/** Builds the heap (u32 per run) of the runs that are not empty; answers how many. */
export function mergeStart(runs: usize, count: u32, words: i32, heap: usize): u32 {
  let size: u32 = 0;
  for (let run: u32 = 0; run < count; run++) {
    const at = runs + <usize>run * 20;
    if (load<u32>(at, 16) < load<u32>(at, 12)) {
      store<u32>(heap + ((<usize>size) << 2), run);
      size++;
    }
  }
  for (let at = size >> 1; at-- > 0; ) siftDown(heap, size, at, runs, words);
  return size;
}

/** The next rows in order, at most `capacity`: run number and row number of each. size[0] is the heap's size. */
export function mergeNext(runs: usize, words: i32, heap: usize, size: usize, outRun: usize, outRow: usize, capacity: u32): u32 {
  let left = load<u32>(size);
  let count: u32 = 0;
  while (left > 0 && count < capacity) {
    const number = load<u32>(heap);
    const run = runs + <usize>number * 20;
    store<u32>(outRun + ((<usize>count) << 2), number);
    store<u32>(outRow + ((<usize>count) << 2), runRow(run));
    count++;
    const position = load<u32>(run, 16) + 1;
    store<u32>(run, position, 16);
    if (position == load<u32>(run, 12)) {
      left--;
      store<u32>(heap, load<u32>(heap + ((<usize>left) << 2)));
    }
    if (left > 1) siftDown(heap, left, 0, runs, words);
  }
  store<u32>(size, left);
  return count;
}

/**
 * Rows whose record comes before the record `bound` (row boundRow of boundKeys): the rest cannot be among the
 * first of a top-k whose last is the bound, since later rows lose ties. Answers how many.
 */
export function rowsBefore(keys: usize, words: i32, ties: usize, rows: u32, boundKeys: usize, boundRow: u32, boundTies: usize, out: usize): u32 {
  const width = (<usize>words) << 3;
  const bound = load<u64>(boundKeys + <usize>boundRow * width);
  let count: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const first = load<u64>(keys + <usize>row * width);
    if (first > bound) continue;
    if (first == bound && compareRecords(keys, row, ties, boundKeys, boundRow, boundTies, words) >= 0) continue;
    store<u32>(out + (count << 2), row);
    count++;
  }
  return <u32>count;
}
