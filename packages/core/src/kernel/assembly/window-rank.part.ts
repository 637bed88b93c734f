// Where the partition or the peer group of each position begins and ends, and the functions that follow from it
// alone: numbers, ranks and distributions.

/** Bytes of `bounds` at or above it begin a peer group, or a partition. */
const PARTITION: u8 = 2;

// @ts-ignore: decorator
@inline
function at32(array: usize, position: u32): u32 {
  return load<u32>(array + ((<usize>position) << 2));
}

// @ts-ignore: decorator
@inline
function put64(array: usize, position: u32, value: i64): void {
  store<i64>(array + ((<usize>position) << 3), value);
}

/** out[p] = first position of the span that p is in; a span begins where bounds >= least. */
export function spanStarts(bounds: usize, least: u8, from: u32, to: u32, out: usize): void {
  let start = from > 0 ? at32(out, from - 1) : 0;
  for (let p = from; p < to; p++) {
    if (load<u8>(bounds + p) >= least) start = p;
    store<u32>(out + ((<usize>p) << 2), start);
  }
}

/** out[p] = position behind the span that p is in. Slices come from the last to the first. */
export function spanEnds(bounds: usize, least: u8, from: u32, to: u32, rows: u32, out: usize): void {
  let end = to == rows || load<u8>(bounds + to) >= least ? to : at32(out, to);
  for (let p = to; p > from; ) {
    p--;
    store<u32>(out + ((<usize>p) << 2), end);
    if (load<u8>(bounds + p) >= least) end = p;
  }
}

/** out[p] = number of the span that p is in, from 0; `firsts` | 0: the first position of each. Answers how many so far. */
export function spanNumbers(bounds: usize, least: u8, from: u32, to: u32, out: usize, firsts: usize): u32 {
  let count = from > 0 ? at32(out, from - 1) + 1 : 0;
  for (let p = from; p < to; p++) {
    if (load<u8>(bounds + p) >= least) {
      if (firsts) store<u32>(firsts + ((<usize>count) << 2), p);
      count++;
    }
    store<u32>(out + ((<usize>p) << 2), count - 1);
  }
  return count;
}

/**
 * Cuts [from, to) into shares of whole partitions, of at least `target` rows but for the last: their ends to `out`, at
 * most `capacity`. cursor: u32 next position to look at, u32 start of the share that is open. Answers how many.
 */
export function cutShares(bounds: usize, to: u32, target: u32, cursor: usize, out: usize, capacity: u32): u32 {
  let p = load<u32>(cursor);
  let start = load<u32>(cursor, 4);
  let count: u32 = 0;
  for (; p < to && count < capacity; p++) {
    if (p - start < target || load<u8>(bounds + p) < PARTITION) continue;
    store<u32>(out + ((<usize>count) << 2), p);
    count++;
    start = p;
  }
  store<u32>(cursor, p);
  store<u32>(cursor, start, 4);
  return count;
}

/** row_number() with starts of partitions, rank() with starts of peers: both less the partition's start, plus 1. */
export function rowNumbers(partitions: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) put64(out, p, <i64>(p - at32(partitions, p)) + 1);
}

export function ranks(partitions: usize, peers: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) put64(out, p, <i64>(at32(peers, p) - at32(partitions, p)) + 1);
}

/** numbers: of the peer group of each position, over all partitions. */
export function denseRanks(partitions: usize, numbers: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) put64(out, p, <i64>(at32(numbers, p) - at32(numbers, at32(partitions, p))) + 1);
}

/** (rank - 1) / (rows - 1), 0 for a single row. */
export function percentRanks(partitions: usize, ends: usize, peers: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    const start = at32(partitions, p);
    const rows = at32(ends, p) - start;
    const value = rows > 1 ? <f64>(at32(peers, p) - start) / <f64>(rows - 1) : 0;
    store<f64>(out + ((<usize>p) << 3), value);
  }
}

/** Rows up to the last peer / rows. */
export function cumulativeShares(partitions: usize, ends: usize, peerEnds: usize, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    const start = at32(partitions, p);
    store<f64>(out + ((<usize>p) << 3), <f64>(at32(peerEnds, p) - start) / <f64>(at32(ends, p) - start));
  }
}

/**
 * ntile(i32 column by row): a partition's first value that is not NULL holds for the rows from there on, which are
 * counted from there; before it they are NULL. The larger buckets come first. Answers 1 when a value is not greater
 * than 0. cursor: u32 start of the partition (~0 at first), i32 its buckets (0: none yet), u32 first row of the first
 * bucket.
 */
export function bucketNumbers(data: usize, validity: usize, order: usize, partitions: usize, ends: usize, from: u32, to: u32, cursor: usize, out: usize, valid: usize): i32 {
  let start = load<u32>(cursor);
  let buckets = load<i32>(cursor, 4);
  let first = load<u32>(cursor, 8);
  for (let p = from; p < to; p++) {
    if (at32(partitions, p) != start) {
      start = at32(partitions, p);
      buckets = 0;
    }
    const row = <usize>at32(order, p);
    if (buckets == 0 && (validity == 0 || load<u8>(validity + row) != 0)) {
      buckets = load<i32>(data + (row << 2));
      if (buckets <= 0) return 1;
      first = p;
    }
    store<u8>(valid + p, buckets != 0 ? 1 : 0);
    if (buckets == 0) continue;
    const rows = at32(ends, p) - start;
    const least = rows / <u32>buckets;
    const larger = rows % <u32>buckets;
    const place = p - first;
    const inLarger = larger * (least + 1);
    const number = place < inLarger ? place / (least + 1) : larger + (place - inLarger) / least;
    store<i32>(out + ((<usize>p) << 2), <i32>number + 1);
  }
  store<u32>(cursor, start);
  store<i32>(cursor, buckets, 4);
  store<u32>(cursor, first, 8);
  return 0;
}
