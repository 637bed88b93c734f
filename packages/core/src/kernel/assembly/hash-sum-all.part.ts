// Sums of columns without NULLs whose rows are all of one group: in blocks of so many rows that 64 bits hold a block's
// sum, unless some value is very large, which shows in the bits that differ from the sign; then the block is added up
// in 128 bits. States are touched once.

const BLOCK: i32 = 2048;

/** 2^11 values of [-2^52, 2^52) have a sum in [-2^63, 2^63). */
const MOST: u64 = 1 << 52;

/** What blockSum gathered: whether its answer holds. */
let beside: u64 = 0;

/** The sum of the rows [from, to), which need 64 bits at most. Through an index, or (0) as they lie. */
// @ts-ignore: decorator
@inline
function blockSum<T>(data: usize, index: usize, from: i32, to: i32): i64 {
  let gathered: u64 = 0;
  let sum: i64 = 0;
  let row = from;
  if (index == 0) {
    let sums = i64x2.splat(0);
    let both = i64x2.splat(0);
    for (; row + 4 <= to; row += 4) {
      const at = data + (<usize>row << alignof<T>());
      if (sizeof<T>() == 4) {
        const values = v128.load(at);
        sums = i64x2.add(sums, i64x2.add(i64x2.extend_low_i32x4_s(values), i64x2.extend_high_i32x4_s(values)));
      } else {
        const first = v128.load(at);
        const second = v128.load(at, 16);
        sums = i64x2.add(sums, i64x2.add(first, second));
        const signs = v128.or(
          v128.xor(first, i64x2.lt_s(first, i64x2.splat(0))),
          v128.xor(second, i64x2.lt_s(second, i64x2.splat(0))),
        );
        both = v128.or(both, signs);
      }
    }
    sum = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
    gathered = i64x2.extract_lane(both, 0) | i64x2.extract_lane(both, 1);
  }
  for (; row < to; row++) {
    const slot = index ? <usize>load<u32>(index + (<usize>row << 2)) : <usize>row;
    const value = <i64>load<T>(data + (slot << alignof<T>()));
    sum += value;
    if (sizeof<T>() == 8) gathered |= <u64>(value ^ (value >> 63));
  }
  beside = gathered;
  return sum;
}

/** Into a state of 64 bits; -1 where that leaves it. A batch's rows of 32 bits cannot. */
export function sumAll32(data: usize, index: usize, rows: i32, state: usize, seen: usize): i32 {
  if (rows == 0) return 0;
  const sum = blockSum<i32>(data, index, 0, rows);
  const before = load<i64>(state);
  const after = before + sum;
  store<i64>(state, after);
  store<u8>(seen, 1);
  return <i32>(((before ^ after) & (sum ^ after)) >> 63);
}

/** Into a state of 128 bits; -1 where that leaves it. */
// @ts-ignore: decorator
@inline
export function sumAllWide<T>(data: usize, index: usize, rows: i32, state: usize, seen: usize): i32 {
  if (rows == 0) return 0;
  let low: u64 = 0;
  let high: i64 = 0;
  for (let from: i32 = 0; from < rows; from += BLOCK) {
    const to = min(from + BLOCK, rows);
    const sum = blockSum<T>(data, index, from, to);
    if (beside < MOST) {
      low += <u64>sum;
      high += (sum >> 63) + <i64>(low < <u64>sum);
      continue;
    }
    for (let row = from; row < to; row++) {
      const slot = index ? <usize>load<u32>(index + (<usize>row << 2)) : <usize>row;
      const value = <i64>load<T>(data + (slot << alignof<T>()));
      low += <u64>value;
      high += (value >> 63) + <i64>(low < <u64>value);
    }
  }
  const sum = load<u64>(state) + low;
  const before = load<i64>(state, 8);
  // Less than 2^32 values of 64 bits: the high half and the carry do not wrap.
  const carried = high + <i64>(sum < low);
  const after = before + carried;
  store<u64>(state, sum);
  store<i64>(state, after, 8);
  store<u8>(seen, 1);
  return <i32>(((before ^ after) & (carried ^ after)) >> 63);
}
