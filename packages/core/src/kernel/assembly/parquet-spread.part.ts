// Values moved from where a page left them, one behind the other, to the rows that are not NULL.

/**
 * Moves `present` values at the front of `data` to the rows whose validity byte is 1. Rows that are NULL get
 * `fill` (4-byte values) or 0. `widthLog2` is 0, 2, 3 or 4.
 */
export function spread(data: usize, validity: usize, rows: u32, present: u32, widthLog2: u32, fill: u32): void {
  let next = present;
  let row = rows;
  if (widthLog2 == 0) {
    while (row > 0) {
      row--;
      let value: u8 = 0;
      if (load<u8>(validity + <usize>row)) value = load<u8>(data + <usize>--next);
      store<u8>(data + <usize>row, value);
    }
  } else if (widthLog2 == 2) {
    while (row > 0) {
      row--;
      let value = fill;
      if (load<u8>(validity + <usize>row)) value = load<u32>(data + ((<usize>--next) << 2));
      store<u32>(data + ((<usize>row) << 2), value);
    }
  } else if (widthLog2 == 3) {
    while (row > 0) {
      row--;
      let value: u64 = 0;
      if (load<u8>(validity + <usize>row)) value = load<u64>(data + ((<usize>--next) << 3));
      store<u64>(data + ((<usize>row) << 3), value);
    }
  } else {
    while (row > 0) {
      row--;
      let value = i64x2.splat(0);
      if (load<u8>(validity + <usize>row)) value = v128.load(data + ((<usize>--next) << 4));
      v128.store(data + ((<usize>row) << 4), value);
    }
  }
}
