// Variable numerics (assembly/numeric.ts describes their layout) as bytes in whose order they sort: a class byte,
// then the weight and the base-10000 digits, big endian. Negative values have them complemented, and end in a mark
// that is above every digit, so that of two values that begin alike the one with fewer digits is the greater.

const MINUS_INFINITY: u8 = 0;
const NEGATIVE: u8 = 1;
const ZERO: u8 = 2;
const POSITIVE: u8 = 3;
const INFINITY: u8 = 4;
const NAN: u8 = 5;

// @ts-ignore: decorator
@inline
function putBig(at: usize, value: u32): void {
  store<u16>(at, bswap<u16>(<u16>value));
}

/** Writes one value, and answers where its bytes end. */
export function writeOrder(value: usize, out: usize): usize {
  const kind = load<u32>(value);
  const count = <i32>load<u16>(value, 10);
  if (kind > 1 || count == 0) {
    store<u8>(out, kind == 2 ? NAN : kind == 3 ? INFINITY : kind == 7 ? MINUS_INFINITY : ZERO);
    return out + 1;
  }
  const flip: u32 = kind == 1 ? 0xffff : 0;
  store<u8>(out, kind == 1 ? NEGATIVE : POSITIVE);
  putBig(out + 1, <u32>(load<i32>(value, 4) + 32768) ^ flip);
  let at = out + 3;
  for (let digit: i32 = 0; digit < count; digit++) {
    putBig(at, (<u32>load<u16>(value + ((<usize>digit) << 1), 12) + 1) ^ flip);
    at += 2;
  }
  if (kind == 1) {
    putBig(at, 0xffff);
    at += 2;
  }
  return at;
}
