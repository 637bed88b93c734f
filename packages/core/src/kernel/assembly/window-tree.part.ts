// Frames taken apart into blocks, for aggregates whose states can be merged but not taken back: level 0 are the
// positions, a block of level k is 16 blocks of level k - 1. Which blocks make up a frame is put out as pairs, which
// the aggregate kernels take as rows (block) of groups (position).

// @ts-ignore: decorator
@inline
function at32(array: usize, position: u32): u32 {
  return load<u32>(array + ((<usize>position) << 2));
}

/** out[b - from] = b >> 4: the block that each block of a level is part of. */
export function blockNumbers(from: u32, to: u32, out: usize): void {
  for (let block = from; block < to; block++) store<u32>(out + ((<usize>(block - from)) << 2), block >> 4);
}

/**
 * The blocks of `level` that the frames of positions [cursor, to) need, at most `capacity` pairs: `outBlock` the block
 * (for level 0 the row of the position, and only where the mask counts), `outPosition` the frame's position less `base`.
 * cursor: u32 position, u32 range, u32 next block of it (of the level; ~0: at the start). Answers the number of pairs;
 * all is done when the cursor's position is `to`.
 */
export function frameBlocks(level: i32, levels: i32, table: usize, ranges: i32, order: usize, mask: usize, base: u32, to: u32, cursor: usize, outBlock: usize, outPosition: usize, capacity: u32): u32 {
  let position = load<u32>(cursor);
  let range = load<i32>(cursor, 4);
  let next = load<u32>(cursor, 8);
  let count: u32 = 0;
  const shift: u32 = level << 2;
  const less: u64 = (<u64>1 << shift) - 1;
  while (position < to) {
    const pair = table + ((<usize>range) << 3);
    const begin = at32(<usize>load<u32>(pair), position);
    const end = at32(<usize>load<u32>(pair, 4), position);
    if (end > begin) {
      const low = <u32>((<u64>begin + less) >> shift);
      const high = end >> shift;
      const upperLow = (low + 15) >> 4;
      const upperHigh = high >> 4;
      const isWhole = level + 1 == levels || upperLow >= upperHigh;
      const gap = isWhole ? high : upperLow << 4;
      const back = isWhole ? high : upperHigh << 4;
      let block = next == 0xffffffff ? low : next;
      for (; block < high; block++) {
        if (block == gap && back > gap) block = back;
        if (block >= high) break;
        if (mask != 0 && load<u8>(mask + block) == 0) continue;
        if (count == capacity) {
          store<u32>(cursor, position);
          store<i32>(cursor, range, 4);
          store<u32>(cursor, block, 8);
          return count;
        }
        store<u32>(outBlock + ((<usize>count) << 2), order ? at32(order, block) : block);
        store<u32>(outPosition + ((<usize>count) << 2), position - base);
        count++;
      }
    }
    next = 0xffffffff;
    range++;
    if (range == ranges) {
      range = 0;
      position++;
    }
  }
  store<u32>(cursor, position);
  store<i32>(cursor, range, 4);
  store<u32>(cursor, next, 8);
  return count;
}
