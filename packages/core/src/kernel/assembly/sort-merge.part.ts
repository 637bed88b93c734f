// Comparing whole records, and merging sorted runs of them. An element is 16 bytes, a monotone prefix of the record
// and its row, so that most comparisons stay in the elements.

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
export function sortFew(elements: usize, start: u32, end: u32, keys: usize, words: i32, ties: usize): void {
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
