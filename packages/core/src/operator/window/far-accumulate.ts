// Accumulators over frames that begin and end anywhere, for a fragment's rows (part-rows.ts): of each run of them
// (frame-zones.ts) the rows near bounds are brought together, and frames are taken apart into blocks of those as over a
// partition in memory; what lies between zones comes from the totals of its fragments.
import type { Pointer } from "../../arena/arena.ts";
import { sliceVector } from "../../column/slice.ts";
import type { Vector } from "../../column/vector.ts";
import type { AggregateState } from "../../kernel/hash-aggregate.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { RowStore } from "../row-store.ts";
import { concatRows, releaseFlatRows } from "../row-store-read.ts";
import { tableOf } from "./frame.ts";
import { type BoundList, pageOf, type ZonedRun, zonedRuns } from "./frame-zones.ts";
import type { PlacedPart } from "./page-cache.ts";
import type { PartRows } from "./part-rows.ts";
import { type PlacedFrame, placedFrame } from "./placed-frame.ts";
import { maskOf } from "./row-mask.ts";
import { createState, type FrameSpan, stateColumn, takeFrames } from "./state-step.ts";
import type { StepColumn } from "./step-column.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import { countStep } from "./sum-step.ts";
import { sliceValues } from "./value-slice.ts";
import type { AccumulatePlan } from "./window-plan.ts";
import { PARTITION, WindowRows } from "./window-rows.ts";

/** @throws FfqError 22003, 22008; MEMORY_LIMIT where a frame's value is as large as its rows, and those are too many */
export function* farAccumulate(rows: PartRows, step: AccumulatePlan): Generator<void, StepColumn> {
  const { own, pages, fragment, totals } = rows;
  const frame = yield* placedFrame(rows, step.frame);
  const bounds = boundsOf(rows, frame);
  if (step.aggregate.kind === "countRows" && step.filter === undefined) return yield* lengths(rows, step, bounds);
  const result = createState(own, step, own.rows);
  const moved = bounds.map(() => own.allocate(4 * own.rows));
  const table = tableOf(own, moved);
  for (const run of zonedRuns(pages.pages, fragment.partition, bounds, own.rows, !totals.has(step))) {
    const view = yield* rowsOfZones(rows, step, run);
    moveBounds(rows, bounds, run, moved);
    const span: FrameSpan = { table, ranges: frame.ranges.length, from: run.from, to: run.to };
    yield* takeFrames(view, step, span, yield* maskOf(view, step), result);
    for (const [from, to] of gapsInFrames(run)) takeGap(rows, step, run, [from, to], result);
    view.close();
  }
  own.free(table, ...moved);
  return stateColumn(own, step, result);
}

/** Of frames, without a look at their rows. */
function* lengths(
  { own }: PartRows,
  step: AccumulatePlan,
  bounds: readonly FrameBounds[],
): Generator<void, StepColumn> {
  const table = tableOf(
    own,
    bounds.map(({ positions }) => positions),
  );
  return yield* countStep(own, step, { table, ranges: bounds.length / 2 }, yield* maskOf(own, step));
}

interface FrameBounds extends BoundList {
  readonly positions: Pointer;
}

/** Begin and end of each range, in turn. */
function boundsOf({ own }: PartRows, { ranges }: PlacedFrame): readonly FrameBounds[] {
  const bound = (side: BoundList["side"], positions: Pointer): FrameBounds => ({
    side,
    positions,
    at: (row) => own.region.arena.view().u32[(positions >>> 2) + row] as number,
  });
  return ranges.flatMap(({ begins, ends }) => [bound("begin", begins), bound("end", ends)]);
}

/** Bounds of the run, as positions among the rows of its zones. */
function moveBounds(
  { own }: PartRows,
  bounds: readonly FrameBounds[],
  { from, to, zones, zoneOf }: ZonedRun,
  moved: readonly Pointer[],
): void {
  for (const [number, { positions }] of bounds.entries()) {
    const zone = zoneOf[number] as number;
    const before = zones.slice(0, zone).reduce((sum, { start, end }) => sum + end - start, 0);
    const by = before - (zones[zone] as (typeof zones)[number]).start;
    own.kernels.movePositions(positions, by, from, to, moved[number] as Pointer);
  }
}

