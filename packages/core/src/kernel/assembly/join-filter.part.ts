// Bit filters: a bit for each integer of [base[0], base[0] + range), set for those that a build side has as a key,
// and one more that is 0. Where keys are few in a wide range the bits are folded: an integer's bit is that of its distance
// from the base & `fold`, 2^n - 1 below a range of 2^n, so that others pass too. `fold` is all ones else.
//
// Sixteen rows are tested at once: their distances as vectors, a byte of the filter for each by lane loads, and one mask of
// which of them pass. Most sixteens of a filter that pays have none or one that does, which is written without a branch.

import { touchSlots } from "./touch.part";
import { slotAt } from "./slot.part";

const LANES: u32 = 16;

// @ts-ignore: decorator
@inline
function addBit(offset: usize, bits: usize): void {
  const byte = bits + (offset >> 3);
  store<u8>(byte, <u8>(<u32>load<u8>(byte) | (<u32>1 << (<u32>offset & 7))));
}

/**
 * Sets the bits of a column's valid values (all within the range unless bits are folded) that lie in [from, from +
 * size), whole bytes: threads that add to other bits do not meet.
 */
// @ts-ignore: decorator
@inline
export function addKeys<T extends number>(data: usize, index: usize, validity: usize, rows: u32, base: usize, fold: u32, bits: usize, from: u32, size: u32): void {
  const first = load<i64>(base);
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const at = <u32>offsetAt<T>(data, slot, first) & fold;
    if (at - from < size) addBit(<usize>at, bits);
  }
}

// @ts-ignore: decorator
@inline
function offsetAt<T extends number>(data: usize, slot: usize, first: i64): u64 {
  return <u64>(<i64>load<T>(data + slot * sizeof<T>()) - first);
}

/** 1 when the bit is set; values out of range look at the bit behind the last one, which is 0. */
// @ts-ignore: decorator
@inline
function testBit(offset: u64, range: u32, fold: u64, bits: usize): u32 {
  const at = <usize>min(offset & fold, <u64>range);
  return (<u32>load<u8>(bits + (at >> 3)) >> (<u32>at & 7)) & 1;
}

/** The values of rows `row` and `row` + 1, as i64. */
// @ts-ignore: decorator
@inline
function twoAt<T extends number>(data: usize, index: usize, row: u32): v128 {
  if (index == 0) {
    const address = data + (<usize>row) * sizeof<T>();
    return sizeof<T>() == 8 ? v128.load(address) : i64x2.extend_low_i32x4_s(v128.load64_zero(address));
  }
  const one = data + slotAt(index, row) * sizeof<T>();
  const other = data + slotAt(index, row + 1) * sizeof<T>();
  return sizeof<T>() == 8
    ? v128.load64_lane(other, v128.load64_zero(one), 1)
    : i64x2.extend_low_i32x4_s(v128.load32_lane(other, v128.load32_zero(one), 1));
}

/** The positions of four rows' bits, in the lanes of an i32x4. `highs`: 0 where bits are folded, else all ones: a distance of 2^32 and more is out of range. */
// @ts-ignore: decorator
@inline
function positionsAt<T extends number>(data: usize, index: usize, row: u32, first: v128, highs: v128, folds: v128, ranges: v128): v128 {
  const one = i64x2.sub(twoAt<T>(data, index, row), first);
  const other = i64x2.sub(twoAt<T>(data, index, row + 2), first);
  const low = v128.and(v128.shuffle<i32>(one, other, 0, 2, 4, 6), folds);
  const high = v128.and(v128.shuffle<i32>(one, other, 1, 3, 5, 7), highs);
  return v128.min<u32>(v128.or(low, v128.ne<i32>(high, i32x4.splat(0))), ranges);
}

