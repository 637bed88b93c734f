// A window's steps over a fragment of a partition that crosses pages. Ranks know where the fragment stands; lag, lead and
// frames of a few rows see the rows near it; other accumulators are computed over the fragment as over a partition, and take what came before it;
// what is one value for all of its rows is a mark's or an edge's.
import type { Vector } from "../../column/vector.ts";
import { unreachable } from "../../common/unreachable.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { PartFragment } from "./fragment.ts";
import type { LoadedPage } from "./loaded-page.ts";
import type { PartitionMarks } from "./partition-marks.ts";
import { type BucketCursor, ntileStep, rankStep } from "./rank-step.ts";
import { createState, stateColumn } from "./state-step.ts";
import { pickedColumn, type StepColumn } from "./step-column.ts";
import { frameDistance } from "./streamable.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import type { AccumulatePlan, StepPlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";
import { computeStep } from "./window-step.ts";

/** The fragment's rows in the views that its steps take. */
export interface PartRows {
  readonly fragment: PartFragment;
  readonly page: LoadedPage;
  /** As if they were a partition. */
  readonly own: WindowRows;
  /** As a part of theirs. */
  readonly placed: WindowRows;
  /** With those near them, which are `before` rows before them and others behind. */
  readonly near: WindowRows;
  readonly before: number;
}

/** What goes from a partition's fragment to its next. */
export interface PartCarry {
  readonly marks: PartitionMarks;
  readonly buckets: Map<StepPlan, BucketCursor>;
}

export function* computePartStep(rows: PartRows, step: StepPlan, carry: PartCarry): Generator<void, StepColumn> {
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return yield* rankStep(rows.placed, step);
    case "ntile":
      return yield* ntileStep(rows.placed, step, cursorOf(rows.fragment, step, carry));
    case "lag":
    case "lead":
    case "outside-lag":
    case "outside-lead":
      return yield* nearStep(rows, step);
    case "nth-value":
      return yield* frameDistance(step.frame) === undefined ? edgeStep(rows, step) : nearStep(rows, step);
    case "accumulate":
      return yield* frameDistance(step.frame) === undefined
        ? accumulatePart(rows, step, carry.marks)
        : nearStep(rows, step);
    default:
      return unreachable(step);
  }
}

function* nearStep({ near, before }: PartRows, step: StepPlan): Generator<void, StepColumn> {
  const column = yield* computeStep(near, step, undefined);
  return { vector: (from, count) => column.vector(from + before, count) };
}

function cursorOf({ partition, mark }: PartFragment, step: StepPlan, { buckets }: PartCarry): BucketCursor {
  const known = mark === partition.firstMark ? undefined : buckets.get(step);
  const cursor = known ?? { buckets: 0, first: 0 };
  buckets.set(step, cursor);
  return cursor;
}

function* edgeStep(rows: PartRows, step: Extract<StepPlan, { kind: "nth-value" }>): Generator<void, StepColumn> {
  const row = edgeOf(rows.fragment, step);
  if (row === undefined) return yield* computeStep(rows.own, step, undefined);
  const picks = rows.own.constant(rows.page.edges.get(row) as number);
  return pickedColumn(rows.own, rows.page.columns[step.value] as Vector, picks);
}

/** The row that all frames begin or end with; undefined: there are several. */
function edgeOf(
  { partition, group }: PartFragment,
  { frame, fromEnd }: Extract<StepPlan, { kind: "nth-value" }>,
): number | undefined {
  if (!fromEnd) return partition.start;
  if (frame.end.kind === "unbounded-following") return partition.end - 1;
  return frame.mode === "rows" || group === undefined ? undefined : group.end - 1;
}

function* accumulatePart(rows: PartRows, step: AccumulatePlan, marks: PartitionMarks): Generator<void, StepColumn> {
  const { own, fragment } = rows;
  const { partition, mark } = fragment;
  const refs = new GrowingBuffer(own.region);
  own.onClose(() => refs.free());
  const shared = sharedMark(fragment, step);
  if (shared !== undefined) {
    const value = marks.valueOf(step, shared, refs);
    const index = own.constant(0);
    return { vector: () => ({ ...value, index }) };
  }
  const column = yield* computeStep(own, step, undefined);
  if (mark === partition.firstMark) return column;
  return yield* takeBefore(own, step, column, marks.valueOf(step, mark - 1, refs));
}

/** The mark that is at the end of all frames; undefined: there are several ends. */
function sharedMark({ partition, group }: PartFragment, { frame }: AccumulatePlan): number | undefined {
  if (frame.end.kind === "unbounded-following") return partition.lastMark;
  return frame.mode === "rows" ? undefined : group?.lastMark;
}

/** A column's values, each behind the one value of all rows before. @throws FfqError 22003, 22008 */
function* takeBefore(
  rows: WindowRows,
  step: AccumulatePlan,
  column: StepColumn,
  before: Vector,
): Generator<void, StepColumn> {
  const state = createState(rows, step, rows.rows);
  const groups = rows.allocate(4 * rows.rows);
  const index = rows.constant(0);
  yield* rows.slices((from, to) => {
    rows.kernels.places(from, to, groups);
    const each = { rows: to - from, list: 0, groups: groups + 4 * from };
    const isTaken =
      state.takeValues({ ...before, index }, each) && state.takeValues(column.vector(from, to - from), each);
    if (!isTaken) throw sumOverflowed(step.type);
  });
  rows.free(groups, index);
  return stateColumn(rows, step, state);
}
