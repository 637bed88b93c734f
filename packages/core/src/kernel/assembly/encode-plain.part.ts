// PLAIN encoding of what does not lie in memory as the format has it.

/** Texts `from` to `to`, each with its length before it; answers how many bytes. */
export function plainTexts(offsets: usize, bytes: usize, from: u32, to: u32, target: usize): u32 {
  let at = target;
  let start = load<u32>(offsets + (<usize>from << 2));
  for (let i = from; i < to; i++) {
    const end = load<u32>(offsets + (<usize>i << 2), 4);
    const length = end - start;
    const source = bytes + <usize>start;
    store<u32>(at, length);
    at += 4;
    if (length > 64) {
      memory.copy(at, source, <usize>length);
    } else {
      // Overshoots into what the next value overwrites.
      for (let done: u32 = 0; done < length; done += 16) {
        v128.store(at + <usize>done, v128.load(source + <usize>done));
      }
    }
    at += <usize>length;
    start = end;
  }
  return <u32>(at - target);
}

/** Values of 16 bytes in big endian; `turned`: 1 to turn over the highest bit of each. */
export function plain16(values: usize, from: u32, to: u32, target: usize, turned: u32): void {
  const mask = <u64>turned << 63;
  let at = target;
  for (let i = from; i < to; i++) {
    const value = values + (<usize>i << 4);
    store<u64>(at, bswap<u64>(load<u64>(value, 8) ^ mask));
    store<u64>(at, bswap<u64>(load<u64>(value)), 8);
    at += 16;
  }
}
