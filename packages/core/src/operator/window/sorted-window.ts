// A window over rows on disk that memory does not hold, though they may be one partition: they are sorted there, and
// looked at twice, a page at a time. First for where partitions and peers begin and end and what accumulators come to
// (page-survey.ts); then for the steps' values, with a look at other pages where these need them. Gives nothing while it has no rows yet.
import type { Batch, Vector } from "../../column/vector.ts";
import type { TaskContext } from "../operator.ts";
import type { WindowSpec } from "../spec.ts";
import { filesOfParts, type SpilledRows, spillOf } from "../spill/spilled-rows.ts";
import type { Fragment } from "./fragment.ts";
import { type LoadedPage, PageCache } from "./page-cache.ts";
import { surveyPages } from "./page-survey.ts";
import { type PartCarry, type PartRows, partRows } from "./part-rows.ts";
import { computePartStep } from "./part-steps.ts";
import { PartTotals } from "./part-totals.ts";
import { sortToPages } from "./sorted-pages.ts";
import type { StepColumn } from "./step-column.ts";
import type { WindowPlan } from "./window-plan.ts";
import { readWindow } from "./window-source.ts";

export interface SortedWindow {
  readonly context: TaskContext;
  readonly spec: WindowSpec;
  readonly plan: WindowPlan;
}

export function* computeSorted(work: SortedWindow, rows: SpilledRows): Generator<Batch | undefined, void> {
  const { context, spec, plan } = work;
  const totals = new PartTotals(context.region, plan.steps);
  const frames = yield* working(sortToPages(context, plan, rows));
  const survey = yield* working(surveyPages(context, plan, frames, totals));
  const pages = new PageCache(context, plan, survey);
  const carry: PartCarry = { pages, totals, order: spec.orderBy[0], buckets: new Map(), cursors: new Map() };
  for (const [number, { fragments }] of pages.pages.entries()) {
    const page = yield* working(pages.hold(number));
    for (const fragment of fragments) {
      if (fragment.kind === "part") yield* readPart(work, partRows(context.region, page, fragment, carry));
      else yield* readWhole(work, page, fragment);
    }
  }
  pages.close();
  totals.close();
  // Rows without an order are where they came from.
  if (plan.sortSpec.keys.length > 0) spillOf(context).remove(filesOfParts(frames));
}

/** Work that gives no rows, among what gives some: `yield*` passes on that it is to end early, which a loop would not. */
export function working<Result>(steps: Generator<void, Result>): Generator<undefined, Result> {
  return steps as Generator<undefined, Result>;
}

function* readWhole(
  { context, spec, plan }: SortedWindow,
  { columns, order, bounds, none }: LoadedPage,
  { from, to }: Fragment,
): Generator<Batch, void> {
  const input = { columns, order: order + 4 * from, bounds: bounds + from, rows: to - from, none };
  const source = readWindow(context, plan, spec.orderBy[0], input);
  for (let batch = source.next(); batch !== undefined; batch = source.next()) yield batch;
  source.close();
}

function* readPart({ context, plan }: SortedWindow, rows: PartRows): Generator<Batch | undefined, void> {
  const steps: StepColumn[] = [];
  for (const step of plan.steps) steps.push(yield* working(computePartStep(rows, step)));
  const { columns, order, rows: count } = rows.own;
  const inputs = columns.slice(0, plan.outputs);
  for (let from = 0; from < count; from += context.batchRows) {
    const shown = Math.min(context.batchRows, count - from);
    const index = order + 4 * from;
    const outputs = inputs.map((column): Vector => ({ ...column, index }));
    yield { rows: shown, columns: [...outputs, ...steps.map((step) => step.vector(from, shown))] };
  }
  rows.close();
}
