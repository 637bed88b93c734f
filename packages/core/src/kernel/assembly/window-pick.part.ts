// Functions whose value is a column's at another row: which row it is, as an index over the column (u32 per
// position). `none` stands for NULL: the slot behind the last row. order | 0: positions are rows.

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

// @ts-ignore: decorator
@inline
function rowAt(order: usize, position: u32): u32 {
  return order ? at32(order, position) : position;
}

/**
 * lag and lead: the row `sign` * offset after the current one. offsets: i32 column by row, | 0: 1 for all. `outside`
 * (| 0): a byte per position, 1 where the offset is not NULL and leaves the partition. Partitions, ends and what is found
 * count from a position `base` before the first one here.
 */
export function offsetRows(offsets: usize, validity: usize, order: usize, partitions: usize, ends: usize, sign: i32, none: u32, base: u32, from: u32, to: u32, out: usize, outside: usize): void {
  for (let p = from; p < to; p++) {
    const row = <usize>rowAt(order, p);
    const isNull = offsets != 0 && validity != 0 && load<u8>(validity + row) == 0;
    const offset = offsets ? <i64>load<i32>(offsets + (row << 2)) : 1;
    const target = <i64>base + <i64>p + offset * <i64>sign;
    const isInside = target >= <i64>at32(partitions, p) && target < <i64>at32(ends, p);
    if (out) put32(out, p, !isNull && isInside ? rowAt(order, <u32>target) : none);
    if (outside) store<u8>(outside + p, !isNull && !isInside ? 1 : 0);
  }
}

/**
 * The n-th row of the frame, from its end where `fromEnd`; n: i32 column by row, | 0: 1 for all. NULL: none. Answers 1
 * when an n is not greater than 0.
 */
export function frameRows(table: usize, count: i32, numbers: usize, validity: usize, order: usize, fromEnd: i32, none: u32, from: u32, to: u32, out: usize): i32 {
  for (let p = from; p < to; p++) {
    const row = <usize>rowAt(order, p);
    put32(out, p, none);
    if (numbers != 0 && validity != 0 && load<u8>(validity + row) == 0) continue;
    const number = numbers ? load<i32>(numbers + (row << 2)) : 1;
    if (number <= 0) return 1;
    let left = <u32>number;
    for (let at: i32 = 0; at < count; at++) {
      const pair = table + ((<usize>(fromEnd ? count - 1 - at : at)) << 3);
      const begin = at32(<usize>load<u32>(pair), p);
      const end = at32(<usize>load<u32>(pair, 4), p);
      const size = end > begin ? end - begin : 0;
      if (left <= size) {
        put32(out, p, rowAt(order, fromEnd ? end - left : begin + left - 1));
        break;
      }
      left -= size;
    }
  }
  return 0;
}

const NOWHERE: u32 = 0xffffffff;

/** The least target that is at least so much; ~0: there is none. Targets of ~0 are none. */
export function nextTarget(targets: usize, least: u32, from: u32, to: u32): u32 {
  let next = NOWHERE;
  for (let p = from; p < to; p++) {
    const target = at32(targets, p);
    if (target >= least && target < next) next = target;
  }
  return next;
}

/**
 * Targets in [start, end) get a slot each, those that are equal and follow each other one together: list = target - start
 * by slot, out[p] = base + slot. Answers the number of slots.
 */
export function slotsOfTargets(targets: usize, start: u32, end: u32, base: u32, from: u32, to: u32, list: usize, out: usize): u32 {
  let count: u32 = 0;
  let last = NOWHERE;
  for (let p = from; p < to; p++) {
    const target = at32(targets, p);
    if (target < start || target >= end) continue;
    if (target != last) put32(list, count++, target - start);
    last = target;
    put32(out, p, base + count - 1);
  }
  return count;
}

/** Positions, ~0 for none, to rows. */
export function rowsOfPositions(positions: usize, order: usize, none: u32, from: u32, to: u32): void {
  for (let p = from; p < to; p++) {
    const position = at32(positions, p);
    put32(positions, p, position == NOWHERE ? none : rowAt(order, position));
  }
}
