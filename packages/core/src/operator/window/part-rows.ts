// The rows of a fragment of a partition that crosses pages, in the views that its steps take, and how to find its other
// rows. Arrays of what is worked out for the fragment's rows are by row of the fragment; what they tell of other rows are
// positions from the first row of all.
import type { Region } from "../../arena/region.ts";
import { sliceVector } from "../../column/slice.ts";
import type { PartFragment } from "./fragment.ts";
import type { LoadedPage, PageCache } from "./page-cache.ts";
import type { PartTotals } from "./part-totals.ts";
import type { BoundCursors } from "./placed-frame.ts";
import type { BucketCursor } from "./rank-step.ts";
import type { OrderKey } from "./value-bound.ts";
import type { StepPlan } from "./window-plan.ts";
import { PARTITION, type WindowPlace, WindowRows } from "./window-rows.ts";

/** What goes from fragment to fragment. */
export interface PartCarry {
  readonly pages: PageCache;
  readonly totals: PartTotals;
  /** How the first ORDER BY column is sorted. */
  readonly order: OrderKey | undefined;
  readonly buckets: Map<StepPlan, BucketCursor>;
  readonly cursors: BoundCursors;
}

export interface PartRows extends PartCarry {
  readonly fragment: PartFragment;
  /** The fragment's first row. */
  readonly first: number;
  readonly page: LoadedPage;
  /** As if they were a partition. */
  readonly own: WindowRows;
  /** As a part of theirs. */
  readonly placed: WindowRows;
  /** The same, with positions from the first row of all: of any row of the partition, or NOWHERE. */
  readonly far: WindowRows;
  close(): void;
}

/** In place of a row: there is none, and its values are NULL. */
export const NOWHERE = 0xffffffff;

/** `page`: the fragment's, which has to stay. */
export function partRows(region: Region, page: LoadedPage, fragment: PartFragment, carry: PartCarry): PartRows {
  const first = page.start + fragment.from;
  const own = viewOfPart(region, page, fragment);
  const { columns, order, bounds, rows, none } = own;
  const placed = new WindowRows(region, { columns, order, bounds, rows, none, place: placeOf(first, fragment) });
  const far = new WindowRows(region, {
    columns: columns.map((column) => sliceVector(column, fragment.from, rows)),
    order: 0,
    bounds,
    rows,
    none: NOWHERE,
    place: { start: fragment.partition.start, end: fragment.partition.end, groups: fragment.groups },
    first,
  });
  const close = (): void => {
    for (const view of [far, placed, own]) view.close();
  };
  return { ...carry, fragment, first, page, own, placed, far, close };
}

/** Some rows of a page as if they were a partition. */
export function viewOfPart(
  region: Region,
  { columns, none, order, bounds }: LoadedPage,
  { from, to }: { readonly from: number; readonly to: number },
): WindowRows {
  region.arena.view().u8[bounds + from] = PARTITION;
  return new WindowRows(region, { columns, none, order: order + 4 * from, bounds: bounds + from, rows: to - from });
}

/** `row`: the fragment's first. */
function placeOf(row: number, { partition, group, groups }: PartFragment): WindowPlace {
  const place = { start: partition.start - row, end: partition.end - row, groups };
  return group === undefined ? place : { ...place, peers: { start: group.start - row, end: group.end - row } };
}
