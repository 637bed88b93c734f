// Looking for a value's bytes among PLAIN values: whether a dictionary has a literal.
import { TRUNCATED } from "./parquet-status.part";

/**
 * Whether one of the `count` PLAIN values in [from, end) is the `length` bytes at `wanted`: 1, 0 or a negative status.
 * `width`: bytes of a value, 0 for byte arrays.
 */
export function findPlain(from: usize, end: usize, count: u32, width: u32, wanted: usize, length: u32): i32 {
  if (width != 0) {
    if (<u64>count * <u64>width > <u64>(end - from)) return TRUNCATED;
    if (width != length) return 0;
    for (let i: u32 = 0; i < count; i++) {
      if (memory.compare(from, wanted, <usize>width) == 0) return 1;
      from += <usize>width;
    }
    return 0;
  }
  for (let i: u32 = 0; i < count; i++) {
    if (<u32>(end - from) < 4) return TRUNCATED;
    const own = load<u32>(from);
    from += 4;
    if (own > <u32>(end - from)) return TRUNCATED;
    if (own == length && memory.compare(from, wanted, <usize>length) == 0) return 1;
    from += <usize>own;
  }
  return 0;
}
