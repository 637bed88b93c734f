// The first look at sorted pages: cuts each into fragments (fragment.ts), and takes the totals of those that are parts of
// a partition (part-totals.ts). One page is in memory at a time, behind the last row of the one before it.
import type { Region } from "../../arena/region.ts";
import { sliceVector } from "../../column/slice.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { concatRows, releaseFlatRows } from "../row-store-read.ts";
import { PageCutter, type SpanStarts } from "./fragment.ts";
import { orderPartitions } from "./order-partitions.ts";
import type { PageSurvey, PlacedPart, SurveyedPage } from "./page-cache.ts";
import type { PartTotals } from "./part-totals.ts";
import { appendRows, type PageFrame } from "./sorted-pages.ts";
import type { WindowPlan } from "./window-plan.ts";
import { PARTITION, PEERS, type SpanNumbers, WindowRows } from "./window-rows.ts";

export function* surveyPages(
  context: TaskContext,
  plan: WindowPlan,
  frames: readonly PageFrame[],
  totals: PartTotals,
): Generator<void, PageSurvey> {
  const cutter = new PageCutter();
  const pages: SurveyedPage[] = [];
  const parts: PlacedPart[] = [];
  let start = 0;
  let store = RowStore.create(context.region, plan.types);
  for (const frame of frames) {
    const leading = store.rows;
    appendRows(context, store, frame);
    const rows = store.rows - leading;
    if (rows === 0) continue;
    const page = yield* surveyPage(context.region, plan, store, { frame, start, rows }, cutter, totals);
    for (const fragment of page.page.fragments) {
      if (fragment.kind === "part") parts.push({ page: pages.length, fragment });
    }
    pages.push(page.page);
    store = page.last;
    start += rows;
  }
  store.release();
  return { pages, parts };
}

/** Takes over the page's store, which the row before the page may be in; answers one of the page's last row. */
function* surveyPage(
  region: Region,
  plan: WindowPlan,
  store: RowStore,
  page: Omit<SurveyedPage, "fragments">,
  cutter: PageCutter,
  totals: PartTotals,
): Generator<void, { readonly page: SurveyedPage; readonly last: RowStore }> {
  const flat = yield* concatRows(region, plan.types, [store.finish()]);
  const { columns, rows } = flat;
  const leading = rows - page.rows;
  const { order, bounds } = yield* orderPartitions(region, plan, flat);
  const all = new WindowRows(region, { columns, order, bounds, rows, none: rows });
  const partitions = yield* all.numbers(PARTITION);
  const peers = yield* all.numbers(PEERS);
  const fragments = cutter.cut({
    ...page,
    partitions: (from, to) => startsIn(all, PARTITION, partitions, { from, to, leading }),
    peers: (from, to) => startsIn(all, PEERS, peers, { from, to, leading }),
  });
  all.close();
  for (const fragment of fragments) {
    if (fragment.kind !== "part") continue;
    const at = leading + fragment.from;
    const input = {
      columns,
      order: order + 4 * at,
      bounds: bounds + at,
      rows: fragment.to - fragment.from,
      none: rows,
    };
    const part = new WindowRows(region, input);
    yield* totals.take(part, fragment);
    part.close();
  }
  const last = RowStore.create(region, plan.types);
  last.append({ rows: 1, columns: columns.map((column) => sliceVector(column, rows - 1, 1)) });
  releaseFlatRows(region, flat);
  region.free(order);
  region.free(bounds);
  return { page: { ...page, fragments }, last };
}

/** Where spans begin among rows [from, to) of a page that stands behind `leading` others. */
function startsIn(
  { region, bounds }: WindowRows,
  least: number,
  { numbers, firsts }: SpanNumbers,
  range: { readonly from: number; readonly to: number; readonly leading: number },
): SpanStarts | undefined {
  const { u8, u32 } = region.arena.view();
  const from = range.leading + range.from;
  const to = range.leading + range.to;
  const isStart = (u8[bounds + from] as number) >= least;
  const number = (at: number): number => u32[(numbers >>> 2) + at] as number;
  const firstOf = (span: number): number => (u32[(firsts >>> 2) + span] as number) - range.leading;
  const first = number(from) + (isStart ? 0 : 1);
  const last = number(to - 1);
  return first > last ? undefined : { first: firstOf(first), last: firstOf(last), count: last - first + 1 };
}
