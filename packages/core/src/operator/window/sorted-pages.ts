// Rows on disk in a window's order, read in pages: a page is a frame, so that any row can be found again without
// reading those before it.
import { sliceVector } from "../../column/slice.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { mergeToFew, writeRun } from "../sort/sort-runs.ts";
import { sortStored } from "../sort/sort-stored.ts";
import { FrameReader, readSpilled, type SpilledPart, type SpilledRows, spillOf } from "../spill/spilled-rows.ts";
import type { WindowPlan } from "./window-plan.ts";
import { windowBytes } from "./window-spill.ts";

/** Where a frame lies. */
export type PageFrame = Pick<SpilledPart, "file" | "frames">;

/** The rows in order, a frame for each page. Nothing is written when there is no order: any will do. */
export function* sortToPages(
  context: TaskContext,
  plan: WindowPlan,
  rows: SpilledRows,
): Generator<void, readonly PageFrame[]> {
  const { sortSpec, sortPlan } = plan;
  const hasOrder = sortSpec.keys.length > 0;
  const parts = hasOrder
    ? yield* mergeToFew(context, sortSpec, sortPlan, yield* sortToRuns(context, plan, rows), 1)
    : rows.parts;
  return parts.flatMap(({ file, frames }) => frames.map((frame) => ({ file, frames: [frame] })));
}

function* sortToRuns(
  context: TaskContext,
  plan: WindowPlan,
  rows: SpilledRows,
): Generator<void, readonly SpilledPart[]> {
  const { region } = context;
  const { types, sortSpec, sortPlan } = plan;
  const gauge = spillOf(context).gauge(region);
  const input = readSpilled(context, types, rows);
  const runs: SpilledPart[] = [];
  let store = RowStore.create(region, types);
  for (let batch = input.next(); ; batch = input.next()) {
    if (batch !== undefined) store.append(batch);
    yield;
    if (batch !== undefined && !gauge.isFull(windowBytes(plan, store.rows, region.usedBytes), batch.rows / store.rows))
      continue;
    const sorted = yield* sortStored(region, sortSpec, sortPlan, [store.finish()]);
    runs.push(yield* writeRun(context, sortPlan, sorted));
    if (batch === undefined) break;
    store = RowStore.create(region, types);
  }
  input.close();
  return runs;
}

/** Copies rows [from, to) of a page to a store; all of it by default. */
export function appendRows(
  context: TaskContext,
  store: RowStore,
  frame: PageFrame,
  { from = 0, to }: { readonly from?: number; readonly to?: number } = {},
): void {
  const reader = new FrameReader(context, store.types, { parts: [{ ...frame, rows: 0 }] });
  const page = reader.next();
  if (page !== undefined) {
    const rows = (to ?? page.rows) - from;
    store.append({ rows, columns: page.columns.map((column) => sliceVector(column, from, rows)) });
  }
  reader.close();
}
