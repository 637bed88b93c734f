// A window's steps over a fragment of a partition that crosses pages (part-rows.ts). Ranks know where the fragment stands;
// lag, lead and the values of frames are looked up where they lie; accumulators over frames that begin with the partition
// are computed over the fragment as over a partition, and take what came before it; those over other frames look at the
// rows near the frames' bounds (far-accumulate.ts).
import type { Vector } from "../../column/vector.ts";
import { unreachable } from "../../common/unreachable.ts";
import { farAccumulate } from "./far-accumulate.ts";
import { farValues } from "./far-rows.ts";
import type { PartFragment } from "./fragment.ts";
import { tableOf } from "./frame.ts";
import type { PartRows } from "./part-rows.ts";
import { nthRows, offsetRows, outsideStep } from "./pick-step.ts";
import { placedFrame } from "./placed-frame.ts";
import { type BucketCursor, ntileStep, rankStep } from "./rank-step.ts";
import { createState, stateColumn } from "./state-step.ts";
import type { StepColumn } from "./step-column.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import type { AccumulatePlan, FramePlan, StepPlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";
import { computeStep } from "./window-step.ts";

export function* computePartStep(rows: PartRows, step: StepPlan): Generator<void, StepColumn> {
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return yield* rankStep(rows.placed, step);
    case "ntile":
      return yield* ntileStep(rows.placed, step, cursorOf(rows, step));
    case "lag":
    case "lead":
      return yield* farValues(rows, step.value, yield* offsetRows(rows.far, step.kind, step.offset));
    case "outside-lag":
    case "outside-lead":
      return yield* outsideStep(rows.far, step);
    case "nth-value": {
      const { ranges } = yield* placedFrame(rows, step.frame);
      const pointers = ranges.flatMap(({ begins, ends }) => [begins, ends]);
      const table = { table: tableOf(rows.far, pointers), ranges: ranges.length };
      return yield* farValues(rows, step.value, yield* nthRows(rows.far, step, table));
    }
    case "accumulate":
      return yield* isFromStart(step.frame) && rows.totals.has(step)
        ? accumulatePart(rows, step)
        : farAccumulate(rows, step);
    default:
      return unreachable(step);
  }
}

function cursorOf({ fragment: { partition, number }, buckets }: PartRows, step: StepPlan): BucketCursor {
  const known = number === partition.firstPart ? undefined : buckets.get(step);
  const cursor = known ?? { buckets: 0, first: 0 };
  buckets.set(step, cursor);
  return cursor;
}

/** Of frames that begin with the partition. */
function* accumulatePart(rows: PartRows, step: AccumulatePlan): Generator<void, StepColumn> {
  const { own, fragment, totals } = rows;
  const { firstPart } = fragment.partition;
  const last = sharedEnd(fragment, step.frame);
  if (last !== undefined) {
    const value = stateColumn(own, step, totals.sum(own, step, firstPart, last + 1)).vector(0, 1);
    const index = own.constant(0);
    return { vector: () => ({ ...value, index }) };
  }
  const column = yield* computeStep(own, step, undefined);
  if (fragment.number === firstPart) return column;
  const before = stateColumn(own, step, totals.sum(own, step, firstPart, fragment.number));
  return yield* takeBefore(own, step, column, before.vector(0, 1));
}

/** The number of the fragment that is the last in all frames; undefined: they end differently. */
function sharedEnd({ partition, group }: PartFragment, { mode, end }: FramePlan): number | undefined {
  if (end.kind === "unbounded-following") return partition.lastPart;
  return mode === "rows" ? undefined : group?.lastPart;
}

function isFromStart({ start, end, exclude }: FramePlan): boolean {
  return start.kind === "unbounded-preceding" && !("offset" in end) && exclude === "no-others";
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
