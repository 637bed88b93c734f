// Bounds of RANGE frames with an offset: the first position of the partition whose key is not before, or is after, a
// row's bound. Keys and bounds are compared as sort records in one layout, so that direction, NULLs and every type are
// the sort's.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { sortKernels } from "../../kernel/sort.ts";
import {
  allocateSortKeys,
  releaseSortKeys,
  type SortKeys,
  type SortLayout,
  sortLayout,
} from "../../kernel/sort-key.ts";
import { storageOf } from "../../type/storage.ts";
import { SortKeyWriter } from "../sort/sort-key-writer.ts";
import type { FrameOffsetPlan } from "./window-plan.ts";
import { PARTITION, PEERS, SLICE_ROWS, type WindowRows } from "./window-rows.ts";

/** How the one ORDER BY column is sorted. */
export interface OrderKey {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export function* valueBound(
  rows: WindowRows,
  { key, value }: Exclude<FrameOffsetPlan, number>,
  side: "start" | "end",
  order: OrderKey | undefined,
): Generator<void, Pointer> {
  if (order === undefined) throw internal("RANGE with an offset without an order");
  const keyColumn = rows.columns[key] as Vector;
  const valueColumn = rows.columns[value] as Vector;
  const nullable = keyColumn.validity !== 0 || valueColumn.validity !== 0;
  const layout = sortLayout([{ storage: storageOf(keyColumn.type), ...order, nullable }]);
  const keys = yield* encode(rows, layout, keyColumn);
  const bounds = yield* encode(rows, layout, valueColumn);
  const out = yield* search(rows, side, keyColumn, keys.records, bounds.records);
  keys.release();
  bounds.release();
  return out;
}

function* search(
  rows: WindowRows,
  side: "start" | "end",
  { validity }: Vector,
  keys: SortKeys,
  bounds: SortKeys,
): Generator<void, Pointer> {
  const starts = yield* rows.starts(PARTITION);
  const ends = yield* rows.ends(PARTITION);
  const peers = yield* side === "start" ? rows.starts(PEERS) : rows.ends(PEERS);
  const places = yield* placesOf(rows);
  const valid = validity === 0 ? 0 : rows.allocate(rows.rows);
  if (valid !== 0) {
    yield* rows.slices((from, to) => rows.kernels.markRows(rows.order, validity, 0, 0, from, to, valid));
  }
  const cursor = rows.allocateZeroed(4);
  const out = rows.allocate(4 * rows.rows);
  const { valueBounds } = sortKernels(rows.region.arena);
  const after = side === "start" ? 0 : 1;
  yield* rows.slices((from, to) => {
    valueBounds(
      keys.keys,
      keys.ties,
      bounds.keys,
      bounds.ties,
      keys.words,
      valid,
      places,
      starts,
      ends,
      peers,
      after,
      from,
      to,
      cursor,
      out,
    );
  });
  rows.free(cursor, valid);
  return out;
}

/** u32 per position: itself, the record of a position. */
function* placesOf(rows: WindowRows): Generator<void, Pointer> {
  return yield* rows.once("places", function* () {
    const out = rows.allocate(4 * rows.rows);
    yield* rows.slices((from, to) => rows.kernels.places(from, to, out));
    return out;
  });
}

export interface EncodedRows {
  /** One per position. */
  readonly records: SortKeys;
  release(): void;
}

/** A column's sort records by position. */
export function* encode(rows: WindowRows, layout: SortLayout, column: Vector): Generator<void, EncodedRows> {
  const { region } = rows;
  const records = allocateSortKeys(region, layout, rows.rows);
  const writer = new SortKeyWriter(region, layout);
  let isReleased = false;
  const release = (): void => {
    if (isReleased) return;
    isReleased = true;
    writer.close();
    releaseSortKeys(region, records);
  };
  rows.onClose(release);
  for (let from = 0; from < rows.rows; from += SLICE_ROWS) {
    const count = Math.min(SLICE_ROWS, rows.rows - from);
    writer.write(records, [{ ...column, index: rows.order + 4 * from }], from, count);
    yield;
  }
  return { records, release };
}
