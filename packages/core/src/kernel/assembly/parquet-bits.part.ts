// Bits of a page as bytes.

/** `count` bits from bit `start` of `source` on as bytes 0 or 1; how many are 1. */
export function spreadBits(source: usize, start: u32, out: usize, count: u32): u32 {
  let ones: u32 = 0;
  let at = start;
  const stop = start + count;
  while (at < stop && (at & 7) != 0) {
    const bit = (<u32>load<u8>(source + <usize>(at >> 3)) >> (at & 7)) & 1;
    store<u8>(out++, <u8>bit);
    ones += bit;
    at++;
  }
  const pick = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const one = i8x16.splat(1);
  while (at + 16 <= stop) {
    const pair = <u32>load<u16>(source + <usize>(at >> 3));
    const chosen = v128.and(i8x16.swizzle(i16x8.splat(<i16>pair), pick), bits);
    v128.store(out, v128.and(i8x16.eq(chosen, bits), one));
    ones += popcnt(pair);
    out += 16;
    at += 16;
  }
  while (at < stop) {
    const bit = (<u32>load<u8>(source + <usize>(at >> 3)) >> (at & 7)) & 1;
    store<u8>(out++, <u8>bit);
    ones += bit;
    at++;
  }
  return ones;
}