/** Gaps (the zones before and behind each) that lie in the frames of the run. */
function gapsInFrames({ zoneOf }: ZonedRun): readonly (readonly [number, number])[] {
  const gaps: (readonly [number, number])[] = [];
  for (let range = 0; range < zoneOf.length; range += 2) {
    const end = zoneOf[range + 1] as number;
    for (let zone = zoneOf[range] as number; zone < end; zone++) gaps.push([zone, zone + 1]);
  }
  return gaps;
}

/** Gives what lies between two zones to all of the run's rows. */
function takeGap(
  rows: PartRows,
  step: AccumulatePlan,
  { from, to, zones }: ZonedRun,
  [before, behind]: readonly [number, number],
  result: AggregateState,
): void {
  const { own, totals } = rows;
  const first = partAt(rows, (zones[before] as (typeof zones)[number]).end);
  const state = totals.sum(own, step, first, partAt(rows, (zones[behind] as (typeof zones)[number]).start));
  const refs = new GrowingBuffer(own.region);
  const value = sliceValues(own.region, state.toData(), 0, 1, refs);
  const index = own.constant(0);
  const groups = own.allocate(4 * own.rows);
  own.kernels.places(0, own.rows, groups);
  const isTaken = result.takeValues({ ...value, index }, { rows: to - from, list: 0, groups: groups + 4 * from });
  own.free(index, groups);
  refs.free();
  state.release();
  if (!isTaken) throw sumOverflowed(step.type);
}

/** The number of the partition's fragment that begins with a row. */
function partAt({ pages, fragment }: PartRows, row: number): number {
  const start = ({ page, fragment: { from } }: PlacedPart): number => (pages.pages[page]?.start ?? 0) + from;
  let low = fragment.partition.firstPart;
  for (let high = fragment.partition.lastPart + 1; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if (start(pages.parts[middle] as PlacedPart) <= row) low = middle;
    else high = middle;
  }
  return low;
}

/** The rows of a run's zones behind each other: what the step reads of them. */
function* rowsOfZones(
  { own, pages }: PartRows,
  { input, filter }: AccumulatePlan,
  { zones }: ZonedRun,
): Generator<void, WindowRows> {
  const { region } = own;
  const read = [...new Set([input, filter].filter((position) => position !== undefined))];
  const types = read.map((position) => (own.columns[position] as Vector).type);
  const store = RowStore.create(region, types);
  for (const { start, end } of zones) {
    for (let row = start, at = pageOf(pages.pages, start); row < end; at++) {
      const page = yield* pages.load(at);
      const to = Math.min(end, page.start + page.rows);
      const columns = read.map((position) => sliceVector(page.columns[position] as Vector, row - page.start, to - row));
      store.append({ rows: to - row, columns });
      row = to;
    }
  }
  const flat = yield* concatRows(region, types, [store.finish()]);
  const columns = own.columns.map(
    ({ type }, position): Vector => flat.columns[read.indexOf(position)] ?? nothing(type),
  );
  const bounds = region.allocateZeroed(flat.rows);
  const order = region.allocate(4 * flat.rows);
  region.arena.view().u8[bounds] = PARTITION;
  own.kernels.places(0, flat.rows, order);
  const view = new WindowRows(region, { columns, order, bounds, rows: flat.rows, none: flat.rows });
  view.onClose(() => {
    releaseFlatRows(region, flat);
    region.free(bounds);
    region.free(order);
  });
  return view;
}

/** A column that is not read. */
function nothing(type: Vector["type"]): Vector {
  return { type, storage: storageOf(type), data: 0, validity: 0, index: 0, slots: 0, dictionary: 0 };
}
