// Decides by the page index which pages of a row group must be read. Pure.
import { type ColumnBound, mayHold } from "./column-bound.ts";
import type { FileMetadata } from "./metadata.ts";
import type { PageBounds, PageLocation } from "./page-index.ts";
import type { ColumnChunk, FileRange } from "./row-group.ts";
import { appendRange, intersect, type RowRange } from "./row-ranges.ts";
import type { FlatColumn } from "./schema.ts";
import { isOrdered, rangeBetween } from "./statistics.ts";

/** A column's page index, and the conditions on the column. */
export interface IndexedBounds {
  readonly column: FlatColumn;
  readonly pages: readonly PageLocation[];
  readonly values: PageBounds;
  readonly bounds: readonly ColumnBound[];
}

/** Rows of pages that may hold wanted rows in every column. */
export function wantedRows(
  metadata: FileMetadata,
  rows: number,
  indexed: readonly IndexedBounds[],
): readonly RowRange[] {
  let wanted: readonly RowRange[] = [{ start: 0, end: rows }];
  for (const index of indexed) wanted = intersect(wanted, rowsOf(metadata, rows, index));
  return wanted;
}

function rowsOf(metadata: FileMetadata, rows: number, index: IndexedBounds): readonly RowRange[] {
  const { column, pages, values, bounds } = index;
  const ordered = isOrdered(metadata, column);
  const kept: RowRange[] = [];
  for (const [position, { firstRow }] of pages.entries()) {
    const end = pages[position + 1]?.firstRow ?? rows;
    const isNull = values.allNull[position] === true;
    const min = ordered && !isNull ? values.minima[position] : undefined;
    const max = ordered && !isNull ? values.maxima[position] : undefined;
    const nulls = isNull ? end - firstRow : values.nullCounts?.[position];
    const range = rangeBetween(column, min, max, nulls);
    if (bounds.every((bound) => mayHold(column, range, end - firstRow, bound))) {
      appendRange(kept, { start: firstRow, end });
    }
  }
  return kept;
}

/** The bytes of a chunk that hold `wanted` rows: pages that touch them, and whatever lies before the first page. */
export interface PartialRead {
  /** In file order; the dictionary page, if there is one, is the first. */
  readonly segments: readonly FileRange[];
  /** The rows that the pages hold, which are the wanted ones and more. */
  readonly held: readonly RowRange[];
  /** Rows of each page. */
  readonly pageRows: readonly number[];
}

export function partialRead(
  chunk: ColumnChunk,
  pages: readonly PageLocation[],
  rows: number,
  wanted: readonly RowRange[],
): PartialRead {
  const segments: { offset: number; length: number }[] = [];
  const held: RowRange[] = [];
  const pageRows: number[] = [];
  const first = pages[0] as PageLocation;
  if (first.offset > chunk.offset) segments.push({ offset: chunk.offset, length: first.offset - chunk.offset });
  let at = 0;
  for (const [position, page] of pages.entries()) {
    const end = pages[position + 1]?.firstRow ?? rows;
    while (at < wanted.length && (wanted[at] as RowRange).end <= page.firstRow) at++;
    const next = wanted[at];
    if (next === undefined) break;
    if (next.start >= end) continue;
    pageRows.push(end - page.firstRow);
    appendRange(held, { start: page.firstRow, end });
    const last = segments.at(-1);
    if (last !== undefined && last.offset + last.length === page.offset) last.length += page.length;
    else segments.push({ offset: page.offset, length: page.length });
  }
  return { segments, held, pageRows };
}
