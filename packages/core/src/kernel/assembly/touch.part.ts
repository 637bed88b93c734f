// Memory that is about to be read in order, brought into the cache first. A core has as many lines under way as its window of
// instructions covers: code that does much with each value waits for nearly every line, a loop that reads one word of each
// has sixteen or more under way. What lies in the cache already costs 0.04 ns a value of eight bytes.

/** Reads a word of each line of `bytes` bytes. Counts what is left: addresses may end where 32 bits do. */
// @ts-ignore: decorator
@inline
function touch(data: usize, bytes: usize): u32 {
  let a: u32 = 0;
  let b: u32 = 0;
  let c: u32 = 0;
  let d: u32 = 0;
  let at = data;
  let left = bytes;
  for (; left >= 256; left -= 256, at += 256) {
    a |= load<u32>(at);
    b |= load<u32>(at, 64);
    c |= load<u32>(at, 128);
    d |= load<u32>(at, 192);
  }
  for (; left >= 64; left -= 64, at += 64) a |= load<u32>(at);
  if (left >= 4) a |= load<u32>(at);
  return a | b | c | d;
}

/** Slots for each row, where most of their lines are read at least. */
const DENSE: usize = 4;

/**
 * Touches the slots of `rows` rows: of all, or of those between the first and the last that an index shows, if these are
 * not many more than rows (the index of a filter ascends). Answers what nobody needs, so that no compiler leaves it out.
 */
// @ts-ignore: decorator
@inline
export function touchSlots(data: usize, index: usize, rows: u32, width: usize): u32 {
  if (rows == 0) return 0;
  if (index == 0) return touch(data, <usize>rows * width);
  const first = <usize>load<u32>(index);
  const slots = <usize>load<u32>(index + ((<usize>rows - 1) << 2)) - first;
  return slots <= DENSE * <usize>rows ? touch(data + first * width, slots * width) : 0;
}
