// Kernels that bring columns in Arrow's layout (column/result-batch.ts) into the arena as slots (type/storage.ts),
// and that number, pick and measure rows of tables that lie there. Addresses come from the arena and are trusted.

export * from "./load-fields.part";

/** out[r] = bit r of a bitmap, least significant bit first. */
export function unpackBits(bits: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    store<u8>(out + <usize>row, (load<u8>(bits + <usize>(row >> 3)) >> <u8>(row & 7)) & 1);
  }
}

/** out[r] (i32) = i16. */
export function widen16(values: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    store<i32>(out + ((<usize>row) << 2), <i32>load<i16>(values + ((<usize>row) << 1)));
  }
}

/** out[r] (i64) = i128, which fits. */
export function narrow128(values: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    store<i64>(out + ((<usize>row) << 3), load<i64>(values + ((<usize>row) << 4)));
  }
}

/** out[r] = ref of the bytes from ends[r] to ends[r + 1] (i32) behind `base`. */
export function refsOf(ends: usize, base: usize, rows: u32, out: usize): void {
  let from = load<u32>(ends);
  for (let row: u32 = 0; row < rows; row++) {
    const to = load<u32>(ends + ((<usize>row) << 2), 4);
    store<u64>(out + ((<usize>row) << 3), ((<u64>(to - from)) << 32) | <u64>(base + <usize>from));
    from = to;
  }
}

/** out[r] (i64) = first + r. */
export function sequence(first: i64, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) store<i64>(out + ((<usize>row) << 3), first + <i64>row);
}

/** marks[numbers[r]] = 1; numbers are i64. */
export function markRows(numbers: usize, rows: u32, marks: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    store<u8>(marks + <usize>load<i64>(numbers + ((<usize>row) << 3)), 1);
  }
}

/** The rows whose byte is `value`, ascending (u32); how many. */
export function rowsWith(marks: usize, value: u32, rows: u32, out: usize): u32 {
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    store<u32>(out + ((<usize>count) << 2), row);
    count += <u32>(<u32>load<u8>(marks + <usize>row) == value);
  }
  return count;
}

/** out: least and greatest i32 of the rows that are valid. Answers how many are. */
export function bounds32(values: usize, validity: usize, rows: u32, out: usize): u32 {
  let least: i32 = i32.MAX_VALUE;
  let greatest: i32 = i32.MIN_VALUE;
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    if (validity != 0 && load<u8>(validity + <usize>row) == 0) continue;
    const value = load<i32>(values + ((<usize>row) << 2));
    least = min(least, value);
    greatest = max(greatest, value);
    count++;
  }
  store<i32>(out, least);
  store<i32>(out, greatest, 4);
  return count;
}

/** out: least and greatest i64 of the rows that are valid. Answers how many are. */
export function bounds64(values: usize, validity: usize, rows: u32, out: usize): u32 {
  let least: i64 = i64.MAX_VALUE;
  let greatest: i64 = i64.MIN_VALUE;
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    if (validity != 0 && load<u8>(validity + <usize>row) == 0) continue;
    const value = load<i64>(values + ((<usize>row) << 3));
    least = min(least, value);
    greatest = max(greatest, value);
    count++;
  }
  store<i64>(out, least);
  store<i64>(out, greatest, 8);
  return count;
}

/** Every u32 that is `from` becomes `to`. */
export function replace32(values: usize, rows: u32, from: u32, to: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    const at = values + ((<usize>row) << 2);
    if (load<u32>(at) == from) store<u32>(at, to);
  }
}

/** Row whose end (i32, rows + 1 of them, the first 0) lies before its start or behind `limit`; -1 when there is none. */
export function misplacedEnd(ends: usize, rows: u32, limit: u32): i32 {
  let from = load<u32>(ends);
  if (from != 0) return 0;
  for (let row: u32 = 0; row < rows; row++) {
    const to = load<u32>(ends + ((<usize>row) << 2), 4);
    if (to < from || to > limit) return <i32>row;
    from = to;
  }
  return -1;
}

/** Row that is valid but not the form of a numeric (numeric.ts describes it), aligned or not; -1 when there is none. */
export function malformedNumeric(refs: usize, validity: usize, rows: u32): i32 {
  for (let row: u32 = 0; row < rows; row++) {
    if (validity != 0 && load<u8>(validity + <usize>row) == 0) continue;
    const ref = load<u64>(refs + ((<usize>row) << 3));
    const length = <u32>(ref >> 32);
    const at = <usize>(<u32>ref);
    if (length < 12) return <i32>row;
    const kind = load<u32>(at);
    const count = <u32>load<u16>(at, 10);
    if ((kind > 3 && kind != 7) || length < 12 + 2 * count) return <i32>row;
    for (let digit: u32 = 0; digit < count; digit++) {
      if (load<u16>(at + 12 + ((<usize>digit) << 1)) > 9999) return <i32>row;
    }
  }
  return -1;
}
