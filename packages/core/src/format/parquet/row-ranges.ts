// Sets of a row group's rows, as ranges in order that neither touch nor overlap. Pure.

/** Rows [start, end) of a row group. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

export function countRows(ranges: readonly RowRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Adds a range that begins where the last one ends or later. */
export function appendRange(ranges: RowRange[], range: RowRange): void {
  const last = ranges.at(-1);
  if (last !== undefined && last.end === range.start) ranges[ranges.length - 1] = { start: last.start, end: range.end };
  else ranges.push(range);
}

/** Rows that are in both. */
export function intersect(left: readonly RowRange[], right: readonly RowRange[]): readonly RowRange[] {
  const both: RowRange[] = [];
  let at = 0;
  for (const range of left) {
    while (at < right.length && (right[at] as RowRange).end <= range.start) at++;
    for (let next = at; next < right.length; next++) {
      const other = right[next] as RowRange;
      if (other.start >= range.end) break;
      both.push({ start: Math.max(range.start, other.start), end: Math.min(range.end, other.end) });
    }
  }
  return both;
}

/** The rows from position `start` to `end` of those in `ranges`. */
export function slice(ranges: readonly RowRange[], start: number, end: number): readonly RowRange[] {
  const part: RowRange[] = [];
  let before = 0;
  for (const range of ranges) {
    const length = range.end - range.start;
    const from = Math.max(start - before, 0);
    const to = Math.min(end - before, length);
    if (from < to) part.push({ start: range.start + from, end: range.start + to });
    before += length;
  }
  return part;
}

/** How many rows of `ranges` lie before `row`. */
export function positionOf(ranges: readonly RowRange[], row: number): number {
  let before = 0;
  for (const { start, end } of ranges) {
    if (row < start) break;
    before += Math.min(row, end) - start;
  }
  return before;
}

/** Where a reader of pages that hold only some rows stands. */
export class HeldRows {
  readonly #held: readonly RowRange[] | undefined;
  /** Rows that it has given or passed over. */
  #done = 0;

  /** undefined: the pages hold all rows. */
  constructor(held: readonly RowRange[] | undefined) {
    this.#held = held;
  }

  /** Rows that the pages hold before this one and that are still to come. */
  before(row: number): number {
    const position = this.#held === undefined ? row : positionOf(this.#held, row);
    return Math.max(0, position - this.#done);
  }

  advance(rows: number): void {
    this.#done += rows;
  }
}
