// Functions whose value is a column's at another row: which row it is, as an index over the column (u32 per
// position). `none` stands for NULL: the slot behind the last row.

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

/**
 * lag and lead: the row `sign` * offset after the current one. offsets: i32 column by row, | 0: 1 for all. `outside`
 * (| 0): a byte per position, 1 where the offset is not NULL and leaves the partition.
 */
export function offsetRows(offsets: usize, validity: usize, order: usize, partitions: usize, ends: usize, sign: i32, none: u32, from: u32, to: u32, out: usize, outside: usize): void {
  for (let p = from; p < to; p++) {
    const row = <usize>at32(order, p);
    const isNull = offsets != 0 && validity != 0 && load<u8>(validity + row) == 0;
    const offset = offsets ? <i64>load<i32>(offsets + (row << 2)) : 1;
    const target = <i64>p + offset * <i64>sign;
    const isInside = target >= <i64>at32(partitions, p) && target < <i64>at32(ends, p);
    if (out) put32(out, p, !isNull && isInside ? at32(order, <u32>target) : none);
    if (outside) store<u8>(outside + p, !isNull && !isInside ? 1 : 0);
  }
}

/**
 * The n-th row of the frame, from its end where `fromEnd`; n: i32 column by row, | 0: 1 for all. NULL: none. Answers 1
 * when an n is not greater than 0.
 */
export function frameRows(table: usize, count: i32, numbers: usize, validity: usize, order: usize, fromEnd: i32, none: u32, from: u32, to: u32, out: usize): i32 {
  for (let p = from; p < to; p++) {
    const row = <usize>at32(order, p);
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
        put32(out, p, at32(order, fromEnd ? end - left : begin + left - 1));
        break;
      }
      left -= size;
    }
  }
  return 0;
}

/** Positions, ~0 for none, to rows. */
export function rowsOfPositions(positions: usize, order: usize, none: u32, from: u32, to: u32): void {
  for (let p = from; p < to; p++) {
    const position = at32(positions, p);
    put32(positions, p, position == 0xffffffff ? none : at32(order, position));
  }
}
