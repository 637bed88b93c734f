// Decompression: snappy here, LZ4 blocks in its part. Source and target lie in arena buffers with 16 bytes of padding behind them, so whole
// SIMD words may be read and written past the end of either; what counts is checked on every element.

export * from "./codec-lz4.part";

/** The data ends inside an element, or an element reaches outside source or target. */
const CORRUPT: i32 = -1;

/** More than any short element reads or writes. */
const SAFE: u32 = 80;

/** Byte i is i mod `distance` (1..15): the positions of a pattern that repeats every `distance` bytes. */
function repeating(distance: u32): v128 {
  // floor(i / d) = i * ceil(256 / d) >> 8 for all i, d below 16.
  const inverse = i16x8.splat(<i16>((255 + distance) / distance));
  const width = i16x8.splat(<i16>distance);
  const low = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  const high = i16x8(8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.narrow_i16x8_u(
    i16x8.sub(low, i16x8.mul(i16x8.shr_u(i16x8.mul(low, inverse), 8), width)),
    i16x8.sub(high, i16x8.mul(i16x8.shr_u(i16x8.mul(high, inverse), 8), width)),
  );
}

/** Decompresses exactly `targetLength` bytes; 0, or CORRUPT when the source says anything else. */
export function snappyDecompress(source: usize, sourceLength: u32, target: usize, targetLength: u32): i32 {
  const sourceEnd = source + <usize>sourceLength;
  const targetEnd = target + <usize>targetLength;
  let from = source;
  let to = target;

  let length: u32 = 0;
  let shift: u32 = 0;
  for (;;) {
    if (from == sourceEnd || shift > 28) return CORRUPT;
    const byte = <u32>load<u8>(from++);
    length |= (byte & 127) << shift;
    if (byte < 128) break;
    shift += 7;
  }
  if (length != targetLength) return CORRUPT;

  while (from < sourceEnd) {
    // Far from both ends an element of at most 64 bytes needs no check but that of its distance.
    while (<u32>(sourceEnd - from) >= SAFE && <u32>(targetEnd - to) >= SAFE) {
      const tag = <u32>load<u8>(from);
      if ((tag & 3) == 0) {
        const size = <usize>((tag >> 2) + 1);
        if (size > 60) break;
        v128.store(to, v128.load(from + 1));
        if (size > 16) {
          v128.store(to, v128.load(from + 17), 16);
          if (size > 32) {
            v128.store(to, v128.load(from + 33), 32);
            v128.store(to, v128.load(from + 49), 48);
          }
        }
        from += size + 1;
        to += size;
        continue;
      }
      let size: usize;
      let distance: u32;
      if ((tag & 3) == 1) {
        size = <usize>(4 + ((tag >> 2) & 7));
        distance = ((tag >> 5) << 8) | <u32>load<u8>(from, 1);
        from += 2;
      } else {
        size = <usize>(1 + (tag >> 2));
        if ((tag & 3) == 2) {
          distance = <u32>load<u16>(from, 1);
          from += 3;
        } else {
          distance = load<u32>(from, 1);
          from += 5;
        }
      }
      if (distance == 0 || distance > <u32>(to - target)) return CORRUPT;
      const back = to - <usize>distance;
      if (distance >= 16) {
        v128.store(to, v128.load(back));
        if (size > 16) {
          v128.store(to, v128.load(back, 16), 16);
          if (size > 32) {
            v128.store(to, v128.load(back, 32), 32);
            v128.store(to, v128.load(back, 48), 48);
          }
        }
      } else if (distance >= 8) {
        store<u64>(to, load<u64>(back));
        store<u64>(to, load<u64>(back, 8), 8);
        for (let done: usize = 16; done < size; done += 8) store<u64>(to + done, load<u64>(back + done));
      } else {
        const pattern = i8x16.swizzle(v128.load(back), repeating(distance));
        const step = <usize>(16 - (16 % distance));
        for (let done: usize = 0; done < size; done += step) v128.store(to + done, pattern);
      }
      to += size;
    }

    // Near the ends, and long literals.
    const tag = <u32>load<u8>(from++);
    if ((tag & 3) == 0) {
      let size = (tag >> 2) + 1;
      if (size <= 16) {
        if (size > <u32>(sourceEnd - from) || size > <u32>(targetEnd - to)) return CORRUPT;
        v128.store(to, v128.load(from));
        from += <usize>size;
        to += <usize>size;
        continue;
      }
      if (size > 60) {
        const extra = size - 60;
        if (extra > <u32>(sourceEnd - from)) return CORRUPT;
        const raw = load<u32>(from);
        size = extra == 4 ? raw : raw & ((1 << (extra << 3)) - 1);
        if (size == 0xffffffff) return CORRUPT;
        size += 1;
        from += <usize>extra;
      }
      if (size > <u32>(sourceEnd - from) || size > <u32>(targetEnd - to)) return CORRUPT;
      if (size <= 96) {
        for (let done: usize = 0; done < <usize>size; done += 16) v128.store(to + done, v128.load(from + done));
      } else {
        memory.copy(to, from, <usize>size);
      }
      from += <usize>size;
      to += <usize>size;
      continue;
    }
    let size: u32;
    let distance: u32;
    if ((tag & 3) == 1) {
      if (from >= sourceEnd) return CORRUPT;
      size = 4 + ((tag >> 2) & 7);
      distance = ((tag >> 5) << 8) | <u32>load<u8>(from);
      from += 1;
    } else if ((tag & 3) == 2) {
      if (<u32>(sourceEnd - from) < 2) return CORRUPT;
      size = 1 + (tag >> 2);
      distance = <u32>load<u16>(from);
      from += 2;
    } else {
      if (<u32>(sourceEnd - from) < 4) return CORRUPT;
      size = 1 + (tag >> 2);
      distance = load<u32>(from);
      from += 4;
    }
    if (distance == 0 || distance > <u32>(to - target) || size > <u32>(targetEnd - to)) return CORRUPT;
    const back = to - <usize>distance;
    if (distance >= 16) {
      v128.store(to, v128.load(back));
      for (let done: usize = 16; done < <usize>size; done += 16) v128.store(to + done, v128.load(back + done));
    } else {
      // The copy overlaps its own output: lay whole repetitions of the pattern at a time.
      const pattern = i8x16.swizzle(v128.load(back), repeating(distance));
      const step = <usize>(16 - (16 % distance));
      for (let done: usize = 0; done < <usize>size; done += step) v128.store(to + done, pattern);
    }
    to += <usize>size;
  }
  return to == targetEnd ? 0 : CORRUPT;
}
