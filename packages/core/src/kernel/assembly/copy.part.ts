// Copying few bytes without a call: memory.copy costs more than most texts are long.

/** Copies exactly `length` bytes; the places do not overlap. */
// @ts-ignore: decorator
@inline
export function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 64) {
    memory.copy(to, from, length);
    return;
  }
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) store<u64>(to + at, load<u64>(from + at));
  if (at + 4 <= length) {
    store<u32>(to + at, load<u32>(from + at));
    at += 4;
  }
  for (; at < length; at++) store<u8>(to + at, load<u8>(from + at));
}
