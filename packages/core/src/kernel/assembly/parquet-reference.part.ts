// Byte arrays that a page has been turned into refs of (parquet-delta): taking them a batch at a time, as the PLAIN
// kernels take theirs. The cursor runs over the refs.
import { bigEndian } from "./parquet-decimal.part";
import { TRUNCATED } from "./parquet-status.part";

function claimRefs(cursor: usize, count: u32): usize {
  const from = load<u32>(cursor);
  const bytes = <u64>count << 3;
  if (bytes > <u64>(load<u32>(cursor, 4) - from)) return 0;
  store<u32>(cursor, from + <u32>bytes);
  return <usize>from;
}

/** The next `count` refs as they are. */
export function takeRefs(cursor: usize, out: usize, count: u32): i32 {
  const from = claimRefs(cursor, count);
  if (from == 0) return TRUNCATED;
  memory.copy(out, from, (<usize>count) << 3);
  return 0;
}

/** The next `count` refs' bytes as big-endian decimals: i64, or i128 when `wide`. */
export function takeDecimals(cursor: usize, out: usize, count: u32, wide: i32): i32 {
  const from = claimRefs(cursor, count);
  if (from == 0) return TRUNCATED;
  const step: usize = wide ? 16 : 8;
  for (let i: usize = 0; i < <usize>count; i++) {
    const ref = load<u64>(from + (i << 3));
    const status = bigEndian(cursor, <usize>(<u32>ref), <u32>(ref >> 32), out, wide != 0);
    if (status < 0) return status;
    out += step;
  }
  return 0;
}
