// The rows of a row group in shares for several threads. Pure.
import type { ScanContext } from "../../catalog/table-provider.ts";
import type { PageLocation } from "./page-index.ts";
import { countRows, positionOf, type RowRange, slice } from "./row-ranges.ts";
import type { RowGroupRead } from "./scan-plan.ts";

/** So many times fewer morsels are one for each thread. */
const WANTED_BY_THREAD = 8;

/**
 * A share has at least so many rows: each opens its columns and decodes their dictionaries anew. At the end of a scan threads wait less
 * for each other's row groups of 122,880 rows than shares of these cost.
 */
const LEAST_ROWS = 65_536;

/** The same where a row group is more of the whole scan than one thread's share, so that the others would have nothing to do. */
const LEAST_OF_FEW = 32_768;
/** But if its dictionaries are no more than one byte of so many: writers make them of columns without equal values too. */
const DICTIONARY_PART = 3;

/** How a row group is split. */
export interface SplitLimits {
  readonly most: number;
  readonly leastRows: number;
}

/**
 * How to split a row group: only what is more than a thread's share of all that is left is split, the last row group of many.
 * @param scan rows of this row group and those behind it, and of all
 * @param wanted morsels of a scan that keep all threads busy (ScanContext)
 */
export function splitLimits(
  read: Pick<RowGroupRead, "rows" | "columns">,
  scan: { readonly left: number; readonly all: number },
  { wanted = 1, leastRows = Number.POSITIVE_INFINITY }: Pick<ScanContext, "wanted" | "leastRows">,
): SplitLimits {
  const { rows } = read;
  const most = Math.max(1, Math.ceil((wanted * rows) / (WANTED_BY_THREAD * scan.left)));
  const isMuch = wanted * rows > WANTED_BY_THREAD * scan.all;
  return { most, leastRows: Math.min(leastRows, isMuch && !isMostlyDictionaries(read) ? LEAST_OF_FEW : LEAST_ROWS) };
}

function isMostlyDictionaries({ columns }: Pick<RowGroupRead, "columns">): boolean {
  let dictionaries = 0;
  let bytes = 0;
  for (const { chunk } of columns.flatMap(({ chunks }) => chunks)) {
    dictionaries += chunk.dictionary?.length ?? 0;
    bytes += chunk.length;
  }
  return DICTIONARY_PART * dictionaries > bytes;
}

/** How many shares are made of so many rows. */
export function sharesMade(rows: number, { most, leastRows }: SplitLimits): number {
  return Math.max(1, Math.min(most, Math.floor(rows / leastRows)));
}

/** A share may be so much larger or smaller than the others, that it ends where a page does. */
const PART_OF_SHARE = 4;

/**
 * At most so many shares of nearly the same size, none of them empty.
 * @param pages where a page of theirs begins shares are best cut: a page that lies in two of them is decoded twice
 */
export function inShares(
  ranges: readonly RowRange[],
  count: number,
  pages: readonly PageLocation[] = [],
): readonly (readonly RowRange[])[] {
  const rows = countRows(ranges);
  const starts = pages.map(({ firstRow }) => positionOf(ranges, firstRow));
  const bounds = Array.from({ length: count + 1 }, (_, share) => {
    const even = Math.floor((rows * share) / count);
    const nearest = share === 0 || share === count ? even : nearestOf(starts, even);
    return Math.abs(nearest - even) <= rows / count / PART_OF_SHARE ? nearest : even;
  });
  return bounds.slice(1).flatMap((end, share) => {
    const own = slice(ranges, bounds[share] ?? 0, end);
    return own.length === 0 ? [] : [own];
  });
}

function nearestOf(positions: readonly number[], to: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const position of positions) if (Math.abs(position - to) < Math.abs(nearest - to)) nearest = position;
  return nearest;
}
