// The shortest decimal digits that read back as the same float, nearest to it (Giulietti, "The Schubfach way to render doubles", 2020):
// the float and the ends of what reads back as it are scaled by a power of ten, so that whole numbers lie in between, of
// which at most one is a multiple of ten.
import { LEAST_POWER, POWERS } from "./float-powers-table.part";

/** Results of `shortest`: the digits as a number and the decimal exponent of the first. */
export let digits: u64 = 0;
export let exponent: i32 = 0;

/** The whole part of e * log10(2), of e * log10(2) + log10(3/4), and of e * log2(10). */
// @ts-ignore: decorator
@inline
function log10Pow2(e: i32): i32 {
  return <i32>((<i64>e * 661971961083) >> 41);
}

// @ts-ignore: decorator
@inline
function log10ThreeQuartersPow2(e: i32): i32 {
  return <i32>((<i64>e * 661971961083 - 274743187321) >> 41);
}

// @ts-ignore: decorator
@inline
function log2Pow10(e: i32): i32 {
  return <i32>((<i64>e * 913124641741) >> 38);
}

/** The upper half of a product. */
// @ts-ignore: decorator
@inline
function upperProduct(x: u64, y: u64): u64 {
  const low = (x & 0xffffffff) * (y & 0xffffffff);
  const first = (x >> 32) * (y & 0xffffffff) + (low >> 32);
  const second = (x & 0xffffffff) * (y >> 32) + (first & 0xffffffff);
  return (x >> 32) * (y >> 32) + (first >> 32) + (second >> 32);
}

/** A product with a power of ten, as a quarter of its unit; the last bit says whether anything is left below. */
// @ts-ignore: decorator
@inline
function scaled(power: usize, value: u64): u64 {
  const upper = load<u64>(power);
  const middle = ((upper * value) >> 1) + upperProduct(load<u64>(power, 8), value);
  const whole = upperProduct(upper, value) + (middle >> 63);
  return whole | ((middle & 0x7fffffffffffffff) != 0 ? 1 : 0);
}

/** Of mantissa * 2^binary. `uneven`: the float below is half as far as the one above. */
export function shortest(mantissa: u64, binary: i32, uneven: bool): void {
  const power = uneven ? log10ThreeQuartersPow2(binary) : log10Pow2(binary);
  const shift = <u64>(binary + log2Pow10(-power) + 2);
  const factor = POWERS + (<usize>(power - LEAST_POWER) << 4);
  const middle = mantissa << 2;
  const value = scaled(factor, middle << shift);
  // PostgreSQL's digits lie strictly between the midpoints: 1e23 prints as 9.999999999999999e+22.
  const least = scaled(factor, (middle - (uneven ? 1 : 2)) << shift) + 1;
  const most = scaled(factor, (middle + 2) << shift) - 1;
  const below = value >> 2;
  if (below >= 10) {
    const ten = below - (below % 10);
    const isLowIn = least <= ten << 2;
    const isHighIn = (ten + 10) << 2 <= most;
    if (isLowIn != isHighIn) return keep(isLowIn ? ten : ten + 10, power);
  }
  const isBelowIn = least <= below << 2;
  const isAboveIn = (below + 1) << 2 <= most;
  if (isBelowIn != isAboveIn) return keep(isBelowIn ? below : below + 1, power);
  const half = (below << 2) + 2;
  keep(value < half || (value == half && (below & 1) == 0) ? below : below + 1, power);
}

function keep(number: u64, power: i32): void {
  let count = 1;
  for (let bound: u64 = 10; count < 20 && number >= bound; bound *= 10) count++;
  digits = number;
  exponent = power + count - 1;
}
