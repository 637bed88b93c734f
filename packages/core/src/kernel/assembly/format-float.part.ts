// A double in decimal with a given number of digits, exactly rounded (halves to even, as C's printf does): integers of any
// size in 32-bit limbs, the least first, behind the place that is written to.
import { putDigits } from "./bump.part";

/** Room that is used behind the text. */
const LIMBS: usize = 40;

let limbs: usize = 0;

function multiplyAdd(count: usize, by: u64, add: u64): usize {
  let carry = add;
  for (let i: usize = 0; i < count; i++) {
    const sum = <u64>load<u32>(limbs + (i << 2)) * by + carry;
    store<u32>(limbs + (i << 2), <u32>sum);
    carry = sum >> 32;
  }
  if (carry == 0) return count;
  store<u32>(limbs + (count << 2), <u32>carry);
  return count + 1;
}

function divide(count: usize, by: u64): u32 {
  let rest: u64 = 0;
  for (let i = count; i > 0; i--) {
    const value = (rest << 32) | <u64>load<u32>(limbs + ((i - 1) << 2));
    store<u32>(limbs + ((i - 1) << 2), <u32>(value / by));
    rest = value % by;
  }
  return <u32>rest;
}

/** Writes the limbs' number: the end. It is lost. */
function putWhole(count: usize, out: usize): usize {
  const digits = limbs + LIMBS * 4;
  let at = digits + 340;
  do {
    at--;
    store<u8>(at, <u8>(48 + divide(count, 10)));
    while (count > 0 && load<u32>(limbs + ((count - 1) << 2)) == 0) count--;
  } while (count > 0);
  const length = digits + 340 - at;
  memory.copy(out, at, length);
  return out + length;
}

/** The bit `bit` and those above it of the limbs, which are taken off. */
function takeAbove(count: usize, bit: usize): u32 {
  const word = bit >> 5;
  const shift = <u32>(bit & 31);
  if (word >= count) return 0;
  let taken = load<u32>(limbs + (word << 2)) >> shift;
  if (shift != 0 && word + 1 < count) taken |= load<u32>(limbs + ((word + 1) << 2)) << (32 - shift);
  store<u32>(limbs + (word << 2), load<u32>(limbs + (word << 2)) & ((<u32>1 << shift) - 1));
  for (let i = word + 1; i < count; i++) store<u32>(limbs + (i << 2), 0);
  return taken;
}

/** Below, at or above the half of 2^bit: -1, 0, 1. */
function againstHalf(count: usize, bit: usize): i32 {
  if (bit == 0) return -1;
  const top = bit - 1;
  const word = top >> 5;
  if (word >= count || (load<u32>(limbs + (word << 2)) & (<u32>1 << <u32>(top & 31))) == 0) return -1;
  if ((load<u32>(limbs + (word << 2)) & ((<u32>1 << <u32>(top & 31)) - 1)) != 0) return 1;
  for (let i: usize = 0; i < word; i++) if (load<u32>(limbs + (i << 2)) != 0) return 1;
  return 0;
}

/** Adds one to the digits of [start, end), the point passed over: true when they became one more, which is written. */
function carry(start: usize, end: usize): bool {
  for (let at = end; at > start; ) {
    at--;
    const byte = load<u8>(at);
    if (byte == 46) continue;
    if (byte != 57) {
      store<u8>(at, byte + 1);
      return false;
    }
    store<u8>(at, 48);
  }
  memory.copy(start + 1, start, end - start);
  store<u8>(start, 49);
  return true;
}

/** What stands behind the digits written: against the half of the last one's unit, and whether it is nothing. */
let tailHalf: i32 = -1;
let tailIsZero: bool = true;

function noteTail(count: usize, bit: usize): void {
  tailHalf = againstHalf(count, bit);
  tailIsZero = true;
  for (let i: usize = 0; i < count; i++) if (load<u32>(limbs + (i << 2)) != 0) tailIsZero = false;
}

/**
 * Writes a finite number that is not negative with so many digits behind the point; `scientific`: as d.ddde+xx. The end.
 * Behind `out` there is room for the text and 1000 bytes.
 */
