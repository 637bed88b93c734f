// The frame of each position, as tables for the kernels (kernel/assembly/window-frame.part.ts): bounds that fall
// together with partitions or peers are those; others are computed, those of RANGE with an offset by comparing sort
// records of the order key and of its bounds.
import type { Pointer } from "../../arena/arena.ts";
import type { FrameBound } from "../../expr/window-frame.ts";
import { printFrame } from "../../expr/window-frame.ts";
import { type OrderKey, valueBound } from "./value-bound.ts";
import type { FrameOffsetPlan, FramePlan } from "./window-plan.ts";
import { PARTITION, PEERS, type WindowRows } from "./window-rows.ts";

/** The ranges of each frame, as kernels take them. */
export interface FrameTable {
  /** Pairs of addresses: u32 begin and end per position. */
  readonly table: Pointer;
  /** 1, or 3 where rows are excluded. */
  readonly ranges: number;
}

export interface Frame extends FrameTable {
  /** Of the frame without exclusion. */
  readonly begins: Pointer;
  readonly ends: Pointer;
  /** whole: the partition. running: from its start. sliding: from anywhere. excluded: rows are missing inside. */
  readonly kind: "whole" | "running" | "sliding" | "excluded";
  /** The current row is always in it: it is never empty. */
  readonly hasCurrentRow: boolean;
}

/** The frame; computed once for steps that share it. */
export function* frameOf(rows: WindowRows, plan: FramePlan, key: OrderKey | undefined): Generator<void, Frame> {
  return yield* rows.once(`frame ${frameName(plan)}`, () => computeFrame(rows, plan, key));
}

/** Equal for equal frames. */
export function frameName(plan: FramePlan): string {
  return printFrame(plan, (offset) => (typeof offset === "number" ? String(offset) : `${offset.key}:${offset.value}`));
}

function* computeFrame(rows: WindowRows, plan: FramePlan, key: OrderKey | undefined): Generator<void, Frame> {
  const begins = yield* boundOf(rows, plan, plan.start, "start", key);
  const ends = yield* boundOf(rows, plan, plan.end, "end", key);
  if ("offset" in plan.start && "offset" in plan.end) {
    yield* rows.slices((from, to) => rows.kernels.closeBounds(begins, ends, from, to));
  }
  const base = { begins, ends, hasCurrentRow: hasCurrentRow(plan) };
  if (plan.exclude !== "no-others") return { ...base, ...(yield* excluded(rows, plan, base)), kind: "excluded" };
  const table = tableOf(rows, [begins, ends]);
  const fromStart = plan.start.kind === "unbounded-preceding";
  const kind = fromStart ? (plan.end.kind === "unbounded-following" ? "whole" : "running") : "sliding";
  return { ...base, table, ranges: 1, kind };
}

function hasCurrentRow({ start, end, exclude }: FramePlan): boolean {
  return exclude === "no-others" && start.kind !== "following" && end.kind !== "preceding";
}

/** Of pairs of begin and end. */
export function tableOf(rows: WindowRows, pointers: readonly Pointer[]): Pointer {
  const table = rows.allocate(4 * pointers.length);
  rows.region.arena.view().u32.set(pointers, table >>> 2);
  return table;
}

function* excluded(
  rows: WindowRows,
  { exclude }: FramePlan,
  { begins, ends }: Pick<Frame, "begins" | "ends">,
): Generator<void, FrameTable> {
  const peers = exclude !== "current-row";
  const starts = peers ? yield* rows.starts(PEERS) : 0;
  const stops = peers ? yield* rows.ends(PEERS) : 0;
  const table = tableOf(
    rows,
    Array.from({ length: 6 }, () => rows.allocate(4 * rows.rows)),
  );
  const ties = exclude === "ties" ? 1 : 0;
  yield* rows.slices((from, to) => rows.kernels.excludeRows(begins, ends, starts, stops, ties, 0, from, to, table));
  return { table, ranges: 3 };
}

/** u32 per position: where the frame begins or has ended. */
function* boundOf(
  rows: WindowRows,
  { mode }: FramePlan,
  bound: FrameBound<FrameOffsetPlan>,
  side: "start" | "end",
  key: OrderKey | undefined,
): Generator<void, Pointer> {
  switch (bound.kind) {
    case "unbounded-preceding":
      return yield* rows.starts(PARTITION);
    case "unbounded-following":
      return yield* rows.ends(PARTITION);
    case "current-row":
      if (mode === "rows") return yield* rowBound(rows, side === "start" ? 0 : 1);
      return yield* side === "start" ? rows.starts(PEERS) : rows.ends(PEERS);
    default: {
      const { offset } = bound;
      if (typeof offset !== "number") return yield* valueBound(rows, offset, side, key);
      const moved = (bound.kind === "preceding" ? -offset : offset) + (side === "start" ? 0 : 1);
      return yield* mode === "rows" ? rowBound(rows, moved) : groupBound(rows, moved);
    }
  }
}

function* rowBound(rows: WindowRows, delta: number): Generator<void, Pointer> {
  const starts = yield* rows.starts(PARTITION);
  const ends = yield* rows.ends(PARTITION);
  const out = rows.allocate(4 * rows.rows);
  yield* rows.slices((from, to) => rows.kernels.rowBounds(starts, ends, from, to, BigInt(delta), out));
  return out;
}

function* groupBound(rows: WindowRows, delta: number): Generator<void, Pointer> {
  const starts = yield* rows.starts(PARTITION);
  const ends = yield* rows.ends(PARTITION);
  const { numbers, firsts } = yield* rows.numbers(PEERS);
  const out = rows.allocate(4 * rows.rows);
  yield* rows.slices((from, to) =>
    rows.kernels.groupBounds(starts, ends, numbers, firsts, from, to, BigInt(delta), out),
  );
  return out;
}
