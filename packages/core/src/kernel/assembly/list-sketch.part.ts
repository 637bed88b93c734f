// Row functions over the states of approximate aggregates (sketch-layout.part.ts): hashes of values, and what is read
// from a state in the end.
import { NO_ROOM, addressOf, fail, lengthOf, reserve } from "./bump.part";
import { COUNT_BITS, countOf, entryAt, levelOf, valueOf } from "./sketch-layout.part";

/** Every bit of the result depends on every bit of the word. */
// @ts-ignore: decorator
@inline
function mixed(word: u64): u64 {
  let hash = word;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

export function hashWord(word: i64): i64 {
  return <i64>mixed(<u64>word ^ 0x9e3779b97f4a7c15);
}

export function hashBytes(value: i64): i64 {
  const end = addressOf(value) + lengthOf(value);
  let hash: u64 = <u64>lengthOf(value) * 0x9e3779b97f4a7c15;
  let at = addressOf(value);
  for (; at + 8 <= end; at += 8) hash = mixed(hash ^ load<u64>(at));
  let rest: u64 = 1;
  for (; at < end; at++) rest = (rest << 8) | <u64>load<u8>(at);
  return <i64>mixed(hash ^ rest);
}

/** About how many different values a state has seen; the very number while no level was raised. */
export function distinctCount(state: i64): i64 {
  const table = addressOf(state);
  return (<i64>countOf(table)) << <i64>levelOf(table);
}

const DIGIT_BITS: u64 = 10;
const DIGITS: u32 = 1024;

/** The value at a fraction of the values: the one in row ceil(fraction * n), from 1, as far as the histogram knows it. */
export function histogramValue(state: i64, fraction: f64): f64 {
  const scratch = reserve(((<usize>DIGITS) << 3) + 8);
  if (scratch == 0) return <f64>fail(<i32>NO_ROOM);
  const counts = (scratch + 7) & ~7;
  const table = addressOf(state);
  const words = <u32>(lengthOf(state) >> 3);
  let total: u64 = 0;
  for (let at: u32 = 1; at < words; at++) total += entryAt(table, at) & (((<u64>1) << COUNT_BITS) - 1);
  const place = <u64>Math.ceil(fraction * <f64>total);
  let rest = place == 0 ? 0 : place - 1;
  const high = digitAt(table, words, counts, 0, 0, rest);
  for (let digit: u64 = 0; digit < high; digit++) rest -= load<u64>(counts + (<usize>digit << 3));
  const low = digitAt(table, words, counts, 1, high, rest);
  return valueOf((high << DIGIT_BITS) | low);
}

/** The digit of the key in which the place lies: the upper one, or the lower one among keys with that upper one. */
function digitAt(table: usize, words: u32, counts: usize, lower: i32, upper: u64, place: u64): u64 {
  memory.fill(counts, 0, (<usize>DIGITS) << 3);
  for (let at: u32 = 1; at < words; at++) {
    const entry = entryAt(table, at);
    const key = entry >> COUNT_BITS;
    if (lower && key >> DIGIT_BITS != upper) continue;
    const digit = counts + (<usize>(lower ? key & (DIGITS - 1) : key >> DIGIT_BITS) << 3);
    store<u64>(digit, load<u64>(digit) + (entry & (((<u64>1) << COUNT_BITS) - 1)));
  }
  let digit: u64 = 0;
  let before: u64 = 0;
  for (; digit < DIGITS - 1; digit++) {
    const own = load<u64>(counts + (<usize>digit << 3));
    if (before + own > place) break;
    before += own;
  }
  return digit;
}
