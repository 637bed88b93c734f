// Whether the bounds of a column's pages rise or fall from page to page: readers of a sorted column search them
// instead of looking at each.
import type { Bound, Bounds } from "./encode-statistics.ts";
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
      const [low, high] = [compare(last.min, min, type), compare(last.max, max, type)];
      if (low > 0 || high > 0) isAscending = false;
      if (low < 0 || high < 0) isDescending = false;
    }
    last = { min, max };
  }
  return isAscending ? "ascending" : isDescending ? "descending" : "unordered";
}

function compare({ value: left }: Bound, { value: right }: Bound, { physical, order }: ColumnType): number {
  if (order === "bytes") return Buffer.compare(left, right);
  const [a, b] = [new DataView(left.buffer, left.byteOffset), new DataView(right.buffer, right.byteOffset)];
  switch (physical) {
    case "int32":
      return a.getInt32(0, true) - b.getInt32(0, true);
    case "int64":
      return Number(a.getBigInt64(0, true) - b.getBigInt64(0, true));
    case "float":
      return a.getFloat32(0, true) - b.getFloat32(0, true);
    case "double":
      return a.getFloat64(0, true) - b.getFloat64(0, true);
    case "boolean":
      return (left[0] as number) - (right[0] as number);
    case "fixed16": {
      const high = Number(a.getBigInt64(0) - b.getBigInt64(0));
      return high === 0 ? Number(a.getBigUint64(8) - b.getBigUint64(8)) : high;
    }
    case "byteArray":
      return Buffer.compare(left, right);
  }
}
