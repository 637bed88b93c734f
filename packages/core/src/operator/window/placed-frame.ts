// Frames of a fragment's rows (part-rows.ts) wherever they begin and end: positions are counted from the first row of all.
// Bounds that are rows or groups away are found by number, those of RANGE with an offset among the keys of the pages
// where they lie, one page after the other.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { sortKernels } from "../../kernel/sort.ts";
import { sortLayout } from "../../kernel/sort-key.ts";
import { storageOf } from "../../type/storage.ts";
import type { PartFragment } from "./fragment.ts";
import { frameName } from "./frame.ts";
import { type PartRows, viewOfPart } from "./part-rows.ts";
import { encode } from "./value-bound.ts";
import type { FrameOffsetPlan, FramePlan } from "./window-plan.ts";
import { PEERS } from "./window-rows.ts";

type Side = "begin" | "end";

/** u32 per row of the fragment: where ranges begin and where they have ended. Both only grow from row to row. */
export interface PlacedRange {
  readonly begins: Pointer;
  readonly ends: Pointer;
}

/** Ranges that do not overlap, in ascending order. */
export interface PlacedFrame {
  readonly ranges: readonly PlacedRange[];
}

/** The pages where the last bounds of RANGE were found, by frame and side: bounds of the partition's next rows are not before. */
export type BoundCursors = Map<string, { readonly partition: PartFragment["partition"]; page: number }>;

/** The frame; computed once for steps that share it. */
export function* placedFrame(rows: PartRows, plan: FramePlan): Generator<void, PlacedFrame> {
  return yield* rows.own.once(`placed ${frameName(plan)}`, () => placeFrame(rows, plan));
}

function* placeFrame(rows: PartRows, plan: FramePlan): Generator<void, PlacedFrame> {
  const { own } = rows;
  const begins = yield* boundOf(rows, plan, "begin");
  const ends = yield* boundOf(rows, plan, "end");
  yield* own.slices((from, to) => own.kernels.closeBounds(begins, ends, from, to));
  if (plan.exclude === "no-others") return { ranges: [{ begins, ends }] };
  return { ranges: yield* withoutExcluded(rows, plan, { begins, ends }) };
}

function* withoutExcluded(
  rows: PartRows,
  { exclude }: FramePlan,
  { begins, ends }: PlacedRange,
): Generator<void, readonly PlacedRange[]> {
  const { own, first } = rows;
  const peers = exclude !== "current-row";
  const starts = peers ? yield* peersOf(rows, "begin") : 0;
  const stops = peers ? yield* peersOf(rows, "end") : 0;
  const pairs = Array.from({ length: 3 }, () => ({
    begins: own.allocate(4 * own.rows),
    ends: own.allocate(4 * own.rows),
  }));
  const table = own.allocate(4 * 6);
  const pointers = pairs.flatMap((pair) => [pair.begins, pair.ends]);
  own.region.arena.view().u32.set(pointers, table >>> 2);
  const ties = exclude === "ties";
  yield* own.slices((from, to) =>
    own.kernels.excludeRows(begins, ends, starts, stops, Number(ties), first, from, to, table),
  );
  own.free(table);
  // Only ties leave the row itself between what is before and what is behind those that are excluded.
  return pairs.filter((_, at) => ties || at !== 1);
}

function* boundOf(rows: PartRows, plan: FramePlan, side: Side): Generator<void, Pointer> {
  const { own, fragment } = rows;
  const bound = side === "begin" ? plan.start : plan.end;
  switch (bound.kind) {
    case "unbounded-preceding":
      return own.constant(fragment.partition.start);
    case "unbounded-following":
      return own.constant(fragment.partition.end);
    case "current-row":
      return yield* plan.mode === "rows" ? rowsAway(rows, side === "begin" ? 0 : 1) : copyOfPeers(rows, side);
    default: {
      if (typeof bound.offset !== "number") return yield* valuesAway(rows, plan, bound.offset, side);
      const moved = (bound.kind === "preceding" ? -bound.offset : bound.offset) + (side === "begin" ? 0 : 1);
      return yield* plan.mode === "rows" ? rowsAway(rows, moved) : groupsAway(rows, moved);
    }
  }
}

function* rowsAway(rows: PartRows, delta: number): Generator<void, Pointer> {
  const { own, first, fragment } = rows;
  const starts = own.constant(fragment.partition.start);
  const ends = own.constant(fragment.partition.end);
  const out = own.allocate(4 * own.rows);
  yield* own.slices((from, to) => own.kernels.rowBounds(starts, ends, from, to, BigInt(first + delta), out));
  own.free(starts, ends);
  return out;
}

/** Where the peers of each row begin or have ended. */
function* peersOf(rows: PartRows, side: Side): Generator<void, Pointer> {
  const { own, placed, first } = rows;
  return yield* own.once(`placed peers ${side}`, function* () {
    const peers = yield* side === "begin" ? placed.starts(PEERS) : placed.ends(PEERS);
    const out = own.allocate(4 * own.rows);
    yield* own.slices((from, to) => own.kernels.movePositions(peers, first, from, to, out));
    return out;
  });
}

function* copyOfPeers(rows: PartRows, side: Side): Generator<void, Pointer> {
  const { own } = rows;
  const peers = yield* peersOf(rows, side);
  const out = own.allocate(4 * own.rows);
  yield* own.slices((from, to) => own.kernels.movePositions(peers, 0, from, to, out));
  return out;
}

