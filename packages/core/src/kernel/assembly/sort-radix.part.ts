// Radix sort of records that are narrow once their words' ranges are known: each word minus its least value,
// packed behind each other and in front of the row number into one u64. Then as many counting passes of 11
// bits as the keys have bits. The packed elements are sorted back and forth between two buffers.

const DIGIT: i32 = 11;
const BUCKETS: usize = 1 << 11;

/** Widens ranges (least, greatest u64 per word; initialised by the caller) by records [from, to). */
export function recordRanges(keys: usize, words: i32, from: u32, to: u32, ranges: usize): void {
  const width = (<usize>words) << 3;
  for (let word: i32 = 0; word < words; word++) {
    const range = ranges + ((<usize>word) << 4);
    let least = load<u64>(range);
    let greatest = load<u64>(range, 8);
    let at = keys + <usize>from * width + ((<usize>word) << 3);
    for (let row = from; row < to; row++) {
      const key = load<u64>(at);
      if (key < least) least = key;
      if (key > greatest) greatest = key;
      at += width;
    }
    store<u64>(range, least);
    store<u64>(range, greatest, 8);
  }
}

/** Bits that a record needs by its words' ranges; above 64 - (bits of row numbers) it cannot be packed. */
export function packedBits(words: i32, ranges: usize): i32 {
  let bits: i32 = 0;
  for (let word: i32 = 0; word < words; word++) {
    const range = ranges + ((<usize>word) << 4);
    bits += 64 - <i32>clz(load<u64>(range, 8) - load<u64>(range));
  }
  return bits;
}

/**
 * Packs records [from, to) and counts their digits: counts holds 2048 zeroed u32 per pass of `bits` key bits
 * over `rowBits` row bits.
 */
export function packRecords(
  keys: usize,
  words: i32,
  from: u32,
  to: u32,
  ranges: usize,
  bits: i32,
  rowBits: i32,
  out: usize,
  counts: usize,
): void {
  const width = (<usize>words) << 3;
  for (let row = from; row < to; row++) {
    const record = keys + <usize>row * width;
    let packed: u64 = 0;
    for (let word: i32 = 0; word < words; word++) {
      const range = ranges + ((<usize>word) << 4);
      const least = load<u64>(range);
      const shift = 64 - clz(load<u64>(range, 8) - least);
      // A range that fills 64 bits is alone (bits + rowBits <= 64 leaves no row then), so no shift reaches 64.
      packed = (packed << shift) | (load<u64>(record + ((<usize>word) << 3)) - least);
    }
    store<u64>(out + ((<usize>row) << 3), (packed << rowBits) | <u64>row);
    let table = counts;
    for (let bit: i32 = 0; bit < bits; bit += DIGIT) {
      const count = table + ((<usize>((packed >> bit) & (BUCKETS - 1))) << 2);
      store<u32>(count, load<u32>(count) + 1);
      table += BUCKETS << 2;
    }
  }
}

/** Turns one pass's counts into starts; answers 1 when all rows share a digit, so that the pass can be left out. */
export function radixStarts(counts: usize, rows: u32): i32 {
  let start: u32 = 0;
  let same: i32 = 0;
  for (let bucket: usize = 0; bucket < BUCKETS; bucket++) {
    const at = counts + (bucket << 2);
    const count = load<u32>(at);
    if (count == rows) same = 1;
    store<u32>(at, start);
    start += count;
  }
  return same;
}

/** Moves elements [from, to) to their places of the pass whose digit starts at `shift`. */
export function radixScatter(source: usize, target: usize, from: u32, to: u32, shift: i32, counts: usize): void {
  for (let at = from; at < to; at++) {
    const element = load<u64>(source + ((<usize>at) << 3));
    const start = counts + ((<usize>((element >> shift) & (BUCKETS - 1))) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    store<u64>(target + ((<usize>place) << 3), element);
  }
}

/** The row numbers of packed elements [from, to). */
export function unpackRows(source: usize, from: u32, to: u32, rowBits: i32, out: usize): void {
  const mask = ((<u64>1) << rowBits) - 1;
  for (let at = from; at < to; at++) {
    store<u32>(out + ((<usize>at) << 2), <u32>(load<u64>(source + ((<usize>at) << 3)) & mask));
  }
}

/**
 * As packRecords for records that are too wide: elements of 16 bytes, the first `bits` <= 64 bits of the packed
 * record (a monotone prefix of it) and the row.
 */
export function packPrefixes(
  keys: usize,
  words: i32,
  prefixWords: i32,
  from: u32,
  to: u32,
  ranges: usize,
  bits: i32,
  out: usize,
  counts: usize,
): void {
  const width = (<usize>words) << 3;
  for (let row = from; row < to; row++) {
    const record = keys + <usize>row * width;
    let packed: u64 = 0;
    let left: u64 = <u64>bits;
    for (let word: i32 = 0; word < prefixWords && left != 0; word++) {
      const range = ranges + ((<usize>word) << 4);
      const least = load<u64>(range);
      const needed = 64 - clz(load<u64>(range, 8) - least);
      const taken = min(needed, left);
      // taken = 64 only for the first word, when packed is 0 and a shift by 64 (that is, by 0) does no harm.
      if (taken != 0)
        packed = (packed << taken) | ((load<u64>(record + ((<usize>word) << 3)) - least) >> (needed - taken));
      left -= taken;
    }
    const element = out + ((<usize>row) << 4);
    store<u64>(element, packed);
    store<u64>(element, <u64>row, 8);
    let table = counts;
    for (let bit: i32 = 0; bit < bits; bit += DIGIT) {
      const count = table + ((<usize>((packed >> bit) & (BUCKETS - 1))) << 2);
      store<u32>(count, load<u32>(count) + 1);
      table += BUCKETS << 2;
    }
  }
}

/** radixScatter of 16-byte elements. */
export function radixScatterWide(source: usize, target: usize, from: u32, to: u32, shift: i32, counts: usize): void {
  for (let at = from; at < to; at++) {
    const element = source + ((<usize>at) << 4);
    const start = counts + ((<usize>((load<u64>(element) >> shift) & (BUCKETS - 1))) << 2);
    const place = load<u32>(start);
    store<u32>(start, place + 1);
    v128.store(target + ((<usize>place) << 4), v128.load(element));
  }
}