export function putFloat(value: f64, digits: i32, scientific: bool, out: usize): usize {
  const bits = reinterpret<u64>(value);
  const stored = <i32>(bits >> 52) & 2047;
  let mantissa = bits & 0xfffffffffffff;
  if (stored != 0) mantissa |= <u64>1 << 52;
  const exponent = (stored == 0 ? 1 : stored) - 1075;
  // Past the text: a whole part has at most 309 digits.
  limbs = (out + 330 + <usize>digits + 15) & ~7;
  memory.fill(limbs, 0, LIMBS * 4);
  store<u64>(limbs, mantissa);
  if (exponent < 0) return putWithFraction(mantissa, <usize>(-exponent), digits, scientific, out);
  let count: usize = 2;
  for (let left = exponent; left > 0; left -= 16) count = multiplyAdd(count, <u64>1 << <u64>min(left, 16), 0);
  const end = putWhole(count, out);
  tailHalf = -1;
  tailIsZero = true;
  return scientific ? toScientific(out, end, <i32>(end - out) - 1, digits) : pad(end, digits);
}

/** mantissa / 2^bit. */
function putWithFraction(mantissa: u64, bit: usize, digits: i32, scientific: bool, start: usize): usize {
  const whole = bit < 64 ? mantissa >> <u64>bit : 0;
  const kept = bit < 64 ? mantissa & ((<u64>1 << <u64>bit) - 1) : mantissa;
  store<u64>(limbs, whole);
  let out = putWhole(2, start);
  memory.fill(limbs, 0, LIMBS * 4);
  store<u64>(limbs, kept);
  if (scientific) return putFraction(kept, whole, bit, digits, start, out);
  let count: usize = 2;
  if (digits > 0) store<u8>(out++, 46);
  for (let i = 0; i < digits; i++) {
    count = multiplyAdd(count, 10, 0);
    store<u8>(out++, <u8>(48 + takeAbove(count, bit)));
  }
  noteTail(count, bit);
  if (roundsUp(load<u8>(out - 1)) && carry(start, out)) out++;
  return out;
}

function roundsUp(last: u32): bool {
  return tailHalf > 0 || (tailHalf == 0 && (last & 1) != 0);
}

/** As many digits behind the whole part at [start, end) as the picture needs, then all of them with an exponent. */
function putFraction(kept: u64, whole: u64, bit: usize, digits: i32, start: usize, end: usize): usize {
  let exponent = <i32>(end - start) - 1;
  let out = end;
  let begun = whole != 0 || kept == 0;
  if (!begun) {
    out = start;
    exponent = -1;
  }
  let count: usize = 2;
  while (<i32>(out - start) < digits + 1) {
    count = multiplyAdd(count, 10, 0);
    const digit = takeAbove(count, bit);
    if (digit == 0 && !begun) exponent--;
    else {
      begun = true;
      store<u8>(out++, <u8>(48 + digit));
    }
  }
  noteTail(count, bit);
  return toScientific(start, out, exponent, digits);
}

function pad(out: usize, digits: i32): usize {
  if (digits <= 0) return out;
  store<u8>(out, 46);
  memory.fill(out + 1, 48, <usize>digits);
  return out + 1 + <usize>digits;
}

/** The digits [start, end), whose first has that power of ten, and what was noted behind them, as d.ddde+xx. */
function toScientific(start: usize, end: usize, exponent: i32, digits: i32): usize {
  const kept = start + <usize>digits + 1;
  let up = false;
  if (end > kept) {
    let beyond = !tailIsZero;
    for (let at = kept + 1; at < end; at++) if (load<u8>(at) != 48) beyond = true;
    const next = <u32>load<u8>(kept);
    up = next > 53 || (next == 53 && (beyond || (load<u8>(kept - 1) & 1) != 0));
  } else if (end == kept) up = roundsUp(load<u8>(end - 1));
  while (end < kept) store<u8>(end++, 48);
  end = kept;
  if (up && carry(start, end)) exponent++;
  if (digits > 0) {
    memory.copy(start + 2, start + 1, <usize>digits);
    store<u8>(start + 1, 46);
    end++;
  }
  return putExponent(end, exponent);
}

/** e, a sign and at least two digits, of numeric at most six. */
export function putExponent(end: usize, exponent: i32): usize {
  store<u8>(end++, 101);
  store<u8>(end++, exponent < 0 ? 45 : 43);
  return putDigits(end, <u64>abs(exponent), 2);
}
