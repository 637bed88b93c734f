// Kernels that lay rows out for the caller, in Arrow's layout, before they are copied out of the arena. Rows are
// seen through an index where there is one. Addresses come from the arena and are trusted.

import { slotAt } from "./slot.part";

/** out[r] = 1 where row r is valid, else 0; answers how many are not. */
export function flagValid(validity: usize, index: usize, rows: u32, out: usize): u32 {
  let nulls: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const valid = load<u8>(validity + slotAt(index, row));
    store<u8>(out + <usize>row, valid);
    nulls += 1 - valid;
  }
  return nulls;
}

/** out[r] (i16) = row r's i32, which fits. */
export function narrow16(data: usize, index: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    store<i16>(out + ((<usize>row) << 1), <i16>load<i32>(data + (slotAt(index, row) << 2)));
  }
}

/** The bytes of all rows' strings; NULLs have none. */
export function countBytes(refs: usize, index: usize, validity: usize, rows: u32): u64 {
  let bytes: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (validity == 0 || load<u8>(validity + slot) != 0) bytes += load<u32>(refs + (slot << 3), 4);
  }
  return bytes;
}

/**
 * Copies all rows' strings to `to`, one behind the other; ends[r] (u32) = `used` + the bytes up to row r's end.
 * Up to 15 bytes behind the last may be written.
 */
export function joinTexts(refs: usize, index: usize, validity: usize, rows: u32, to: usize, used: u32, ends: usize): void {
  let at = to;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      const from = <usize>(<u32>ref);
      const length = <usize>(ref >> 32);
      if (length > 128) memory.copy(at, from, length);
      else for (let byte: usize = 0; byte < length; byte += 16) v128.store(at + byte, v128.load(from + byte));
      at += length;
    }
    store<u32>(ends + ((<usize>row) << 2), used + <u32>(at - to));
  }
}