/** A mask of which of sixteen positions have their bit set. */
// @ts-ignore: decorator
@inline
function testSixteen(bits: usize, a: v128, b: v128, c: v128, d: v128): u32 {
  const seven = i32x4.splat(7);
  const places = v128.narrow<u16>(
    v128.narrow<u32>(v128.and(a, seven), v128.and(b, seven)),
    v128.narrow<u32>(v128.and(c, seven), v128.and(d, seven)),
  );
  const powers = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  const aBytes = v128.shr<u32>(a, 3);
  const bBytes = v128.shr<u32>(b, 3);
  const cBytes = v128.shr<u32>(c, 3);
  const dBytes = v128.shr<u32>(d, 3);
  let bytes = v128.load8_splat(bits + <usize>v128.extract_lane<u32>(aBytes, 0));
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(aBytes, 1), bytes, 1);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(aBytes, 2), bytes, 2);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(aBytes, 3), bytes, 3);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(bBytes, 0), bytes, 4);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(bBytes, 1), bytes, 5);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(bBytes, 2), bytes, 6);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(bBytes, 3), bytes, 7);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(cBytes, 0), bytes, 8);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(cBytes, 1), bytes, 9);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(cBytes, 2), bytes, 10);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(cBytes, 3), bytes, 11);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(dBytes, 0), bytes, 12);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(dBytes, 1), bytes, 13);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(dBytes, 2), bytes, 14);
  bytes = v128.load8_lane(bits + <usize>v128.extract_lane<u32>(dBytes, 3), bytes, 15);
  return <u32>v128.bitmask<i8>(v128.ne<i8>(v128.and(bytes, v128.swizzle(powers, places)), i8x16.splat(0)));
}

/** Lists the rows of a mask's bits, from `row` on; answers where the list ends. Up to two are written without asking. */
// @ts-ignore: decorator
@inline
function listMask(mask: u32, row: u32, end: usize): usize {
  for (let few = 0; few < 2; few++) {
    store<u32>(end, row + ctz(mask));
    end += <usize>(mask != 0) << 2;
    mask &= mask - 1;
  }
  for (; mask != 0; mask &= mask - 1, end += 4) store<u32>(end, row + ctz(mask));
  return end;
}

/** The sixteens of rows that no earlier filter has listed; answers where the list ends. */
// @ts-ignore: decorator
@inline
function filterSixteens<T extends number>(data: usize, index: usize, validity: usize, rows: u32, base: usize, range: u32, fold: u32, bits: usize, out: usize): usize {
  const first = v128.load64_splat(base);
  const highs = i32x4.splat(fold == <u32>-1 ? -1 : 0);
  const folds = i32x4.splat(fold);
  const ranges = i32x4.splat(range);
  let end = out;
  for (let row: u32 = 0; row < rows; row += LANES) {
    const a = positionsAt<T>(data, index, row, first, highs, folds, ranges);
    const b = positionsAt<T>(data, index, row + 4, first, highs, folds, ranges);
    const c = positionsAt<T>(data, index, row + 8, first, highs, folds, ranges);
    const d = positionsAt<T>(data, index, row + 12, first, highs, folds, ranges);
    let mask = testSixteen(bits, a, b, c, d);
    if (validity != 0) mask &= <u32>v128.bitmask<i8>(v128.ne<i8>(v128.load(validity + <usize>row), i8x16.splat(0)));
    end = listMask(mask, row, end);
  }
  return end;
}

/** Lists those of the rows (`list`; 0: all of them) that are valid and have their bit set; answers how many. `out` may be the list. */
// @ts-ignore: decorator
@inline
export function filterKeys<T extends number>(data: usize, index: usize, validity: usize, list: usize, rows: u32, base: usize, range: u32, fold: u32, bits: usize, out: usize): u32 {
  const first = load<i64>(base);
  const fold64 = fold == <u32>-1 ? <u64>-1 : <u64>fold;
  // Rows that are seen through an index have their validity there as well.
  const sixteens = list || (index && validity) ? 0 : rows & ~(LANES - 1);
  let end = out;
  if (sixteens != 0) {
    // The list begins with what a row writes over: the result has to go somewhere.
    store<u32>(out, touchSlots(data, index, sixteens, sizeof<T>()));
    if (index) end = filterSixteens<T>(data, index, 0, sixteens, base, range, fold, bits, out);
    else end = filterSixteens<T>(data, 0, validity, sixteens, base, range, fold, bits, out);
  }
  for (let i: u32 = sixteens; i < rows; i++) {
    const row = <u32>slotAt(list, i);
    const slot = slotAt(index, row);
    const valid = validity ? <u32>load<u8>(validity + slot) : 1;
    store<u32>(end, row);
    end += <usize>(testBit(offsetAt<T>(data, slot, first), range, fold64, bits) & valid) << 2;
  }
  return <u32>((end - out) >> 2);
}
