// How many bits beside the sign integers need, of a column's slots or of those that an index shows (0: all of the
// first `rows`): values lie in [-2^bits, 2^bits). Bits that differ from the sign are gathered, no value is compared.

// @ts-ignore: decorator
@inline
function beside<T>(value: T): u64 {
  return <u64>(<i64>value ^ (<i64>value >> 63));
}

// @ts-ignore: decorator
@inline
function bitsOf<T>(data: usize, index: usize, rows: i32): i32 {
  const lanes: i32 = 16 / sizeof<T>();
  let found: u64 = 0;
  let row: i32 = 0;
  if (index == 0) {
    let both = i64x2.splat(0);
    for (; row + lanes <= rows; row += lanes) {
      const values = v128.load(data + (<usize>row << alignof<T>()));
      both = v128.or(both, v128.xor(values, v128.lt<T>(values, v128.splat<T>(0))));
    }
    // What was gathered has no sign: lanes are read as they are.
    if (sizeof<T>() == 4) both = v128.or(both, v128.shr<u64>(both, 32));
    found = i64x2.extract_lane(both, 0) | i64x2.extract_lane(both, 1);
    if (sizeof<T>() == 4) found &= 0xffffffff;
    for (; row < rows; row++) found |= beside<T>(load<T>(data + (<usize>row << alignof<T>())));
  } else {
    for (; row < rows; row++) {
      found |= beside<T>(load<T>(data + (<usize>load<u32>(index + (<usize>row << 2)) << alignof<T>())));
    }
  }
  return 64 - <i32>clz<u64>(found);
}

export function bits32(data: usize, index: usize, rows: i32): i32 {
  return bitsOf<i32>(data, index, rows);
}

export function bits64(data: usize, index: usize, rows: i32): i32 {
  return bitsOf<i64>(data, index, rows);
}
