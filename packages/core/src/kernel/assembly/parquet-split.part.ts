// BYTE_STREAM_SPLIT: a page holds the first byte of every value, then the second of every value, and so on. The
// kernel interleaves them again, which gives the page as PLAIN would have it.

/** [from, from + count * width) as `count` PLAIN values at `out`. */
export function joinStreams(from: usize, count: u32, width: u32, out: usize): void {
  if (width == 4) joinFour(from, <usize>count, out);
  else if (width == 8) joinEight(from, <usize>count, out);
  else joinAny(from, <usize>count, <usize>width, out);
}

/** Bytes of the low halves of `a` and `b`, one from each in turn. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function lowPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function highPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function lowFours(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function highFours(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
}

function joinFour(from: usize, count: usize, out: usize): void {
  let row: usize = 0;
  for (; row + 16 <= count; row += 16) {
    const at = from + row;
    const first = v128.load(at);
    const second = v128.load(at + count);
    const third = v128.load(at + 2 * count);
    const fourth = v128.load(at + 3 * count);
    const low = lowBytes(first, second);
    const high = highBytes(first, second);
    const nextLow = lowBytes(third, fourth);
    const nextHigh = highBytes(third, fourth);
    const to = out + (row << 2);
    v128.store(to, lowPairs(low, nextLow));
    v128.store(to, highPairs(low, nextLow), 16);
    v128.store(to, lowPairs(high, nextHigh), 32);
    v128.store(to, highPairs(high, nextHigh), 48);
  }
  joinRest(from, count, 4, out, row);
}

function joinEight(from: usize, count: usize, out: usize): void {
  let row: usize = 0;
  for (; row + 16 <= count; row += 16) {
    for (let half: usize = 0; half < 2; half++) {
      // Eight values: the low half of each loaded word counts.
      const at = from + row + (half << 3);
      const a = lowBytes(v128.load64_zero(at), v128.load64_zero(at + count));
      const b = lowBytes(v128.load64_zero(at + 2 * count), v128.load64_zero(at + 3 * count));
      const c = lowBytes(v128.load64_zero(at + 4 * count), v128.load64_zero(at + 5 * count));
      const d = lowBytes(v128.load64_zero(at + 6 * count), v128.load64_zero(at + 7 * count));
      const abLow = lowPairs(a, b);
      const abHigh = highPairs(a, b);
      const cdLow = lowPairs(c, d);
      const cdHigh = highPairs(c, d);
      const to = out + ((row + (half << 3)) << 3);
      v128.store(to, lowFours(abLow, cdLow));
      v128.store(to, highFours(abLow, cdLow), 16);
      v128.store(to, lowFours(abHigh, cdHigh), 32);
      v128.store(to, highFours(abHigh, cdHigh), 48);
    }
  }
  joinRest(from, count, 8, out, row);
}

function joinAny(from: usize, count: usize, width: usize, out: usize): void {
  joinRest(from, count, width, out, 0);
}

/** Values from `first` on, a byte at a time. */
function joinRest(from: usize, count: usize, width: usize, out: usize, first: usize): void {
  for (let stream: usize = 0; stream < width; stream++) {
    const source = from + stream * count;
    let to = out + first * width + stream;
    for (let row = first; row < count; row++) {
      store<u8>(to, load<u8>(source + row));
      to += width;
    }
  }
}
