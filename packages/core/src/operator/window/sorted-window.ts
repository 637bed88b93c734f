// A window over rows on disk that memory does not hold, though they may be one partition: they are sorted there, and
// looked at twice, a page at a time. First for where partitions and peers begin and end and what accumulators come to
// (page-survey.ts); then for the steps' values. Gives nothing while it has no rows yet.
import type { Batch, Vector } from "../../column/vector.ts";
import type { TaskContext } from "../operator.ts";
import type { WindowSpec } from "../spec.ts";
import { filesOfParts, type SpilledRows, spillOf } from "../spill/spilled-rows.ts";
import type { Fragment, PartFragment } from "./fragment.ts";
import { type LoadedPage, loadPage } from "./loaded-page.ts";
import { type SurveyedPage, surveyPages } from "./page-survey.ts";
import { computePartStep, type PartCarry, type PartRows } from "./part-steps.ts";
import { PartitionMarks } from "./partition-marks.ts";
import { sortToPages } from "./sorted-pages.ts";
import type { StepColumn } from "./step-column.ts";
import type { PageNeeds } from "./streamable.ts";
import type { WindowPlan } from "./window-plan.ts";
import { PARTITION, type WindowPlace, WindowRows } from "./window-rows.ts";
import { readWindow } from "./window-source.ts";

export interface SortedWindow {
  readonly context: TaskContext;
  readonly spec: WindowSpec;
  readonly plan: WindowPlan;
  readonly needs: PageNeeds;
}

export function* computeSorted(work: SortedWindow, rows: SpilledRows): Generator<Batch | undefined, void> {
  const { context, plan, needs } = work;
  const marks = new PartitionMarks(context.region, plan.steps);
  const carry: PartCarry = { marks, buckets: new Map() };
  const frames = yield* working(sortToPages(context, plan, rows));
  const pages = yield* working(surveyPages(context, plan, frames, marks));
  for (const page of pages) {
    const loaded = yield* working(loadPage(context, plan, pages, page, needs));
    for (const fragment of page.fragments) {
      if (fragment.kind === "part") yield* readPart(work, page, loaded, fragment, carry);
      else yield* readWhole(work, loaded, fragment);
    }
    loaded.release();
  }
  marks.close();
  // Rows without an order are where they came from.
  if (plan.sortSpec.keys.length > 0) spillOf(context).remove(filesOfParts(frames));
}

/** Work that gives no rows, among what gives some: `yield*` passes on that it is to end early, which a loop would not. */
export function working<Result>(steps: Generator<void, Result>): Generator<undefined, Result> {
  return steps as Generator<undefined, Result>;
}

function* readWhole(
  { context, spec, plan }: SortedWindow,
  { columns, places, bounds, none, first }: LoadedPage,
  { from, to }: Fragment,
): Generator<Batch, void> {
  const order = places + 4 * (first + from);
  const input = { columns, order, bounds: bounds + from, rows: to - from, none };
  const source = readWindow(context, plan, spec.orderBy[0], input);
  for (let batch = source.next(); batch !== undefined; batch = source.next()) yield batch;
  source.close();
}

function* readPart(
  { context, plan, needs }: SortedWindow,
  page: SurveyedPage,
  loaded: LoadedPage,
  fragment: PartFragment,
  carry: PartCarry,
): Generator<Batch | undefined, void> {
  const { region, batchRows } = context;
  const rows = viewPart(region, needs, page, loaded, fragment);
  const steps: StepColumn[] = [];
  for (const step of plan.steps) steps.push(yield* working(computePartStep(rows, step, carry)));
  const { order, rows: count } = rows.own;
  const inputs = loaded.columns.slice(0, plan.outputs);
  for (let from = 0; from < count; from += batchRows) {
    const shown = Math.min(batchRows, count - from);
    const index = order + 4 * from;
    const columns = inputs.map((column): Vector => ({ ...column, index }));
    yield { rows: shown, columns: [...columns, ...steps.map((step) => step.vector(from, shown))] };
  }
  for (const view of [rows.own, rows.placed, rows.near]) view.close();
}

function viewPart(
  region: TaskContext["region"],
  { distance }: PageNeeds,
  { start }: SurveyedPage,
  page: LoadedPage,
  fragment: PartFragment,
): PartRows {
  const { columns, none, places, first } = page;
  const { from, to, partition } = fragment;
  const bounds = page.bounds + from;
  region.arena.view().u8[bounds] = PARTITION;
  const input = { columns, none, order: places + 4 * (first + from), bounds, rows: to - from };
  const nearFrom = Math.max(partition.start, page.from, start + from - distance);
  const nearTo = Math.min(partition.end, page.to, start + to + distance);
  const nearBounds = region.allocateZeroed(nearTo - nearFrom);
  region.arena.view().u8[nearBounds] = PARTITION;
  const near = new WindowRows(region, {
    columns,
    none,
    order: places + 4 * (nearFrom - page.from),
    bounds: nearBounds,
    rows: nearTo - nearFrom,
  });
  near.onClose(() => region.free(nearBounds));
  return {
    fragment,
    page,
    own: new WindowRows(region, input),
    placed: new WindowRows(region, { ...input, place: placeOf(start + from, fragment) }),
    near,
    before: start + from - nearFrom,
  };
}

/** `row`: the fragment's first. */
function placeOf(row: number, { partition, group, groups }: PartFragment): WindowPlace {
  const place = { start: partition.start - row, end: partition.end - row, groups };
  return group === undefined ? place : { ...place, peers: { start: group.start - row, end: group.end - row } };
}
