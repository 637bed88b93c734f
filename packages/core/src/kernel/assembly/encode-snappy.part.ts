// Snappy's raw format, compressing half. The input is cut into blocks of 64 KiB that know nothing of each other;
// within one, a table from the hash of four bytes to where they were last seen finds what to copy. Where nothing
// matches, the search takes larger steps, so that incompressible data passes quickly.

const BLOCK_BYTES: u32 = 65536;
const TABLE_BITS: u32 = 14;
/** Behind this many bytes from the end no match is looked for: reads of eight bytes stay inside. */
const MARGIN: usize = 15;

/**
 * Compresses `length` bytes; answers how many they became. `target` has room for 32 + length * 7 / 6 bytes, `table`
 * for 32 KiB.
 */
export function snappyCompress(source: usize, length: u32, target: usize, table: usize): u32 {
  let to = target;
  let rest = length;
  while (rest >= 128) {
    store<u8>(to++, (rest & 127) | 128);
    rest >>= 7;
  }
  store<u8>(to++, rest);
  for (let start: u32 = 0; start < length; start += BLOCK_BYTES) {
    const size = min(BLOCK_BYTES, length - start);
    to = compressBlock(source + start, size, to, table);
  }
  return <u32>(to - target);
}

// @ts-ignore: decorator
@inline
function slotOf(table: usize, word: u32, shift: u32): usize {
  return table + ((<usize>((word * 0x1e35a7bd) >> shift)) << 1);
}

function compressBlock(start: usize, size: u32, target: usize, table: usize): usize {
  const end = start + <usize>size;
  let to = target;
  let literal = start;
  if (<usize>size > MARGIN) {
    const limit = end - MARGIN;
    let bits: u32 = 8;
    while (bits < TABLE_BITS && (<u32>1) << bits < size) bits++;
    const shift = 32 - bits;
    memory.fill(table, 0, <usize>2 << bits);
    let position = start + 1;
    let skip: u32 = 32;
    while (position < limit) {
      const word = load<u32>(position);
      const slot = slotOf(table, word, shift);
      const candidate = start + <usize>load<u16>(slot);
      store<u16>(slot, <u16>(position - start));
      if (load<u32>(candidate) != word) {
        position += <usize>(skip >> 5);
        skip++;
        continue;
      }
      if (position > literal) to = emitLiteral(literal, position, to);
      const length = 4 + matchLength(candidate + 4, position + 4, end);
      to = emitCopy(to, <u32>(position - candidate), length);
      position += <usize>length;
      literal = position;
      skip = 32;
      if (position < limit) {
        store<u16>(slotOf(table, load<u32>(position - 1), shift), <u16>(position - 1 - start));
      }
    }
  }
  return literal < end ? emitLiteral(literal, end, to) : to;
}

/** How far two places agree, the later one no further than `end`. */
function matchLength(first: usize, second: usize, end: usize): u32 {
  let a = first;
  let b = second;
  while (b + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return <u32>(b - second) + <u32>(ctz(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (b < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return <u32>(b - second);
}

function emitLiteral(from: usize, to: usize, target: usize): usize {
  let at = target;
  const length = <u32>(to - from);
  if (length <= 16) {
    store<u8>(at++, (length - 1) << 2);
    v128.store(at, v128.load(from));
    return at + <usize>length;
  }
  if (length <= 60) {
    store<u8>(at++, (length - 1) << 2);
    // Whole words, past the end of the literal: a call of memory.copy costs more than they do.
    v128.store(at, v128.load(from));
    v128.store(at, v128.load(from, 16), 16);
    if (length > 32) {
      v128.store(at, v128.load(from, 32), 32);
      v128.store(at, v128.load(from, 48), 48);
    }
    return at + <usize>length;
  }
  if (length <= 256) {
    store<u8>(at, 60 << 2);
    store<u8>(at, length - 1, 1);
    at += 2;
  } else {
    store<u8>(at, 61 << 2);
    store<u16>(at, <u16>(length - 1), 1);
    at += 3;
  }
  memory.copy(at, from, <usize>length);
  return at + <usize>length;
}

function emitCopy(target: usize, offset: u32, total: u32): usize {
  let at = target;
  let length = total;
  // Copies hold 64 bytes; the last two are cut so that none is shorter than 4.
  while (length >= 68) {
    at = emitLongCopy(at, offset, 64);
    length -= 64;
  }
  if (length > 64) {
    at = emitLongCopy(at, offset, 60);
    length -= 60;
  }
  if (length >= 12 || offset >= 2048) return emitLongCopy(at, offset, length);
  store<u8>(at, ((offset >> 8) << 5) | ((length - 4) << 2) | 1);
  store<u8>(at, offset & 255, 1);
  return at + 2;
}

// @ts-ignore: decorator
@inline
function emitLongCopy(at: usize, offset: u32, length: u32): usize {
  store<u8>(at, ((length - 1) << 2) | 2);
  store<u16>(at, <u16>offset, 1);
  return at + 3;
}
