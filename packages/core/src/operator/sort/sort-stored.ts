// Stored rows, sorted: flat columns of all that is kept of them, and their numbers in order. Rows are not moved: whoever
// reads them shows them through the order.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { BatchSource } from "../operator.ts";
import type { RowStoreData } from "../row-store.ts";
import { concatRows, releaseFlatRows } from "../row-store-read.ts";
import type { SortSpec } from "../spec.ts";
import { orderRows } from "./order-rows.ts";
import type { SortPlan } from "./sort-plan.ts";

/** Sorted rows. Plain data. */
export interface SortedRows {
  /** How many of them are in order: those within the limit. */
  readonly rows: number;
  readonly columns: readonly Vector[];
  readonly heaps: readonly Pointer[];
  /** Row numbers (u32). */
  readonly order: Pointer;
}

/** Takes the stores over. */
export function* sortStored(
  region: Region,
  spec: SortSpec,
  plan: SortPlan,
  stored: readonly RowStoreData[],
): Generator<void, SortedRows> {
  const flat = yield* concatRows(region, plan.types, stored);
  let isDone = false;
  try {
    const order = yield* orderRows(region, spec, plan, flat);
    isDone = true;
    return { rows: Math.min(flat.rows, spec.limit ?? flat.rows), columns: flat.columns, heaps: flat.heaps, order };
  } finally {
    if (!isDone) releaseFlatRows(region, flat);
  }
}

/** Drops the keys that were computed: sorted rows that are only put out need them no more. */
export function withoutKeys(region: Region, plan: SortPlan, sorted: SortedRows): SortedRows {
  releaseFlatRows(region, { columns: sorted.columns.slice(plan.outputs), heaps: [] });
  return { ...sorted, columns: sorted.columns.slice(0, plan.outputs) };
}

/** Places [start, end) of the order, in batches. */
export function readOrder(
  { columns, order }: SortedRows,
  { start, end }: { readonly start: number; readonly end: number },
  batchRows: number,
): BatchSource {
  let from = start;
  return {
    next(): Batch | undefined {
      if (from >= end) return undefined;
      const rows = Math.min(batchRows, end - from);
      const index = order + 4 * from;
      from += rows;
      return { rows, columns: columns.map((column): Vector => ({ ...column, index })) };
    },
    close(): void {
      from = end;
    },
  };
}

export function releaseSorted(region: Region, sorted: SortedRows): void {
  releaseFlatRows(region, sorted);
  region.free(sorted.order);
}
