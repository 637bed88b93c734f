// Memory that is about to be read in order, brought into the cache first. A core has as many lines under way as its window of
// instructions covers: code that does much with each value waits for nearly every line, a loop that reads one word of each
// has sixteen or more under way. What lies in the cache already costs a thirtieth of a nanosecond a value.

/** Reads a word of each line of `bytes` bytes. */
// @ts-ignore: decorator
@inline
function touch(data: usize, bytes: usize): u32 {
  let a: u32 = 0;
  let b: u32 = 0;
  let c: u32 = 0;
  let d: u32 = 0;
  const whole = data + (bytes & ~255);
  let at = data;
  for (; at < whole; at += 256) {
    a |= load<u32>(at);
    b |= load<u32>(at, 64);
    c |= load<u32>(at, 128);
    d |= load<u32>(at, 192);
  }
  for (const end = data + (bytes & ~3); at < end; at += 64) a |= load<u32>(at);
  return a | b | c | d;
}


/** Slots for each row, where most of their lines are read at least. */
const DENSE: usize = 4;

/**
 * Touches the slots of `rows` rows: of all, or of those that an index shows, if it ascends and shows most lines. Answers what
 * nobody needs, so that no compiler leaves it out.
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
