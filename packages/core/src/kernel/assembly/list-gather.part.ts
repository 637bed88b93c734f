// Lists and texts from what accumulators keep of a group's rows where these need no order (hash-concat.part.ts): the
// values one behind the other, those that are NULL left out, and beside them a mark or a length for each row.
import { NO_ROOM, addressOf, commit, fail, lengthOf, reserveValue } from "./bump.part";
import { copyBytes } from "./copy.part";
import { closeValue, dataOf, openValue, slotWidth, validityOf } from "./list-layout.part";

/** Of what has no fixed width. */
export function byteCount(value: i64): i32 {
  return <i32>lengthOf(value);
}

/** `values`: slots; `marks`: a byte for each row, 1 where it is NULL. */
export function listOfSlots(values: i64, marks: i64, code: i32): i64 {
  const width = slotWidth(code);
  const rows = <u32>lengthOf(marks);
  const nulls = <u64>rows * width != <u64>lengthOf(values);
  const to = openValue(code, rows, 1, 0, 0, nulls, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  const data = dataOf(to);
  let from = addressOf(values);
  if (!nulls) {
    copyBytes(data, from, lengthOf(values));
    return closeValue(to);
  }
  const mark = addressOf(marks);
  const validity = validityOf(to);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const slot = data + row * width;
    if (load<u8>(mark + row) != 0) {
      store<u8>(validity + row, 0);
      memory.fill(slot, 0, width);
    } else {
      copyBytes(slot, from, width);
      from += width;
    }
  }
  return closeValue(to);
}

/** `values`: slots of values that are not NULL; one element more is, if asked. */
export function listWithNull(values: i64, hasNull: i32, code: i32): i64 {
  const width = slotWidth(code);
  const count = <u32>(lengthOf(values) / width);
  const to = openValue(code, count + <u32>(hasNull != 0), 1, 0, 0, hasNull != 0, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  copyBytes(dataOf(to), addressOf(values), lengthOf(values));
  if (hasNull != 0) {
    store<u8>(validityOf(to) + <usize>count, 0);
    memory.fill(dataOf(to) + <usize>count * width, 0, width);
  }
  return closeValue(to);
}

/** `values`: bytes; `lengths`: an i32 for each row, -1 where it is NULL. */
export function listOfBytes(values: i64, lengths: i64, code: i32): i64 {
  const rows = <u32>(lengthOf(lengths) >> 2);
  const length = addressOf(lengths);
  let nulls = false;
  for (let row: u32 = 0; row < rows; row++) nulls = nulls || load<i32>(length + ((<usize>row) << 2)) < 0;
  const to = openValue(code, rows, 1, 0, 0, nulls, lengthOf(values));
  if (to == 0) return fail(<i32>NO_ROOM);
  const ends = dataOf(to);
  const validity = validityOf(to);
  let end: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const bytes = load<i32>(length + ((<usize>row) << 2));
    if (bytes < 0) store<u8>(validity + <usize>row, 0);
    else end += <u32>bytes;
    store<u32>(ends + ((<usize>row) << 2), end, 4);
  }
  copyBytes(ends + ((<usize>rows + 1) << 2), addressOf(values), lengthOf(values));
  return closeValue(to);
}

/** The texts with a separator between every two; `lengths`: an i32 for each. */
export function joinedBytes(values: i64, lengths: i64, separator: i64): i64 {
  const rows = lengthOf(lengths) >> 2;
  const between = lengthOf(separator);
  const start = reserveValue(<u64>lengthOf(values) + (rows == 0 ? 0 : <u64>(rows - 1) * <u64>between));
  if (start == 0) return fail(<i32>NO_ROOM);
  let from = addressOf(values);
  let to = start;
  const length = addressOf(lengths);
  for (let row: usize = 0; row < rows; row++) {
    if (row != 0) {
      copyBytes(to, addressOf(separator), between);
      to += between;
    }
    const bytes = <usize>load<u32>(length + (row << 2));
    copyBytes(to, from, bytes);
    to += bytes;
    from += bytes;
  }
  return commit(to);
}
