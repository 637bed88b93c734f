// Which windows can be computed a page of sorted rows after the other, and what beside the page that takes: steps that
// need what came before, the rows near by, totals of partitions and peer groups. Pure data.
import { unreachable } from "../../common/unreachable.ts";
import type { AccumulatePlan, FramePlan, StepPlan, WindowPlan } from "./window-plan.ts";

export interface PageNeeds {
  /** Rows before and behind a page. */
  readonly distance: number;
  /** First and last rows of partitions and peer groups. */
  readonly edges: boolean;
}

/** lag and lead go so far at most. */
const MOST_DISTANCE = 1024;

/** undefined: the window is computed over whole partitions only. */
export function pageNeeds(plan: WindowPlan): PageNeeds | undefined {
  const distances = plan.steps.map((step) => stepDistance(plan, step));
  if (distances.some((distance) => distance === undefined || distance > MOST_DISTANCE)) return undefined;
  return {
    distance: Math.max(0, ...distances.map((distance) => distance ?? 0)),
    edges: plan.steps.some(({ kind }) => kind === "nth-value"),
  };
}

/** Rows that the step looks at beside those of its frame's kind; undefined: it needs more. */
function stepDistance(plan: WindowPlan, step: StepPlan): number | undefined {
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
    case "ntile":
      return 0;
    case "lag":
    case "lead":
    case "outside-lag":
    case "outside-lead":
      return step.offset === undefined ? 1 : constantOffset(plan, step.offset);
    case "nth-value":
      return step.position === undefined && isFromStart(step.frame) ? 0 : undefined;
    case "accumulate":
      return isFromStart(step.frame) && isSmall(step) ? 0 : undefined;
    default:
      return unreachable(step);
  }
}

function constantOffset({ computed, outputs }: WindowPlan, position: number): number | undefined {
  const expr = position < outputs ? undefined : computed[position - outputs];
  if (expr?.kind !== "constant") return undefined;
  return expr.value === null ? 0 : Math.abs(Number(expr.value));
}

function isFromStart({ start, end, exclude }: FramePlan): boolean {
  return start.kind === "unbounded-preceding" && !("offset" in end) && exclude === "no-others";
}

/** Its state does not grow with the rows. */
function isSmall({ aggregate }: AccumulatePlan): boolean {
  return aggregate.kind !== "concat" && aggregate.kind !== "sketch";
}
