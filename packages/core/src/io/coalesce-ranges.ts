// Merges byte ranges that lie close together: one larger read costs less than two with a small gap. Pure.

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** A read that covers one or more of the ranges asked for, by their position. */
export interface CoalescedRead extends ByteRange {
  readonly ranges: readonly number[];
}

export interface CoalesceLimits {
  /** Bytes between two ranges that are read and thrown away rather than skipped. */
  readonly gap: number;
  /** A read grows no further than this by merging. */
  readonly largest: number;
}

/** Reads in file order that together cover every range. */
export function coalesceRanges(ranges: readonly ByteRange[], limits: CoalesceLimits): readonly CoalescedRead[] {
  const order = ranges.map((_, position) => position);
  order.sort((left, right) => (ranges[left] as ByteRange).offset - (ranges[right] as ByteRange).offset);
  const reads: { offset: number; length: number; ranges: number[] }[] = [];
  for (const position of order) {
    const { offset, length } = ranges[position] as ByteRange;
    const last = reads.at(-1);
    const end = offset + length;
    const lastEnd = last === undefined ? 0 : last.offset + last.length;
    const isInside = end <= lastEnd;
    if (last !== undefined && (isInside || (offset <= lastEnd + limits.gap && end - last.offset <= limits.largest))) {
      last.length = Math.max(last.length, end - last.offset);
      last.ranges.push(position);
    } else {
      reads.push({ offset, length, ranges: [position] });
    }
  }
  return reads;
}
