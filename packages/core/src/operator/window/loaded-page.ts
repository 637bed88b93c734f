// A page of sorted rows in memory for its second look, as flat columns: the rows before and behind it that lag and lead
// show, and first and last rows of partitions and peer groups, wherever they lie.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { windowKernels } from "../../kernel/window.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { concatRows, releaseFlatRows } from "../row-store-read.ts";
import { sliceVector } from "../scan-vectors.ts";
import type { Fragment } from "./fragment.ts";
import { orderPartitions, withValidity } from "./order-partitions.ts";
import type { SurveyedPage } from "./page-survey.ts";
import { appendRows } from "./sorted-pages.ts";
import type { PageNeeds } from "./streamable.ts";
import type { WindowPlan } from "./window-plan.ts";

export interface LoadedPage {
  readonly columns: readonly Vector[];
  /** u32 per slot: itself. Rows that lie together are in their order; edges that lie elsewhere are behind them. */
  readonly places: Pointer;
  /** A byte per row of the page. */
  readonly bounds: Pointer;
  /** The slot that shows NULL. */
  readonly none: number;
  /** The rows that lie together, from the first of all: the page's and those near it. */
  readonly from: number;
  readonly to: number;
  /** The slot of the page's first row. */
  readonly first: number;
  /** Slots of the rows that begin and end partitions and groups of the page's fragments. */
  readonly edges: ReadonlyMap<number, number>;
  release(): void;
}

export function* loadPage(
  context: TaskContext,
  plan: WindowPlan,
  pages: readonly SurveyedPage[],
  page: SurveyedPage,
  needs: PageNeeds,
): Generator<void, LoadedPage> {
  const { region } = context;
  const from = Math.max(0, page.start - needs.distance);
  const to = Math.min(endOf(pages.at(-1) as SurveyedPage), endOf(page) + needs.distance);
  const store = RowStore.create(region, plan.types);
  yield* appendRange(context, store, pages, from, to);
  const edges = new Map<number, number>();
  for (const row of needs.edges ? edgesOf(page.fragments) : []) {
    const isNear = row >= from && row < to;
    edges.set(row, isNear ? row - from : store.rows);
    if (!isNear) yield* appendRange(context, store, pages, row, row + 1);
  }
  const flat = yield* concatRows(region, plan.types, [store.finish()]);
  const columns = [...flat.columns];
  for (const position of plan.picked) columns[position] = withValidity(region, flat, position);
  const first = page.start - from;
  const own = columns.map((column) => sliceVector(column, first, page.rows));
  // The rows are in order already: equal ones keep theirs.
  const { order, bounds } = yield* orderPartitions(region, plan, { columns: own, rows: page.rows, heaps: [] });
  region.free(order);
  const places = region.allocate(4 * flat.rows);
  windowKernels(region.arena).places(0, flat.rows, places);
  const release = (): void => {
    releaseFlatRows(region, { columns, heaps: flat.heaps });
    region.free(bounds);
    region.free(places);
  };
  return { columns, places, bounds, none: flat.rows, from, to, first, edges, release };
}

function endOf({ start, rows }: SurveyedPage): number {
  return start + rows;
}

/** Rows that steps of the fragments may show. */
function edgesOf(fragments: readonly Fragment[]): ReadonlySet<number> {
  return new Set(
    fragments.flatMap((fragment) => {
      if (fragment.kind === "whole") return [];
      const { partition, group } = fragment;
      const ends = [partition.start, partition.end - 1];
      return group === undefined ? ends : [...ends, group.end - 1];
    }),
  );
}

/** Rows [from, to) of all. */
function* appendRange(
  context: TaskContext,
  store: RowStore,
  pages: readonly SurveyedPage[],
  from: number,
  to: number,
): Generator<void, void> {
  for (let at = pageOf(pages, from), row = from; row < to; at++) {
    const page = pages[at] as SurveyedPage;
    const end = Math.min(to, endOf(page));
    appendRows(context, store, page.frame, { from: row - page.start, to: end - page.start });
    row = end;
    yield;
  }
}

/** The number of the page that has a row. */
function pageOf(pages: readonly SurveyedPage[], row: number): number {
  let low = 0;
  for (let high = pages.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if ((pages[middle] as SurveyedPage).start <= row) low = middle;
    else high = middle;
  }
  return low;
}