/** Where the groups begin that are so many behind those of the rows. */
function* groupsAway(rows: PartRows, delta: number): Generator<void, Pointer> {
  const { own, fragment } = rows;
  const { numbers, count } = yield* own.numbers(PEERS);
  const starts = own.allocate(4 * count);
  yield* startsOfGroups(rows, fragment.groups + delta, count, starts);
  const out = own.allocate(4 * own.rows);
  yield* own.slices((from, to) => own.kernels.movePositions(numbers, 0, from, to, out));
  yield* own.slices((from, to) => own.kernels.rowsOfPositions(out, starts, 0, from, to));
  own.free(starts);
  return out;
}

/** u32 per group from the partition's group `group` on: where it begins; those before and behind all are at its ends. */
function* startsOfGroups(rows: PartRows, group: number, count: number, out: Pointer): Generator<void, void> {
  const { own, fragment, pages } = rows;
  const { start, end, groups, lastPart } = fragment.partition;
  const { u32 } = own.region.arena.view();
  const at = (number: number): number => Math.min(count, Math.max(0, number - group));
  u32.fill(start, out >>> 2, (out >>> 2) + at(0));
  u32.fill(end, (out >>> 2) + at(groups), (out >>> 2) + count);
  for (let number = partOfGroup(rows, group); number <= lastPart; number++) {
    const part = pages.parts[number] as (typeof pages.parts)[number];
    const next = number === lastPart ? groups : (pages.parts[number + 1] as typeof part).fragment.begun;
    const [from, to] = [Math.max(group, part.fragment.begun), Math.min(group + count, next)];
    if (part.fragment.begun >= group + count) break;
    if (from >= to) continue;
    const page = yield* pages.load(part.page);
    const view = viewOfPart(own.region, page, part.fragment);
    const { firsts } = yield* view.numbers(PEERS);
    const first = firsts + 4 * (from - part.fragment.groups);
    own.kernels.movePositions(first, page.start + part.fragment.from, 0, to - from, out + 4 * (from - group));
    view.close();
  }
}

/** The number of the last fragment with no more groups before it than that; the first one's if there is none. */
function partOfGroup({ fragment, pages }: PartRows, group: number): number {
  const { firstPart, lastPart } = fragment.partition;
  let low = firstPart;
  for (let high = lastPart + 1; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if ((pages.parts[middle]?.fragment.begun ?? 0) <= group) low = middle;
    else high = middle;
  }
  return low;
}

/** Where keys are that are not before, or are after, the bound of each row. A row whose key is NULL has its peers' bound. */
function* valuesAway(
  rows: PartRows,
  plan: FramePlan,
  { key, value }: Exclude<FrameOffsetPlan, number>,
  side: Side,
): Generator<void, Pointer> {
  const { own, order, pages } = rows;
  if (order === undefined) throw internal("RANGE with an offset without an order");
  const out = yield* copyOfPeers(rows, side);
  const { type, validity } = own.columns[key] as Vector;
  // Records of several pages are compared: all can say NULL.
  const layout = sortLayout([{ storage: storageOf(type), ...order, nullable: true }]);
  const bounds = yield* encode(own, layout, own.columns[value] as Vector);
  const valid = validity === 0 ? 0 : own.allocate(own.rows);
  if (valid !== 0) {
    yield* own.slices((from, to) => own.kernels.markRows(own.order, validity, 0, 0, from, to, valid));
  }
  const { boundsAmong } = sortKernels(own.region.arena);
  const cursor = cursorOf(rows, plan, side);
  const last = lastPageOf(rows);
  for (let from = 0; ; cursor.page++) {
    const page = yield* pages.load(cursor.page);
    const range = partitionInPage(rows, page);
    const view = viewOfPart(own.region, page, range);
    const { records, release } = yield* encode(view, layout, view.columns[key] as Vector);
    const base = page.start + range.from;
    const isLast = cursor.page === last ? 1 : 0;
    const { keys, ties, words } = records;
    const against = bounds.records;
    const after = side === "begin" ? 0 : 1;
    from = boundsAmong(
      keys,
      ties,
      view.rows,
      base,
      isLast,
      against.keys,
      against.ties,
      words,
      valid,
      after,
      from,
      own.rows,
      out,
    );
    release();
    view.close();
    if (from === own.rows) break;
  }
  bounds.release();
  own.free(valid);
  return out;
}

function cursorOf(rows: PartRows, plan: FramePlan, side: Side): { page: number } {
  const { pages, fragment, cursors } = rows;
  const { partition } = fragment;
  const name = `${side} ${frameName(plan)}`;
  const known = cursors.get(name);
  if (known?.partition === partition) return known;
  const cursor = { partition, page: pages.parts[partition.firstPart]?.page ?? 0 };
  cursors.set(name, cursor);
  return cursor;
}

function lastPageOf({ pages, fragment }: PartRows): number {
  return pages.parts[fragment.partition.lastPart]?.page ?? 0;
}

/** The partition's rows of a page. */
function partitionInPage(
  { fragment }: PartRows,
  page: { readonly start: number; readonly rows: number },
): { readonly from: number; readonly to: number } {
  const { start, end } = fragment.partition;
  return { from: Math.max(0, start - page.start), to: Math.min(page.rows, end - page.start) };
}
