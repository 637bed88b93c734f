// Where a column's pages begin and end: at rows always, so that the page index can say which rows a page has. Pages of a flat
// column have equally many rows; those of a nested one have about equally many level entries, but never a part of a row.
import type { EncodeSpace } from "../encode-space.ts";
import { countValid } from "./encode-values.ts";
import type { LeafLevels } from "./gather-column.ts";

/** A page's rows, level entries and values, each among all of the column chunk. */
export interface PageCut {
  readonly row: number;
  readonly end: number;
  /** Of a flat column: its rows. */
  readonly entry: number;
  readonly entryEnd: number;
  readonly value: number;
  readonly valueEnd: number;
}

/** A column without rows still has a page: some readers ask for one. */
const EMPTY: PageCut = { row: 0, end: 0, entry: 0, entryEnd: 0, value: 0, valueEnd: 0 };

/** @param validity a byte per row; absent when no row is NULL */
export function flatCuts(rows: number, pageRows: number, validity: Uint8Array | undefined): readonly PageCut[] {
  const cuts: PageCut[] = [];
  let value = 0;
  for (let row = 0; row < rows; row += pageRows) {
    const end = Math.min(rows, row + pageRows);
    const valueEnd = value + countValid(validity, row, end);
    cuts.push({ row, end, entry: row, entryEnd: end, value, valueEnd });
    value = valueEnd;
  }
  return cuts.length === 0 ? [EMPTY] : cuts;
}

/** What a page has at most, unless one row has more. */
export interface PageLimits {
  readonly rows: number;
  readonly entries: number;
}

/** @param present the definition level of a value that is there */
export function nestedCuts(
  space: EncodeSpace,
  { count, repetitions, definitions }: LeafLevels,
  present: number,
  limits: PageLimits,
): readonly PageCut[] {
  const rowStarts = space.u8(repetitions, count);
  const levels = space.u8(definitions, count);
  const cuts: PageCut[] = [];
  let [row, entry, value] = [0, 0, 0];
  let { row: firstRow, entry: firstEntry, value: firstValue } = EMPTY;
  const close = (): void => {
    cuts.push({ row: firstRow, end: row, entry: firstEntry, entryEnd: entry, value: firstValue, valueEnd: value });
    [firstRow, firstEntry, firstValue] = [row, entry, value];
  };
  while (entry < count) {
    let next = entry + 1;
    while (next < count && rowStarts[next] !== 0) next++;
    const isFull = next - firstEntry > limits.entries || row - firstRow === limits.rows;
    if (isFull && row > firstRow) close();
    for (; entry < next; entry++) if (levels[entry] === present) value++;
    row++;
  }
  close();
  return cuts;
}
