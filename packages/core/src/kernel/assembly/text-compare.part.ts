// Texts compared by their bytes.
import { addressOf, lengthOf } from "./bump.part";

export function equals(left: i64, right: i64): i32 {
  if (left == right) return 1;
  const length = lengthOf(left);
  if (length != lengthOf(right)) return 0;
  const a = addressOf(left);
  const b = addressOf(right);
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return 0;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return 0;
  return 1;
}

export function compareBytes(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  const shorter = min(aLength, bLength);
  let i: usize = 0;
  while (i + 8 <= shorter && load<u64>(a + i) == load<u64>(b + i)) i += 8;
  for (; i < shorter; i++) {
    const difference = <i32>load<u8>(a + i) - <i32>load<u8>(b + i);
    if (difference != 0) return difference < 0 ? -1 : 1;
  }
  return aLength == bLength ? 0 : aLength < bLength ? -1 : 1;
}

/** By bytes, which is by code points: the C collation. -1, 0, 1. */
export function compare(left: i64, right: i64): i32 {
  return compareBytes(addressOf(left), lengthOf(left), addressOf(right), lengthOf(right));
}

export function withoutBlanks(text: i64): usize {
  const start = addressOf(text);
  let end = start + lengthOf(text);
  while (end > start && load<u8>(end - 1) == 32) end--;
  return end - start;
}

/** char(n): trailing blanks do not count. */
export function compareChar(left: i64, right: i64): i32 {
  return compareBytes(addressOf(left), withoutBlanks(left), addressOf(right), withoutBlanks(right));
}
