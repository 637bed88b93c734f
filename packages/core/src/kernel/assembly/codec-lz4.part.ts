// LZ4 block decompression (lz4/doc/lz4_Block_format.md). Source and target lie in arena buffers with 16 bytes of
// padding behind them; what counts is checked on every element, so that no element reaches outside either.

/** The data ends inside an element, or an element reaches outside source or target. */
const BROKEN: i32 = -1;

/** One block of exactly `sourceLength` bytes, into at most `targetLength`: how many bytes it gave, or BROKEN. */
export function lz4Decompress(source: usize, sourceLength: u32, target: usize, targetLength: u32): i32 {
  const sourceEnd = source + <usize>sourceLength;
  const targetEnd = target + <usize>targetLength;
  let from = source;
  let to = target;
  while (from < sourceEnd) {
    const token = <u32>load<u8>(from++);
    let literals = token >> 4;
    if (literals == 15) {
      for (;;) {
        if (from >= sourceEnd) return BROKEN;
        const byte = <u32>load<u8>(from++);
        literals += byte;
        if (literals > targetLength) return BROKEN;
        if (byte != 255) break;
      }
    }
    if (literals > <u32>(sourceEnd - from) || literals > <u32>(targetEnd - to)) return BROKEN;
    // Calling out to copy takes longer than a few words do.
    if (literals > 96) memory.copy(to, from, <usize>literals);
    else for (let done: usize = 0; done < <usize>literals; done += 16) v128.store(to + done, v128.load(from + done));
    from += <usize>literals;
    to += <usize>literals;
    // The last sequence has literals only.
    if (from == sourceEnd) return <i32>(to - target);
    if (<u32>(sourceEnd - from) < 2) return BROKEN;
    const distance = <u32>load<u16>(from);
    from += 2;
    if (distance == 0 || distance > <u32>(to - target)) return BROKEN;
    let size = token & 15;
    if (size == 15) {
      for (;;) {
        if (from >= sourceEnd) return BROKEN;
        const byte = <u32>load<u8>(from++);
        size += byte;
        if (size > targetLength) return BROKEN;
        if (byte != 255) break;
      }
    }
    size += 4;
    if (size > <u32>(targetEnd - to)) return BROKEN;
    copyBack(to, distance, size);
    to += <usize>size;
  }
  // Empty input is no block: even nothing at all takes a token.
  return BROKEN;
}

/** Repeats `size` bytes from `distance` bytes before `to`; may write up to 15 bytes more. */
function copyBack(to: usize, distance: u32, size: u32): void {
  const back = to - <usize>distance;
  if (distance >= 16) {
    for (let done: usize = 0; done < <usize>size; done += 16) v128.store(to + done, v128.load(back + done));
  } else if (distance >= 8) {
    for (let done: usize = 0; done < <usize>size; done += 8) store<u64>(to + done, load<u64>(back + done));
  } else if (distance == 1) {
    memory.fill(to, load<u8>(back), <usize>size);
  } else {
    for (let done: usize = 0; done < <usize>size; done++) store<u8>(to + done, load<u8>(back + done));
  }
}
