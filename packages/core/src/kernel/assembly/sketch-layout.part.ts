// How the states of approximate aggregates lie in memory: a table of words, a power of two of them, at least 8. The
// first word is u32 how many of the others are in use and u32 level; the others are entries where they were put by open
// addressing, 0 where there is none. The same values give the same entries in whatever order and parts they come.
//
// distinct: an entry is the hash of a value. At level n only hashes are kept whose highest n bits are 0, so a table of
//   MOST_DISTINCT words counts any number of values: there are about (entries << n) different ones.
// histogram: an entry is a key of KEY_BITS bits and how many values it stands for. A key is the highest bits of a double
//   in whose order doubles sort: its sign, its exponent and 8 bits of its fraction.

/** The most words of a table of hashes. */
export const MOST_DISTINCT: u32 = 4096;
export const LEAST_WORDS: u32 = 8;

const KEY_BITS: u64 = 20;
export const COUNT_BITS: u64 = 64 - KEY_BITS;
const TOP: u64 = 0x8000000000000000;
const NAN: u64 = 0x7ff8000000000000;

// @ts-ignore: decorator
@inline
export function countOf(table: usize): u32 {
  return load<u32>(table);
}

// @ts-ignore: decorator
@inline
export function levelOf(table: usize): u32 {
  return load<u32>(table, 4);
}

// @ts-ignore: decorator
@inline
export function entryAt(table: usize, word: u32): u64 {
  return load<u64>(table + ((<usize>word) << 3));
}

/** Whether a hash is kept at a level. */
// @ts-ignore: decorator
@inline
export function isKept(hash: u64, level: u32): bool {
  return level == 0 || hash >> (64 - <u64>level) == 0;
}

/** How many words of a table may be in use: three quarters. */
// @ts-ignore: decorator
@inline
export function limitOf(words: u32): u32 {
  return words - (words >> 2) - 1;
}

/** The key of a double. */
// @ts-ignore: decorator
@inline
export function keyOf(value: f64): u64 {
  let bits = value != value ? NAN : reinterpret<u64>(value);
  // Both zeros are one value.
  if (bits == TOP) bits = 0;
  return (<i64>bits < 0 ? ~bits : bits | TOP) >> COUNT_BITS;
}

/** The double of a key's that is nearest to 0. */
export function valueOf(key: u64): f64 {
  const least = key << COUNT_BITS;
  const bits = (least & TOP) != 0 ? least ^ TOP : ~(least | (((<u64>1) << COUNT_BITS) - 1));
  return reinterpret<f64>(bits);
}
