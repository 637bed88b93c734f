// Decimals of more digits than a slot has room for: big-endian numbers of any length as numerics without fixed scale,
// which numeric.ts describes. A page is turned into refs of them as a whole.
import { TOO_LARGE, TRUNCATED } from "./parquet-status.part";

/** Longer numbers are refused: 153 digits. */
const MOST_BYTES: u32 = 64;
const HEADER: usize = 12;
/** Bytes of scratch: limbs of 32 bits, then digits of 16. */
const LIMBS: usize = 80;

/** How many PLAIN byte arrays lie in [from, end), or a negative status. */
export function countArrays(from: usize, end: usize): i32 {
  let count: i32 = 0;
  while (from < end) {
    if (<u32>(end - from) < 4) return TRUNCATED;
    const length = load<u32>(from);
    if (length > <u32>(end - from) - 4) return TRUNCATED;
    from += 4 + <usize>length;
    count++;
  }
  return count;
}

/**
 * Refs at `out` of `count` PLAIN values of `width` bytes (0: byte arrays) from `from` on, as numerics of `scale` digits
 * after the point laid at `heap`: 24 bytes and a quarter more than its own each. Scratch: 256 bytes.
 */
export function numericsOfPlain(from: usize, count: u32, width: u32, scale: u32, out: usize, heap: usize, scratch: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++) {
    let length = width;
    if (width == 0) {
      length = load<u32>(from);
      from += 4;
    }
    const end = makeNumeric(from, length, scale, heap, scratch);
    if (end == 0) return TOO_LARGE;
    store<u64>(out + (i << 3), (<u64>(end - heap) << 32) | <u64>heap);
    heap = (end + 3) & ~(<usize>3);
    from += <usize>length;
  }
  return 0;
}

/** The same of refs to byte arrays, which the new ones take the place of. */
export function numericsOfRefs(refs: usize, count: u32, scale: u32, heap: usize, scratch: usize): i32 {
  for (let i: usize = 0; i < <usize>count; i++) {
    const ref = load<u64>(refs + (i << 3));
    const end = makeNumeric(<usize>(<u32>ref), <u32>(ref >> 32), scale, heap, scratch);
    if (end == 0) return TOO_LARGE;
    store<u64>(refs + (i << 3), (<u64>(end - heap) << 32) | <u64>heap);
    heap = (end + 3) & ~(<usize>3);
  }
  return 0;
}

/** Where the numeric at `to` ends; 0 when the number is too long. */
function makeNumeric(from: usize, length: u32, scale: u32, to: usize, scratch: usize): usize {
  const negative = length > 0 && (load<u8>(from) & 0x80) != 0;
  const fill: u32 = negative ? 255 : 0;
  while (length > 1 && <u32>load<u8>(from) == fill && (load<u8>(from, 1) & 0x80) == (<u8>fill & 0x80)) {
    from++;
    length--;
  }
  if (length > MOST_BYTES) return 0;
  let limbs = magnitude(from, length, negative, scratch);
  // Digits are groups of four: the point must lie between two.
  limbs = multiply(scratch, limbs, scaleUp(scale));
  const digits = scratch + LIMBS;
  let count: u32 = 0;
  while (limbs > 0) {
    store<u16>(digits + ((<usize>count) << 1), <u16>divide(scratch, limbs));
    count++;
    if (load<u32>(scratch + ((<usize>(limbs - 1)) << 2)) == 0) limbs--;
  }
  while (count > 0 && load<u16>(digits + ((<usize>(count - 1)) << 1)) == 0) count--;
  let low: u32 = 0;
  while (low < count && load<u16>(digits + ((<usize>low) << 1)) == 0) low++;
  store<u32>(to, <u32>(negative && count > 0));
  store<i32>(to, count == 0 ? 0 : <i32>count - 1 - <i32>((scale + 3) >> 2), 4);
  store<u16>(to, <u16>scale, 8);
  store<u16>(to, <u16>(count - low), 10);
  let at = to + HEADER;
  for (let digit = count; digit > low; digit--) {
    store<u16>(at, load<u16>(digits + ((<usize>(digit - 1)) << 1)));
    at += 2;
  }
  return at;
}

/** What a number of `scale` digits is multiplied by to have a multiple of four. */
function scaleUp(scale: u32): u32 {
  const rest = scale & 3;
  return rest == 0 ? 1 : rest == 3 ? 10 : rest == 2 ? 100 : 1000;
}

/** The magnitude as limbs, least significant first; how many, without leading zeros. */
function magnitude(from: usize, length: u32, negative: bool, limbs: usize): u32 {
  const count = (length + 3) >> 2;
  memory.fill(limbs, 0, LIMBS);
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(from + <usize>(length - 1 - i));
    store<u8>(limbs + <usize>i, negative ? ~byte : byte);
  }
  let carry: u64 = <u64>negative;
  let used: u32 = 0;
  for (let i: u32 = 0; i <= count; i++) {
    const at = limbs + ((<usize>i) << 2);
    const sum = <u64>load<u32>(at) + carry;
    store<u32>(at, <u32>sum);
    carry = sum >> 32;
    if (<u32>sum != 0) used = i + 1;
  }
  return used;
}

function multiply(limbs: usize, count: u32, by: u32): u32 {
  let carry: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const at = limbs + ((<usize>i) << 2);
    const product = <u64>load<u32>(at) * <u64>by + carry;
    store<u32>(at, <u32>product);
    carry = product >> 32;
  }
  if (carry == 0) return count;
  store<u32>(limbs + ((<usize>count) << 2), <u32>carry);
  return count + 1;
}

/** Divides by 10000; the remainder. */
function divide(limbs: usize, count: u32): u32 {
  let remainder: u64 = 0;
  for (let i = count; i > 0; i--) {
    const at = limbs + ((<usize>(i - 1)) << 2);
    const value = (remainder << 32) | <u64>load<u32>(at);
    store<u32>(at, <u32>(value / 10000));
    remainder = value % 10000;
  }
  return <u32>remainder;
}
