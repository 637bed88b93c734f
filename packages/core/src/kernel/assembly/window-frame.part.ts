// Frames: for each position the half-open ranges of positions that an aggregate or a value function takes. A frame is
// a table of `count` pairs of addresses (u32 begin per position, u32 end per position), one pair, or three where rows
// are excluded. Ranges of a position do not overlap and stand in ascending order.

// @ts-ignore: decorator
@inline
function at32(array: usize, position: u32): u32 {
  return load<u32>(array + ((<usize>position) << 2));
}

// @ts-ignore: decorator
@inline
function put32(array: usize, position: u32, value: u32): void {
  store<u32>(array + ((<usize>position) << 2), value);
}

/** out[p] = p. */
export function places(from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) put32(out, p, p);
}

/** out[p] = positions[p] + by, modulo 2^32. */
export function movePositions(positions: usize, by: u32, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) put32(out, p, at32(positions, p) + by);
}

/** out[p] = p + delta within the partition of p. */
export function rowBounds(partitions: usize, ends: usize, from: u32, to: u32, delta: i64, out: usize): void {
  for (let p = from; p < to; p++) {
    const bound = <i64>p + delta;
    put32(out, p, <u32>max<i64>(<i64>at32(partitions, p), min<i64>(<i64>at32(ends, p), bound)));
  }
}

/** out[p] = first position of the peer group that is `delta` groups after the one of p, within the partition of p. */
export function groupBounds(partitions: usize, ends: usize, numbers: usize, firsts: usize, from: u32, to: u32, delta: i64, out: usize): void {
  for (let p = from; p < to; p++) {
    const start = at32(partitions, p);
    const end = at32(ends, p);
    const group = <i64>at32(numbers, p) + delta;
    if (group <= <i64>at32(numbers, start)) put32(out, p, start);
    else if (group > <i64>at32(numbers, end - 1)) put32(out, p, end);
    else put32(out, p, at32(firsts, <u32>group));
  }
}

/** A frame that ends before it begins is empty. */
export function closeBounds(begins: usize, ends: usize, from: u32, to: u32): void {
  for (let p = from; p < to; p++) if (at32(ends, p) < at32(begins, p)) put32(ends, p, at32(begins, p));
}

/**
 * The frame without positions [excludedStart, excludedEnd), of which the current row comes back where `ties`: three
 * ranges to the pairs of `table`. All of these count from a position `base` before the first one here.
 */
export function excludeRows(begins: usize, ends: usize, excludedStarts: usize, excludedEnds: usize, ties: i32, base: u32, from: u32, to: u32, table: usize): void {
  const begin0 = <usize>load<u32>(table);
  const end0 = <usize>load<u32>(table, 4);
  const begin1 = <usize>load<u32>(table, 8);
  const end1 = <usize>load<u32>(table, 12);
  const begin2 = <usize>load<u32>(table, 16);
  const end2 = <usize>load<u32>(table, 20);
  for (let p = from; p < to; p++) {
    const current = base + p;
    const begin = at32(begins, p);
    const end = at32(ends, p);
    const first = excludedStarts ? at32(excludedStarts, p) : current;
    const last = excludedEnds ? at32(excludedEnds, p) : current + 1;
    put32(begin0, p, begin);
    put32(end0, p, max(begin, min(end, first)));
    const isBack = ties != 0 && current >= begin && current < end;
    put32(begin1, p, current);
    put32(end1, p, isBack ? current + 1 : current);
    const rest = min(end, max(begin, last));
    put32(begin2, p, rest);
    put32(end2, p, end);
  }
}
