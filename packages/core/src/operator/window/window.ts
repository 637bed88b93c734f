// Window functions. Threads keep the rows they see; combine joins them into flat columns and sorts row numbers by
// partition and order; shares of whole partitions are then computed and read apart from each other, each by the thread
// that reads it. Rows are shown through the order, not moved.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { internal } from "../../common/error.ts";
import { windowKernels } from "../../kernel/window.ts";
import type { BatchSource, Breaker, StateMorsel, TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { concatRows, type FlatRows, releaseFlatRows } from "../row-store-read.ts";
import type { BoundedOrder } from "../sort/order-rows.ts";
import type { WindowSpec } from "../spec.ts";
import { orderPartitions, withValidity } from "./order-partitions.ts";
import { planWindow } from "./window-plan.ts";
import { type CollectedRows, createWindowSink } from "./window-sink.ts";
import { readWindow } from "./window-source.ts";

/** A thread's rows; or all rows, their order, where partitions and peers begin in it, and its shares. Plain data. */
export type WindowState =
  | CollectedRows
  | ({ readonly kind: "sorted"; readonly shares: readonly StateMorsel[] } & FlatRows & BoundedOrder);
type SortedWindow = Extract<WindowState, { readonly kind: "sorted" }>;

/** Rows of a share, unless one partition has more. */
const SHARE_ROWS = 65536;
const CUT_CAPACITY = 1024;
const SLICE_ROWS = 1 << 18;

/** The window as an operator. `release` frees a state when all that read it are closed. */
export const window: Breaker<WindowSpec, WindowState> & {
  release(spec: WindowSpec, context: Pick<TaskContext, "region">, state: WindowState): void;
} = {
  sink: createWindowSink,
  combine: combineRows,
  morsels: (_spec, state) => sorted(state).shares,
  source: createSource,
  release(_spec, { region }, state): void {
    if (state.kind === "collected") {
      RowStore.attach(region, state.stored).release();
      return;
    }
    releaseFlatRows(region, state);
    region.free(state.order);
    region.free(state.bounds);
  },
};

function* combineRows(
  spec: WindowSpec,
  { region }: TaskContext,
  parts: readonly WindowState[],
): Generator<void, WindowState> {
  const plan = planWindow(spec);
  const stored = parts.map((part) => {
    if (part.kind !== "collected") throw internal("rows that are sorted already");
    return part.stored;
  });
  const flat = yield* concatRows(region, plan.types, stored);
  const columns = [...flat.columns];
  try {
    for (const position of plan.picked) columns[position] = withValidity(region, flat, position);
    const order = yield* orderPartitions(region, plan, { ...flat, columns });
    const shares = yield* cut(region, order.bounds, flat.rows);
    return { kind: "sorted", shares, ...flat, columns, ...order };
  } catch (thrown) {
    releaseFlatRows(region, { ...flat, columns });
    throw thrown;
  }
}

/** Shares of whole partitions. */
function* cut(region: Region, bounds: Pointer, rows: number): Generator<void, readonly StateMorsel[]> {
  if (rows === 0) return [];
  const cursor = region.allocateZeroed(8);
  const ends = region.allocate(4 * CUT_CAPACITY);
  const shares: StateMorsel[] = [];
  let start = 0;
  for (let to = Math.min(rows, SLICE_ROWS); ; ) {
    const count = windowKernels(region.arena).cutShares(bounds, to, SHARE_ROWS, cursor, ends, CUT_CAPACITY) >>> 0;
    const { u32 } = region.arena.view();
    for (const end of u32.slice(ends >>> 2, (ends >>> 2) + count)) {
      shares.push({ start, end });
      start = end;
    }
    if (count === CUT_CAPACITY) continue;
    if (to === rows) break;
    to = Math.min(rows, to + SLICE_ROWS);
    yield;
  }
  shares.push({ start, end: rows });
  region.free(cursor);
  region.free(ends);
  return shares;
}

function createSource(spec: WindowSpec, context: TaskContext, state: WindowState, share: StateMorsel): BatchSource {
  const { columns, order, bounds, rows } = sorted(state);
  const { start, end } = share;
  const [key] = spec.orderBy;
  return readWindow(context, planWindow(spec), key, {
    columns,
    order: order + 4 * start,
    bounds: bounds + start,
    rows: end - start,
    none: rows,
  });
}

function sorted(state: WindowState): SortedWindow {
  if (state.kind !== "sorted") throw internal("rows that are not sorted yet");
  return state;
}
