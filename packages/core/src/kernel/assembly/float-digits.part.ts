// The shortest decimal digits that read back as the same float, nearest to it: exact arithmetic on big
// integers, which lie in the free part of the byte heap while a number is printed. Correct first; a
// table-driven method may take over where a profile asks for it.

/** A big integer: u32 word count, then up to 46 words, least first. */
const BIG: usize = 192;
/** Scratch that `shortest` needs. */
export const SCRATCH: usize = 5 * 192;

/** Results of `shortest`: the digits as a number and the decimal exponent of the first. */
export let digits: u64 = 0;
export let exponent: i32 = 0;

function set(big: usize, value: u64): void {
  store<u32>(big + 4, <u32>value);
  store<u32>(big + 8, <u32>(value >> 32));
  store<u32>(big, value >> 32 != 0 ? 2 : value != 0 ? 1 : 0);
}

function multiply(big: usize, by: u32): void {
  const words = load<u32>(big);
  let carry: u64 = 0;
  for (let i: usize = 1; i <= <usize>words; i++) {
    const product = <u64>load<u32>(big + (i << 2)) * <u64>by + carry;
    store<u32>(big + (i << 2), <u32>product);
    carry = product >> 32;
  }
  if (carry != 0) {
    store<u32>(big + 4 + (<usize>words << 2), <u32>carry);
    store<u32>(big, words + 1);
  }
}

function shift(big: usize, bits: i32): void {
  const whole = bits >> 5;
  multiply(big, <u32>1 << (bits & 31));
  const words = load<u32>(big);
  if (whole == 0 || words == 0) return;
  memory.copy(big + 4 + (<usize>whole << 2), big + 4, <usize>words << 2);
  memory.fill(big + 4, 0, <usize>whole << 2);
  store<u32>(big, words + <u32>whole);
}

function multiplyPower(big: usize, power: i32): void {
  for (; power >= 9; power -= 9) multiply(big, 1000000000);
  for (; power > 0; power--) multiply(big, 10);
}

function wordOf(big: usize, i: u32): u32 {
  return i < load<u32>(big) ? load<u32>(big + 4 + (<usize>i << 2)) : 0;
}

/** left + extra against right: -1, 0, 1. `extra` 0 is nothing. */
function compareSum(left: usize, extra: usize, right: usize): i32 {
  let top = max(load<u32>(left), load<u32>(right));
  if (extra != 0) top = max(top, load<u32>(extra));
  // From the top, what the left side is ahead by; two words of the right outweigh any sum below.
  let ahead: i64 = 0;
  for (let i = <i32>top - 1; i >= 0; i--) {
    const sum = <i64>wordOf(left, i) + (extra != 0 ? <i64>wordOf(extra, i) : 0);
    ahead = (ahead << 32) + sum - <i64>wordOf(right, i);
    if (ahead > 1) return 1;
    if (ahead < -2) return -1;
  }
  return ahead == 0 ? 0 : ahead < 0 ? -1 : 1;
}

function subtract(from: usize, what: usize): void {
  let borrow: i64 = 0;
  const words = load<u32>(from);
  for (let i: u32 = 0; i < words; i++) {
    const difference = <i64>load<u32>(from + 4 + (<usize>i << 2)) - <i64>wordOf(what, i) + borrow;
    store<u32>(from + 4 + (<usize>i << 2), <u32>difference);
    borrow = difference >> 32;
  }
  let left = words;
  while (left > 0 && load<u32>(from + (<usize>left << 2)) == 0) left--;
  store<u32>(from, left);
}

/**
 * Of mantissa * 2^binary. `uneven`: the float below is half as far as the one above. The remainder of the
 * value is kept as a fraction of `scale`, with the half distances to both neighbours.
 */
export function shortest(mantissa: u64, binary: i32, uneven: bool, scratch: usize): void {
  const rest = scratch;
  const scale = scratch + BIG;
  const above = scratch + 2 * BIG;
  const below = scratch + 3 * BIG;
  const extra = uneven ? 1 : 0;
  // PostgreSQL's digits lie strictly between the midpoints: 1e23 prints as 9.999999999999999e+22.
  const accept = 1;
  set(rest, mantissa);
  set(scale, 1);
  set(above, 1);
  set(below, 1);
  shift(rest, max(binary, 0) + 1 + extra);
  shift(scale, max(-binary, 0) + 1 + extra);
  shift(above, max(binary, 0) + extra);
  shift(below, max(binary, 0));
  const bits = 64 - <i32>clz(mantissa);
  let power = <i32>ceil(<f64>(binary + bits - 1) * 0.30102999566398120 - 1e-10);
  if (power >= 0) multiplyPower(scale, power);
  else {
    multiplyPower(rest, -power);
    multiplyPower(above, -power);
    multiplyPower(below, -power);
  }
  if (compareSum(rest, above, scale) >= accept) power++;
  else {
    multiply(rest, 10);
    multiply(above, 10);
    multiply(below, 10);
  }
  exponent = power - 1;
  digits = 0;
  for (;;) {
    let digit: u64 = 0;
    while (compareSum(rest, 0, scale) >= 0) {
      subtract(rest, scale);
      digit++;
    }
    const low = compareSum(rest, 0, below) <= -accept;
    const high = compareSum(rest, above, scale) >= accept;
    if (low || high) {
      if (high && (!low || compareSum(rest, rest, scale) > 0 || (compareSum(rest, rest, scale) == 0 && (digit & 1) == 1))) digit++;
      digits = digits * 10 + digit;
      return;
    }
    digits = digits * 10 + digit;
    multiply(rest, 10);
    multiply(above, 10);
    multiply(below, 10);
  }
}
