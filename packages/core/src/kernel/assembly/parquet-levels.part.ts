// Dremel's levels of nested columns: which entries of a leaf begin a row, a list or an element, and what is there. An
// entry has a repetition and a definition level, a byte each. The cursor is parquet.ts'.
import { nextRun } from "./parquet-hybrid.part";
import { BAD_RUN } from "./parquet-status.part";

/** The next `count` levels of a hybrid as bytes, none above `most`. */
export function decodeLevelBytes(cursor: usize, out: usize, count: u32, most: u32): i32 {
  const width = load<u32>(cursor, 8);
  if (width > 8) return BAD_RUN;
  if (width == 0) {
    memory.fill(out, 0, <usize>count);
    return 0;
  }
  const mask: u32 = (1 << width) - 1;
  let highest: u32 = 0;
  let left = count;
  while (left > 0) {
    const available = load<u32>(cursor, 16);
    if (available == 0) {
      const status = nextRun(cursor, width);
      if (status < 0) return status;
      continue;
    }
    const taken = min(left, available);
    const value = load<u32>(cursor, 20);
    if (load<u32>(cursor, 12) == 0) {
      memory.fill(out, <u8>value, <usize>taken);
      highest = max(highest, value);
    } else {
      const first = load<u32>(cursor, 24);
      let bit = <u64>first * <u64>width;
      for (let i: usize = 0; i < <usize>taken; i++) {
        const level = (<u32>load<u16>(<usize>value + <usize>(bit >> 3)) >> <u32>(bit & 7)) & mask;
        highest = max(highest, level);
        store<u8>(out + i, <u8>level);
        bit += <u64>width;
      }
      store<u32>(cursor, first + taken, 24);
    }
    out += <usize>taken;
    store<u32>(cursor, available - taken, 16);
    left -= taken;
  }
  return highest > most ? BAD_RUN : 0;
}

/**
 * How many of `count` entries belong to the rows before the one that would be the `rows` + 1st to begin; `started` (u32)
 * gets how many rows begin among them.
 */
export function entriesOfRows(repetition: usize, count: u32, rows: u32, started: usize): u32 {
  let begun: u32 = 0;
  let at: u32 = 0;
  for (; at < count; at++) {
    if (load<u8>(repetition + <usize>at) != 0) continue;
    if (begun == rows) break;
    begun++;
  }
  store<u32>(started, begun);
  return at;
}

/** How many levels are `value`. */
export function countLevels(levels: usize, count: u32, value: u32): u32 {
  let found: u32 = 0;
  let at: usize = 0;
  const wanted = i8x16.splat(<i8>value);
  for (; at + 16 <= <usize>count; at += 16) {
    found += <u32>popcnt(i8x16.bitmask(i8x16.eq(v128.load(levels + at), wanted)));
  }
  for (; at < <usize>count; at++) found += <u32>(<u32>load<u8>(levels + at) == value);
  return found;
}

/**
 * A byte for each entry that is a place of its own where lists are repeated at most `repetition` deep and their elements
 * are there from definition level `least` on: 1 when the level reaches `valid`. Answers how many places there are.
 */
export function placeMarks(
  repetitions: usize,
  definitions: usize,
  count: u32,
  repetition: u32,
  least: u32,
  valid: u32,
  out: usize,
): u32 {
  const start = out;
  for (let at: usize = 0; at < <usize>count; at++) {
    const definition = <u32>load<u8>(definitions + at);
    if (<u32>load<u8>(repetitions + at) > repetition || definition < least) continue;
    store<u8>(out++, <u8>(definition >= valid));
  }
  return <u32>(out - start);
}

/**
 * The lists at places as placeMarks has them (`repetition`, `least`): ends (u32) of each behind a first 0, and a byte for
 * whether it is not NULL. An element is there from `element` on, an empty list one below. Answers how many lists, or a
 * negative status for an entry that goes on with a list and is no element of it.
 */
export function listEnds(
  repetitions: usize,
  definitions: usize,
  count: u32,
  repetition: u32,
  least: u32,
  element: u32,
  ends: usize,
  present: usize,
): i32 {
  let lists: u32 = 0;
  let elements: u32 = 0;
  for (let at: usize = 0; at < <usize>count; at++) {
    const definition = <u32>load<u8>(definitions + at);
    if (definition < least) continue;
    const level = <u32>load<u8>(repetitions + at);
    if (level > repetition && definition < element) return BAD_RUN;
    if (level <= repetition) {
      store<u32>(ends + ((<usize>lists) << 2), elements);
      store<u8>(present + <usize>lists, <u8>(definition + 1 >= element));
      lists++;
    }
    if (level <= repetition + 1 && definition >= element) elements++;
  }
  store<u32>(ends + ((<usize>lists) << 2), elements);
  return <i32>lists;
}

/** out[i] = slot codes[i], slots of 2^`widthLog2` bytes. */
export function gatherSlots(slots: usize, codes: usize, count: u32, out: usize, widthLog2: u32): void {
  for (let at: usize = 0; at < <usize>count; at++) {
    const from = slots + ((<usize>load<u32>(codes + (at << 2))) << widthLog2);
    const to = out + (at << widthLog2);
    if (widthLog2 == 3) store<u64>(to, load<u64>(from));
    else if (widthLog2 == 2) store<u32>(to, load<u32>(from));
    else if (widthLog2 == 4) v128.store(to, v128.load(from));
    else store<u8>(to, load<u8>(from));
  }
}

/** The sum of `count` u32. */
export function sumWords(words: usize, count: u32): f64 {
  let sum: u64 = 0;
  for (let at: usize = 0; at < <usize>count; at++) sum += <u64>load<u32>(words + (at << 2));
  return <f64>sum;
}

/**
 * Levels as files before 2013 have them, of `width` bits from the most significant bit on, as one bit-packed run of a
 * hybrid at `out`; where it ends. `count` levels, for which there are bytes.
 */
export function repackLevels(from: usize, count: u32, width: u32, out: usize): usize {
  const groups = (count + 7) >> 3;
  let header = (groups << 1) | 1;
  while (header > 127) {
    store<u8>(out++, <u8>(header & 127) | 128);
    header >>= 7;
  }
  store<u8>(out++, <u8>header);
  const bytes = <usize>groups * <usize>width;
  memory.fill(out, 0, bytes);
  let bit: u64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    for (let part: u32 = 0; part < width; part++) {
      const source = bit + <u64>(width - 1 - part);
      const value = (<u32>load<u8>(from + <usize>(source >> 3)) >> (7 - <u32>(source & 7))) & 1;
      const target = bit + <u64>part;
      const to = out + <usize>(target >> 3);
      store<u8>(to, <u8>(<u32>load<u8>(to) | (value << <u32>(target & 7))));
    }
    bit += <u64>width;
  }
  return out + bytes;
}
