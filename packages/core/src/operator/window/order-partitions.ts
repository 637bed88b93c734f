// Flat rows as a window needs them: their order by partition and order keys, where partitions and peers begin in it, and
// columns that can show NULL.
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { windowKernels } from "../../kernel/window.ts";
import type { FlatRows } from "../row-store-read.ts";
import { type BoundedOrder, orderAndBound } from "../sort/order-rows.ts";
import type { WindowPlan } from "./window-plan.ts";
import { PARTITION } from "./window-rows.ts";

const SLICE_ROWS = 1 << 18;

/** The column with a byte of validity per slot, that of the slot behind the last row 0. */
export function withValidity(region: Region, { columns, rows }: FlatRows, position: number): Vector {
  const column = columns[position] as Vector;
  if (column.validity !== 0) return column;
  const validity = region.allocate(rows + 1);
  fillBytes(region.arena, 1, validity, validity + rows);
  region.arena.view().u8[validity + rows] = 0;
  return { ...column, validity };
}

/** The rows by partition and order, and where in it partitions and peers begin. */
export function* orderPartitions(region: Region, plan: WindowPlan, flat: FlatRows): Generator<void, BoundedOrder> {
  const { sortSpec, sortPlan, partitionKeys } = plan;
  if (sortSpec.keys.length > 0) return yield* orderAndBound(region, sortSpec, sortPlan, flat, partitionKeys);
  // One partition, all of them peers, in the order in which they came.
  const order = region.allocate(4 * Math.max(1, flat.rows));
  const bounds = region.allocateZeroed(Math.max(1, flat.rows));
  for (let from = 0; from < flat.rows; from += SLICE_ROWS) {
    windowKernels(region.arena).places(from, Math.min(flat.rows, from + SLICE_ROWS), order);
    yield;
  }
  region.arena.view().u8[bounds] = PARTITION;
  return { order, bounds };
}
