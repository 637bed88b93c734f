// Whether the bounds of a column's pages rise or fall from page to page: readers of a sorted column search them
// instead of looking at each.
import { compareBounds } from "./compare-bounds.ts";
import type { Bounds } from "./encode-statistics.ts";
import type { ColumnType } from "./write-types.ts";

export type PageOrder = "unordered" | "ascending" | "descending";

/** The order of the pages that have values. */
export function orderOf(pages: readonly { readonly bounds: Bounds }[], type: ColumnType): PageOrder {
  let isAscending = true;
  let isDescending = true;
  let last: Required<Bounds> | undefined;
  for (const { bounds } of pages) {
    const { min, max } = bounds;
    if (min === undefined || max === undefined) continue;
    if (last !== undefined) {
      const [low, high] = [compareBounds(last.min, min, type), compareBounds(last.max, max, type)];
      if (low > 0 || high > 0) isAscending = false;
      if (low < 0 || high < 0) isDescending = false;
    }
    last = { min, max };
  }
  return isAscending ? "ascending" : isDescending ? "descending" : "unordered";
}
