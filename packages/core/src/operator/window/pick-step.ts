// lag, lead and what stands outside; first_value, last_value and nth_value: rows of a column, found by kernels and
// shown through an index.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import type { FrameTable } from "./frame.ts";
import { flatColumn, pickedColumn, type StepColumn } from "./step-column.ts";
import type { StepPlan } from "./window-plan.ts";
import { PARTITION, type WindowRows } from "./window-rows.ts";

type Addresses = Pick<Vector, "data" | "validity">;
/** For every row 1. */
const ONE: Addresses = { data: 0, validity: 0 };

function argument(rows: WindowRows, position: number | undefined): Addresses {
  return position === undefined ? ONE : (rows.columns[position] as Vector);
}

export function* offsetStep(
  rows: WindowRows,
  { kind, value, offset }: Extract<StepPlan, { kind: "lag" | "lead" }>,
): Generator<void, StepColumn> {
  return pickedColumn(rows, rows.columns[value] as Vector, yield* offsetRows(rows, kind, offset));
}

/** u32 per position: the row that lag or lead shows, or none. */
export function* offsetRows(
  rows: WindowRows,
  kind: "lag" | "lead",
  offset: number | undefined,
): Generator<void, Pointer> {
  const picks = rows.allocate(4 * rows.rows);
  yield* moveRows(rows, offset, kind === "lag" ? -1 : 1, picks, 0);
  return picks;
}

export function* outsideStep(
  rows: WindowRows,
  { kind, offset, type }: Extract<StepPlan, { kind: "outside-lag" | "outside-lead" }>,
): Generator<void, StepColumn> {
  const outside = rows.allocate(rows.rows);
  yield* moveRows(rows, offset, kind === "outside-lag" ? -1 : 1, 0, outside);
  return flatColumn(type, outside, 0);
}

function* moveRows(
  rows: WindowRows,
  offset: number | undefined,
  sign: 1 | -1,
  picks: number,
  outside: number,
): Generator<void, void> {
  const { data, validity } = argument(rows, offset);
  const partitions = yield* rows.starts(PARTITION);
  const ends = yield* rows.ends(PARTITION);
  const { order, none, first, kernels } = rows;
  yield* rows.slices((from, to) =>
    kernels.offsetRows(data, validity, order, partitions, ends, sign, none, first, from, to, picks, outside),
  );
}

/** @throws FfqError 22016 */
export function* nthValueStep(
  rows: WindowRows,
  step: Extract<StepPlan, { kind: "nth-value" }>,
  frame: FrameTable,
): Generator<void, StepColumn> {
  return pickedColumn(rows, rows.columns[step.value] as Vector, yield* nthRows(rows, step, frame));
}

/** u32 per position: the row of the frame that is shown, or none. @throws FfqError 22016 */
export function* nthRows(
  rows: WindowRows,
  { position, fromEnd }: Extract<StepPlan, { kind: "nth-value" }>,
  { table, ranges }: FrameTable,
): Generator<void, Pointer> {
  const { data, validity } = argument(rows, position);
  const { order, none, kernels } = rows;
  const picks = rows.allocate(4 * rows.rows);
  const last = fromEnd ? 1 : 0;
  yield* rows.slices((from, to) => {
    const failed = kernels.frameRows(table, ranges, data, validity, order, last, none, from, to, picks);
    if (failed === 0) return;
    throw new FfqError("DATA", "argument of nth_value must be greater than zero", { sqlstate: "22016" });
  });
  return picks;
}
