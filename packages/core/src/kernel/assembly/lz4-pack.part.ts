// LZ4 block compression (lz4/doc/lz4_Block_format.md), greedy: one table of where four bytes were seen last. For files that
// leave, and for those of operators that spill.

/** log2 of the table's entries (u32, positions from the source's start). */
const TABLE_BITS: u32 = 13;
const LEAST_MATCH: u32 = 4;
/** A match may not begin in the last twelve bytes, nor reach into the last five. */
const LAST_MATCH: u32 = 12;
const LAST_LITERALS: u32 = 5;
/** After so many misses in a row (a power of two) the steps become longer. */
const SKIP_BITS: u32 = 6;
const FARTHEST: u32 = 65535;

// @ts-ignore: decorator
@inline
function hashOf(word: u32): u32 {
  return (word * 2654435761) >> (32 - TABLE_BITS);
}

// @ts-ignore: decorator
@inline
function putLength(at: usize, length: u32): usize {
  let left = length;
  for (; left >= 255; left -= 255) store<u8>(at++, 255);
  store<u8>(at++, <u8>left);
  return at;
}

/**
 * Copies `length` bytes, whole words at a time, past their end: what follows them is written later. A call of memory.copy
 * costs more than that.
 */
// @ts-ignore: decorator
@inline
function copyWords(to: usize, from: usize, length: u32): void {
  if (length > 64) {
    memory.copy(to, from, <usize>length);
    return;
  }
  for (let byte: usize = 0; byte < <usize>length; byte += 16) v128.store(to + byte, v128.load(from + byte));
}

/** Token, literals [from, to), and after them the match, if it has a length: without one they are the last. */
// @ts-ignore: decorator
@inline
function putSequence(at: usize, from: usize, to: usize, distance: u32, length: u32): usize {
  const literals = <u32>(to - from);
  const more = length == 0 ? 0 : length - LEAST_MATCH;
  store<u8>(at++, <u8>((min<u32>(literals, 15) << 4) | min<u32>(more, 15)));
  if (literals >= 15) at = putLength(at, literals - 15);
  if (length == 0) {
    memory.copy(at, from, <usize>literals);
    return at + <usize>literals;
  }
  copyWords(at, from, literals);
  at += <usize>literals;
  store<u16>(at, <u16>distance);
  at += 2;
  return more >= 15 ? putLength(at, more - 15) : at;
}

/** How many bytes from `left` and `right` (later) on are equal, before `end`. */
// @ts-ignore: decorator
@inline
function equalBytes(left: usize, right: usize, end: usize): u32 {
  const start = right;
  while (right + 8 <= end) {
    const different = load<u64>(left) ^ load<u64>(right);
    if (different != 0) return <u32>(right - start) + <u32>(ctz(different) >> 3);
    left += 8;
    right += 8;
  }
  while (right < end && load<u8>(left) == load<u8>(right)) {
    left++;
    right++;
  }
  return <u32>(right - start);
}

/**
 * Compresses `length` bytes, with 16 readable ones behind them, to `target`, which needs length + length / 255 + 16 bytes;
 * answers how many it took. table: 32 KiB.
 */
export function lz4Compress(source: usize, length: u32, target: usize, table: usize): u32 {
  const end = source + <usize>length;
  let written = target;
  let anchor = source;
  if (length > LAST_MATCH) {
    memory.fill(table, 0, 4 << TABLE_BITS);
    const lastMatch = end - <usize>LAST_MATCH;
    const matchEnd = end - <usize>LAST_LITERALS;
    let at = source + 1;
    let misses: u32 = 1 << SKIP_BITS;
    while (at <= lastMatch) {
      const word = load<u32>(at);
      const entry = table + (<usize>hashOf(word) << 2);
      const seen = source + <usize>load<u32>(entry);
      store<u32>(entry, <u32>(at - source));
      if (<u32>(at - seen) > FARTHEST || load<u32>(seen) != word) {
        at += <usize>(misses++ >> SKIP_BITS);
        continue;
      }
      const size = LEAST_MATCH + equalBytes(seen + 4, at + 4, matchEnd);
      written = putSequence(written, anchor, at, <u32>(at - seen), size);
      at += <usize>size;
      anchor = at;
      misses = 1 << SKIP_BITS;
      if (at <= lastMatch) store<u32>(table + (<usize>hashOf(load<u32>(at - 2)) << 2), <u32>(at - 2 - source));
    }
  }
  return <u32>(putSequence(written, anchor, end, 0, 0) - target);
}
