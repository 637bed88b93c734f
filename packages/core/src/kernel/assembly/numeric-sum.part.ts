// Sums of numerics: of two, running ones, and running ones per group over batches (the conventions of
// hash-aggregate.part.ts; a state is a 16-byte slot whose first word is the sum's ref). Apart from the other
// operators because accumulating keeps memory: a slot's bytes lie in a block that is replaced in place.
import { groupAt, rowAt } from "./hash-form.part";
import { slotAt } from "./slot.part";
import { sum } from "./numeric-arithmetic.part";
import {
  addressOf, begin, compareValues, finish, heapEnd, INFINITE, isSpecial, kindOf, makeSpecial, MINUS_INFINITE, moveHeap, NAN, NO_ROOM, signOf,
} from "./numeric-value.part";

/** NaN, or an infinity with this sign. */
export function specialOfSign(sign: i32): usize {
  return makeSpecial(sign == 0 ? NAN : sign > 0 ? INFINITE : MINUS_INFINITE);
}

/** The sum where one operand is not finite: b's sign already taken into account. */
function specialSum(a: usize, b: usize, bSign: i32): usize {
  if (kindOf(a) == NAN || kindOf(b) == NAN) return makeSpecial(NAN);
  if (!isSpecial(a)) return specialOfSign(bSign);
  if (!isSpecial(b)) return specialOfSign(signOf(a));
  return specialOfSign(signOf(a) == bSign ? bSign : 0);
}

/** a + b. */
export function numericAdd(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  return finish(mark, isSpecial(a) || isSpecial(b) ? specialSum(a, b, signOf(b)) : sum(a, b, 0));
}

/** a - b. */
export function numericSubtract(left: i64, right: i64): i64 {
  const mark = begin();
  const a = addressOf(left);
  const b = addressOf(right);
  return finish(mark, isSpecial(a) || isSpecial(b) ? specialSum(a, b, -signOf(b)) : sum(a, b, 1));
}

/**
 * Adds a value to the running sum in a 16-byte slot: u64 ref, u32 capacity, u32 unused; all 0 at the start
 * (then the sum is the first value). Returns 1, -1 (no room) or an error. The sum's bytes lie on the heap in a
 * block with room to grow and are replaced in place: a new block is taken only when the number outgrows it,
 * so a slot uses the heap a few times in its life. The block must live as long as the slot does: open a heap
 * of the aggregate's own memory before a batch of these calls.
 */
export function numericAccumulate(slot: usize, value: i64): i32 {
  const mark = begin();
  const before = load<i64>(slot);
  const result = before ? numericAdd(before, value) : value;
  if (result <= 0) {
    moveHeap(mark);
    return <i32>result;
  }
  const bytes = <usize>(result >> 32);
  let capacity = <usize>load<u32>(slot, 8);
  let block = addressOf(before);
  if (bytes > capacity) {
    // The result may lie where the block would begin: the block goes there too, and the copy moves nothing.
    capacity = max<usize>(bytes * 2, 48);
    if (mark + capacity > heapEnd()) {
      moveHeap(mark);
      return NO_ROOM;
    }
    block = mark;
    store<u32>(slot, <u32>capacity, 8);
    moveHeap(mark + capacity);
  } else {
    moveHeap(mark);
  }
  memory.copy(block, addressOf(result), bytes);
  store<i64>(slot, (<i64>bytes << 32) | <i64>block);
  return 1;
}

let rowsTaken: i32 = 0;

/** How many rows the last sumNumerics took. */
export function numericRowsTaken(): i32 {
  return rowsTaken;
}

/**
 * Adds rows from `start` on to their groups' sums. Returns 0, or NO_ROOM: the rows before numericRowsTaken() are
 * added; open a further heap and go on from there. A sum out of range is its error.
 */
export function sumNumerics(data: usize, index: usize, validity: usize, list: usize, start: i32, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  for (let at = start; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const answer = numericAccumulate(state + (group << 4), load<i64>(data + (slot << 3)));
    if (answer < 0) {
      rowsTaken = at;
      return answer;
    }
    store<u8>(seen + group, 1);
  }
  rowsTaken = rows;
  return 0;
}

/** As pickRefs of hash-minmax.part.ts, in the order of numerics; of equal ones the last stays. `which`: 0 min, 1 max. */
export function pickNumerics(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const value = load<i64>(data + (slot << 3));
    if (load<u8>(seen + group) != 0) {
      const order = compareValues(addressOf(value), addressOf(load<i64>(cell)));
      if (which == 0 ? order > 0 : order < 0) continue;
    }
    store<i64>(cell, value);
    store<u8>(seen + group, 2);
  }
}
