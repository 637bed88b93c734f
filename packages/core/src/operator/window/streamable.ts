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

/** lag, lead and frames of near rows go so far at most. */
const MOST_DISTANCE = 1024;

/** undefined: the window is computed over whole partitions only. */
export function pageNeeds(plan: WindowPlan): PageNeeds | undefined {
  const distances = plan.steps.map((step) => stepDistance(plan, step));
  if (distances.some((distance) => distance === undefined || distance > MOST_DISTANCE)) return undefined;
  return {
    distance: Math.max(0, ...distances.map((distance) => distance ?? 0)),
    edges: plan.steps.some((step) => step.kind === "nth-value" && frameDistance(step.frame) === undefined),
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
      return step.position === undefined && isFromStart(step.frame) ? 0 : frameDistance(step.frame);
    case "accumulate":
      return isFromStart(step.frame) && isSmall(step) ? 0 : frameDistance(step.frame);
    default:
      return unreachable(step);
  }
}

function constantOffset({ computed, outputs }: WindowPlan, position: number): number | undefined {
  const expr = position < outputs ? undefined : computed[position - outputs];
  if (expr?.kind !== "constant") return undefined;
  return expr.value === null ? 0 : Math.abs(Number(expr.value));
}

/** How far a frame's rows are from its own, where that is a number of rows; undefined: it is not. */
export function frameDistance({ mode, start, end, exclude }: FramePlan): number | undefined {
  const knowsPeers = exclude === "group" || exclude === "ties";
  if (mode !== "rows" || knowsPeers) return undefined;
  const [before, behind] = [boundDistance(start), boundDistance(end)];
  return before === undefined || behind === undefined ? undefined : Math.max(before, behind);
}

function boundDistance(bound: FramePlan["start"]): number | undefined {
  if (bound.kind === "current-row") return 0;
  return "offset" in bound && typeof bound.offset === "number" ? bound.offset : undefined;
}

function isFromStart({ start, end, exclude }: FramePlan): boolean {
  return start.kind === "unbounded-preceding" && !("offset" in end) && exclude === "no-others";
}

/** Its state does not grow with the rows. */
function isSmall({ aggregate }: AccumulatePlan): boolean {
  return aggregate.kind !== "concat" && aggregate.kind !== "sketch";
}
