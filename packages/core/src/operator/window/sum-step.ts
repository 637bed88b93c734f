// Counts and sums over frames in time that does not depend on their length: counts and exact sums as differences of
// prefixes, sums of doubles from the start of the partition.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import type { AggregateKind } from "../../kernel/aggregate-kind.ts";
import type { FrameEndsKernel, PrefixKernel, RunningKernel, WindowKernels } from "../../kernel/window.ts";
import { storageOf, storageWidth } from "../../type/storage.ts";
import type { Frame, FrameTable } from "./frame.ts";
import { frameSeen, prefixCounts, type RowMask } from "./row-mask.ts";
import { flatColumn, type StepColumn } from "./step-column.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import type { AccumulatePlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";

export function* countStep(
  rows: WindowRows,
  { type }: AccumulatePlan,
  { table, ranges }: FrameTable,
  mask: RowMask,
): Generator<void, StepColumn> {
  const prefix = yield* prefixCounts(rows, mask);
  const out = rows.allocate(8 * rows.rows);
  yield* rows.slices((from, to) => rows.kernels.frameCounts(prefix, table, ranges, from, to, out));
  return flatColumn(type, out, 0);
}

/** The kernel of prefix sums; undefined for sums that are not exact, or could leave their type on the way. */
export function prefixKernel(rows: WindowRows, { aggregate, input }: AccumulatePlan): PrefixKernel | undefined {
  const { kernels } = rows;
  switch (aggregate.kind) {
    case "sumI32":
      return kernels.prefixI32;
    case "sumI64":
      return kernels.prefixI64;
    case "sumI32Wide":
      return kernels.prefixI32Wide;
    case "sumI64Wide":
      return kernels.prefixI64Wide;
    case "sumI128": {
      const { data, validity } = rows.columns[input as number] as Vector;
      return kernels.areNarrow(data, validity, rows.none) === 1 ? kernels.prefixI128 : undefined;
    }
    default:
      return undefined;
  }
}

export function* exactSumStep(
  rows: WindowRows,
  { input, type }: AccumulatePlan,
  frame: Frame,
  mask: RowMask,
  kernel: PrefixKernel,
): Generator<void, StepColumn> {
  const { data } = rows.columns[input as number] as Vector;
  const width = storageWidth(storageOf(type));
  const prefix = rows.allocate(width * (rows.rows + 1));
  yield* rows.slices((from, to) => kernel(data, rows.order, mask.mask, from, to, prefix));
  const out = rows.allocate(width * rows.rows);
  const sums = width === 8 ? rows.kernels.frameSums64 : rows.kernels.frameSums128;
  yield* rows.slices((from, to) => sums(prefix, frame.table, frame.ranges, from, to, out));
  rows.free(prefix);
  return flatColumn(type, out, yield* frameSeen(rows, frame, mask));
}

/** The kernel of running sums of doubles; undefined for other aggregates. */
export function runningKernel(kernels: WindowKernels, kind: AggregateKind["kind"]): RunningKernel | undefined {
  switch (kind) {
    case "sumF32":
      return kernels.runningF32;
    case "sumF32Wide":
      return kernels.runningF32Wide;
    case "sumF64":
      return kernels.runningF64;
    case "sumF64Twice":
      return kernels.runningF64Twice;
    case "sumTwice":
      return kernels.runningTwice;
    default:
      return undefined;
  }
}

/** @throws FfqError 22003 */
export function* runningSumStep(
  rows: WindowRows,
  { input, type }: AccumulatePlan,
  frame: Frame,
  mask: RowMask,
  kernel: RunningKernel,
): Generator<void, StepColumn> {
  const { data } = rows.columns[input as number] as Vector;
  const width = storageWidth(storageOf(type));
  const running = rows.allocate(width * rows.rows);
  yield* rows.slices((from, to) => {
    if (kernel(data, rows.order, mask.mask, rows.bounds, from, to, running) !== 0) throw sumOverflowed(type);
  });
  const out: Pointer = rows.allocate(width * rows.rows);
  const atEnd = frameEnds(rows.kernels, width);
  yield* rows.slices((from, to) => atEnd(running, frame.table, from, to, out));
  rows.free(running);
  return flatColumn(type, out, yield* frameSeen(rows, frame, mask));
}

function frameEnds({ frameEnds4, frameEnds8, frameEnds16 }: WindowKernels, width: number): FrameEndsKernel {
  return width === 4 ? frameEnds4 : width === 8 ? frameEnds8 : frameEnds16;
}
