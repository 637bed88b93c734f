// The order of rows that lie in flat columns: records of their keys, sorted, in slices.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { sliceVector } from "../../column/slice.ts";
import type { Vector } from "../../column/vector.ts";
import { allocateSortKeys, releaseSortKeys, type SortColumn, sortLayout } from "../../kernel/sort-key.ts";
import { RowSort } from "../../kernel/sort-rows.ts";
import { INT4 } from "../../type/logical-type.ts";
import type { FlatRows } from "../row-store-read.ts";
import type { SortSpec } from "../spec.ts";
import { SortKeyWriter, sortColumns } from "./sort-key-writer.ts";
import { keyColumns, type SortPlan } from "./sort-plan.ts";
import { commonPrefixOf, rankStrings } from "./text-order.ts";

/** Rows encoded per slice. */
const SLICE_ROWS = 32768;

/** A key's column and how it is sorted; `ranks` is to be freed. */
interface KeyInput {
  readonly column: Vector;
  readonly sorted: SortColumn;
  readonly ranks: Pointer;
}

/**
 * Answers the address of the row numbers in order (u32 per row), which the caller frees. Equal rows keep theirs; those
 * behind the limit are in any order.
 */
export function* orderRows(region: Region, spec: SortSpec, plan: SortPlan, flat: FlatRows): Generator<void, Pointer> {
  return (yield* orderAndBound(region, spec, plan, flat, undefined, spec.limit)).order;
}

/** The order, and a byte per place in it: see RowSort.bounds. */
export interface BoundedOrder {
  readonly order: Pointer;
  /** 0 where none was asked for. */
  readonly bounds: Pointer;
}

/** orderRows, and where a new value of the first `leading` keys, or of any, begins. */
export function* orderAndBound(
  region: Region,
  spec: SortSpec,
  plan: SortPlan,
  flat: FlatRows,
  leading: number | undefined,
  limit?: number,
): Generator<void, BoundedOrder> {
  const inputs = yield* prepareKeys(region, spec, plan, flat);
  const { rows } = flat;
  const layout = sortLayout(inputs.map(({ sorted }) => sorted));
  const keys = allocateSortKeys(region, layout, rows);
  const writer = new SortKeyWriter(region, layout);
  try {
    for (let from = 0; from < rows; from += SLICE_ROWS) {
      const count = Math.min(SLICE_ROWS, rows - from);
      const slices = inputs.map(({ column }) => sliceVector(column, from, count));
      writer.write(keys, slices, from, count);
      yield;
    }
    const leadingWords = leading === undefined ? undefined : (layout.offsets[leading] ?? layout.words);
    const sort = RowSort.create(region, keys, {
      ...(leadingWords === undefined ? {} : { leadingWords }),
      ...(limit === undefined ? {} : { limit }),
    });
    while (sort.step()) yield;
    return { order: sort.order, bounds: sort.bounds };
  } finally {
    writer.close();
    releaseSortKeys(region, keys);
    for (const { ranks } of inputs) region.free(ranks);
  }
}

/** The keys, strings in the cheapest form that the rows allow. */
function* prepareKeys(
  region: Region,
  spec: SortSpec,
  plan: SortPlan,
  { rows, columns }: FlatRows,
): Generator<void, readonly KeyInput[]> {
  const keys = keyColumns(plan, columns);
  const layout = sortLayout(
    sortColumns(
      spec.keys,
      keys.map(({ validity }) => validity !== 0),
    ),
  );
  const writer = new SortKeyWriter(region, layout);
  const inputs: KeyInput[] = [];
  try {
    for (const [at, column] of keys.entries()) {
      const sorted = layout.columns[at] as SortColumn;
      inputs.push(
        sorted.storage === "ref"
          ? yield* prepareStrings(region, writer, at, column, sorted, rows)
          : { column, sorted, ranks: 0 },
      );
    }
    return inputs;
  } finally {
    writer.close();
  }
}

function* prepareStrings(
  region: Region,
  writer: SortKeyWriter,
  position: number,
  column: Vector,
  sorted: SortColumn,
  rows: number,
): Generator<void, KeyInput> {
  const ranks = yield* rankStrings(region, writer, position, column, rows);
  if (ranks !== undefined) {
    const ranked: Vector = { ...column, type: INT4, storage: "i32", data: ranks };
    return { column: ranked, sorted: { ...sorted, storage: "i32" }, ranks };
  }
  // Other types' strings are not the bytes that are sorted.
  const isText = column.type.kind === "text" || column.type.kind === "varchar";
  const skip = isText ? yield* commonPrefixOf(region, column, rows) : 0;
  return { column, sorted: { ...sorted, skip }, ranks: 0 };
}
