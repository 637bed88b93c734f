// Parquet's hybrid of run lengths and bit packing, for dictionary codes. Literals come in groups of eight, so a run
// that starts inside a group stays literal up to the group's end.

/** A run shorter than this is cheaper as literals. */
const SHORTEST_RUN: u32 = 8;

/** Encodes `count` codes, each below 2^width with width from 1 to 24; answers how many bytes. */
export function encodeCodes(codes: usize, count: u32, width: u32, target: usize): u32 {
  let to = target;
  let literal: u32 = 0;
  let position: u32 = 0;
  while (position < count) {
    const value = load<u32>(codes + (<usize>position << 2));
    let stop = position + 1;
    while (stop < count && load<u32>(codes + (<usize>stop << 2)) == value) stop++;
    if (stop - position >= SHORTEST_RUN) {
      if (literal < position) to = packLiterals(codes, literal, position, width, to);
      to = writeVarint(to, (stop - position) << 1);
      for (let bits: u32 = 0; bits < width; bits += 8) store<u8>(to++, value >> bits);
      position = stop;
      literal = stop;
    } else {
      position = min(count, position + 8);
    }
  }
  if (literal < count) to = packLiterals(codes, literal, count, width, to);
  return <u32>(to - target);
}

function packLiterals(codes: usize, from: u32, to: u32, width: u32, target: usize): usize {
  const groups = (to - from + 7) >> 3;
  let at = writeVarint(target, (groups << 1) | 1);
  const end = at + <usize>(groups * width);
  let pending: u64 = 0;
  let bits: u32 = 0;
  for (let i = from; i < to; i++) {
    pending |= <u64>load<u32>(codes + (<usize>i << 2)) << <u64>bits;
    bits += width;
    if (bits >= 32) {
      store<u32>(at, <u32>pending);
      at += 4;
      pending >>= 32;
      bits -= 32;
    }
  }
  // The last group is filled with zeros.
  for (; at < end; at++) {
    store<u8>(at, <u8>pending);
    pending >>= 8;
  }
  return end;
}

function writeVarint(target: usize, value: u32): usize {
  let at = target;
  let rest = value;
  while (rest >= 128) {
    store<u8>(at++, (rest & 127) | 128);
    rest >>= 7;
  }
  store<u8>(at++, rest);
  return at;
}

/** Marks each code's byte. */
export function markCodes(codes: usize, count: u32, marks: usize): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(marks + <usize>load<u32>(codes + (<usize>i << 2)), 1);
}
