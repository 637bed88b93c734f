// The order of rows that lie in flat columns: records of their keys, sorted, in slices.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { allocateSortKeys, releaseSortKeys, sortLayout } from "../../kernel/sort-key.ts";
import { RowSort } from "../../kernel/sort-rows.ts";
import type { FlatRows } from "../row-store-read.ts";
import { sliceVector } from "../scan-vectors.ts";
import type { SortSpec } from "../spec.ts";
import { SortKeyWriter, sortColumns } from "./sort-key-writer.ts";
import { keyColumns, type SortPlan } from "./sort-plan.ts";

/** Rows encoded per slice. */
const SLICE_ROWS = 32768;

/** Answers the address of the row numbers in order (u32 per row), which the caller frees. Equal rows keep theirs. */
export function* orderRows(
  region: Region,
  spec: SortSpec,
  plan: SortPlan,
  { rows, columns }: FlatRows,
): Generator<void, Pointer> {
  const inputs = keyColumns(plan, columns);
  const nullable = inputs.map(({ validity }) => validity !== 0);
  const layout = sortLayout(sortColumns(spec.keys, nullable));
  const keys = allocateSortKeys(region, layout, rows);
  const writer = new SortKeyWriter(region, layout);
  try {
    for (let from = 0; from < rows; from += SLICE_ROWS) {
      const count = Math.min(SLICE_ROWS, rows - from);
      const slices = inputs.map((column) => sliceVector(column, from, count));
      writer.write(keys, slices, from, count);
      yield;
    }
    const sort = RowSort.create(region, keys);
    while (sort.step()) yield;
    return sort.order;
  } finally {
    writer.close();
    releaseSortKeys(region, keys);
  }
}
