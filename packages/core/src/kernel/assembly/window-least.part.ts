// Where in its frame the least value lies: of values as words (u64 per position, in their order as numbers; a maximum
// is the least of words in descending order). Of equal words the last is taken. Frames of one range, whose bounds
// never move backwards, keep a queue of candidates; others look into blocks of 16 positions, of 256, and so on.
// Positions that do not count have a mask of 0; ~0 stands for none.

const NONE: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function at32(array: usize, position: u32): u32 {
  return load<u32>(array + ((<usize>position) << 2));
}

// @ts-ignore: decorator
@inline
function put32(array: usize, position: u32, value: u32): void {
  store<u32>(array + ((<usize>position) << 2), value);
}

// @ts-ignore: decorator
@inline
function word(words: usize, position: u32): u64 {
  return load<u64>(words + ((<usize>position) << 3));
}

// @ts-ignore: decorator
@inline
function counts(mask: usize, position: u32): bool {
  return mask == 0 || load<u8>(mask + position) != 0;
}

/** words[p] = p: the first row is the least. */
export function positionWords(from: u32, to: u32, words: usize): void {
  for (let p = from; p < to; p++) store<u64>(words + ((<usize>p) << 3), <u64>p);
}

/** words[order[i]] = numbers[i]. */
export function scatterWords(order: usize, numbers: usize, from: u32, to: u32, words: usize): void {
  for (let at = from; at < to; at++) store<u64>(words + ((<usize>at32(order, at)) << 3), <u64>at32(numbers, at));
}

/** cursor: u32 front and u32 back of the queue, u32 next position to enter, all 0 at first; queue: u32 per position. */
export function slidingLeast(words: usize, mask: usize, begins: usize, ends: usize, from: u32, to: u32, queue: usize, cursor: usize, out: usize): void {
  let front = load<u32>(cursor);
  let back = load<u32>(cursor, 4);
  let next = load<u32>(cursor, 8);
  for (let p = from; p < to; p++) {
    const begin = at32(begins, p);
    const end = at32(ends, p);
    next = max(next, begin);
    for (; next < end; next++) {
      if (!counts(mask, next)) continue;
      const value = word(words, next);
      while (back > front && word(words, at32(queue, back - 1)) >= value) back--;
      put32(queue, back, next);
      back++;
    }
    while (front < back && at32(queue, front) < begin) front++;
    put32(out, p, front < back && at32(queue, front) < end ? at32(queue, front) : NONE);
  }
  store<u32>(cursor, front);
  store<u32>(cursor, back, 4);
  store<u32>(cursor, next, 8);
}

// @ts-ignore: decorator
@inline
function better(words: usize, best: u32, candidate: u32): u32 {
  if (candidate == NONE) return best;
  return best == NONE || word(words, candidate) <= word(words, best) ? candidate : best;
}

/** out[b] = the least of positions, or of the blocks below (| 0), 16 b and following; blocks [from, to). */
export function leastOfBlocks(words: usize, mask: usize, below: usize, count: u32, from: u32, to: u32, out: usize): void {
  for (let block = from; block < to; block++) {
    let best = NONE;
    const end = min<u32>(count, (block + 1) << 4);
    for (let at = block << 4; at < end; at++) {
      best = better(words, best, below ? at32(below, at) : counts(mask, at) ? at : NONE);
    }
    put32(out, block, best);
  }
}

/** The least of positions [begin, end). levels: u32 address of the blocks of each level, 0 behind the last. */
function leastIn(words: usize, mask: usize, levels: usize, begin: u32, end: u32): u32 {
  let first = NONE;
  let last = NONE;
  let low = begin;
  let high = end;
  let below: usize = 0;
  let level = levels;
  for (;;) {
    const blocks = <usize>load<u32>(level);
    const lowBlock = (low + 15) >> 4;
    const highBlock = high >> 4;
    const isLast = blocks == 0 || lowBlock >= highBlock;
    const lowEnd = isLast ? high : lowBlock << 4;
    for (let at = low; at < lowEnd; at++) first = better(words, first, below ? at32(below, at) : counts(mask, at) ? at : NONE);
    if (isLast) break;
    for (let at = high; at > highBlock << 4; at--) {
      const candidate = below ? at32(below, at - 1) : counts(mask, at - 1) ? at - 1 : NONE;
      if (candidate != NONE && (last == NONE || word(words, candidate) < word(words, last))) last = candidate;
    }
    low = lowBlock;
    high = highBlock;
    below = blocks;
    level += 4;
  }
  return better(words, first, last);
}

export function leastOfFrames(words: usize, mask: usize, levels: usize, table: usize, ranges: i32, from: u32, to: u32, out: usize): void {
  for (let p = from; p < to; p++) {
    let best = NONE;
    for (let at: i32 = 0; at < ranges; at++) {
      const pair = table + ((<usize>at) << 3);
      const begin = at32(<usize>load<u32>(pair), p);
      const end = at32(<usize>load<u32>(pair, 4), p);
      if (end > begin) best = better(words, best, leastIn(words, mask, levels, begin, end));
    }
    put32(out, p, best);
  }
}
