// The one switch from a window's steps to what computes them.
import { unreachable } from "../../common/unreachable.ts";
import { type Frame, frameOf } from "./frame.ts";
import { leastStep } from "./least-step.ts";
import { nthValueStep, offsetStep, outsideStep } from "./pick-step.ts";
import { ntileStep, rankStep } from "./rank-step.ts";
import { maskOf } from "./row-mask.ts";
import { partitionStep, treeStep } from "./state-step.ts";
import type { StepColumn } from "./step-column.ts";
import { countStep, exactSumStep, prefixKernel, runningKernel, runningSumStep } from "./sum-step.ts";
import type { OrderKey } from "./value-bound.ts";
import { type AccumulatePlan, isPicked, type StepPlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";

/** A step's values; `key`: how the first ORDER BY column is sorted. Yields between slices. */
export function* computeStep(rows: WindowRows, step: StepPlan, key: OrderKey | undefined): Generator<void, StepColumn> {
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return yield* rankStep(rows, step);
    case "ntile":
      return yield* ntileStep(rows, step);
    case "lag":
    case "lead":
      return yield* offsetStep(rows, step);
    case "outside-lag":
    case "outside-lead":
      return yield* outsideStep(rows, step);
    case "nth-value":
      return yield* nthValueStep(rows, step, yield* frameOf(rows, step.frame, key));
    case "accumulate":
      return yield* accumulateStep(rows, step, yield* frameOf(rows, step.frame, key));
    default:
      return unreachable(step);
  }
}

/** The cheapest way that the aggregate and the frame allow. */
function* accumulateStep(rows: WindowRows, step: AccumulatePlan, frame: Frame): Generator<void, StepColumn> {
  const { kind } = step.aggregate;
  const mask = yield* maskOf(rows, step);
  if (kind === "count" || kind === "countRows") return yield* countStep(rows, step, frame, mask);
  if (frame.kind === "whole") return yield* partitionStep(rows, step, mask);
  if (isPicked(step)) return yield* leastStep(rows, step, frame, mask);
  const prefix = prefixKernel(rows, step);
  if (prefix !== undefined) return yield* exactSumStep(rows, step, frame, mask, prefix);
  const running = frame.kind === "running" ? runningKernel(rows.kernels, kind) : undefined;
  if (running !== undefined) return yield* runningSumStep(rows, step, frame, mask, running);
  return yield* treeStep(rows, step, frame, mask);
}
