// A window's rows sorted by several threads, in two phases: each thread deals out the rows of some chunks by a hash of what
// partitions them, as many ways as there are threads; then each brings its own ones together and sorts them, as one task
// would all of them (window.ts). Partitions stay whole, and their order among each other is nobody's business.
//
// One task combines what is left: few rows, windows without PARTITION BY, and rows that there is no room for twice.
import type { Batch } from "../../column/vector.ts";
import { throughIndex } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { Share } from "../../kernel/hash-join-shares.ts";
import type { TaskContext } from "../operator.ts";
import type { PhasedCombine } from "../phased-combine.ts";
import { type RowChunk, RowStore, type RowStoreData, releaseRows } from "../row-store.ts";
import { readRows } from "../row-store-read.ts";
import { dealChunks } from "../row-store-shares.ts";
import type { WindowSpec } from "../spec.ts";
import { LevelSplit } from "../spill/level-split.ts";
import type { SpillingWindowState } from "./spilling-window.ts";
import { type WindowState, window } from "./window.ts";
import { partitionColumns, partitionTypes, planWindow, type WindowPlan } from "./window-plan.ts";

/** What the shares of a phase work on. Plain data. */
export type WindowPhase =
  | {
      readonly kind: "deal";
      /** By share. */
      readonly chunks: readonly (readonly RowChunk[])[];
      /** What the chunks' rows refer to, until all are dealt out. */
      readonly heaps: readonly number[];
      readonly bytes: number;
    }
  /** By share: its rows, of each share before. */
  | { readonly kind: "sort"; readonly rows: readonly (readonly RowStoreData[])[]; readonly bytes: number };

/** What a share came to. */
export type WindowShare =
  | { readonly kind: "dealt"; readonly stores: readonly RowStoreData[] }
  | { readonly kind: "sorted"; readonly state: WindowState };

/** So many rows are sorted by one thread before another has heard of them. */
const LEAST_ROWS = 32768;
/** A hash that no level of spilling uses. */
const LEVEL = 1001;

export const sharedWindow: PhasedCombine<
  WindowSpec,
  SpillingWindowState,
  WindowPhase,
  WindowShare,
  SpillingWindowState
> = {
  begin(spec, _region, parts, { shares, room, leastRows = LEAST_ROWS }) {
    const stored = parts.flatMap((part) => storedBy(part) ?? []);
    const rows = stored.reduce((sum, part) => sum + part.rows, 0);
    const bytes = parts.reduce((sum, part) => sum + (part.kind === "memory" ? part.bytes : 0), 0);
    const fits = stored.length === parts.length && 2 * bytes <= room;
    if (!fits || rows < leastRows || planWindow(spec).partitionKeys === 0) return undefined;
    const chunks = dealChunks(stored, shares).map((dealt) => dealt.map(({ chunk }) => chunk));
    const heaps = stored.flatMap((part) => part.heaps);
    return { kind: "phase", phase: { kind: "deal", chunks, heaps, bytes }, isLast: false };
  },
  share: (spec, context, phase, share) =>
    phase.kind === "deal" ? dealShare(spec, context, phase.chunks, share) : sortShare(spec, context, phase.rows, share),
  next(_spec, region, phase, done) {
    const { bytes } = phase;
    if (phase.kind === "sort") {
      const states = done.map((share) => (share.kind === "sorted" ? share.state : mixedUp()));
      return { kind: "state", state: { kind: "shared", states, bytes } };
    }
    for (const heap of phase.heaps) region.free(heap);
    const dealt = done.map((share) => (share.kind === "dealt" ? share.stores : mixedUp()));
    const rows = done.map((_, at) => dealt.map((stores) => stores[at] as RowStoreData));
    return { kind: "phase", phase: { kind: "sort", rows, bytes }, isLast: true };
  },
};

function storedBy(part: SpillingWindowState): RowStoreData | undefined {
  return part.kind === "memory" && part.state.kind === "collected" ? part.state.stored : undefined;
}

function* dealShare(
  spec: WindowSpec,
  context: TaskContext,
  chunks: readonly (readonly RowChunk[])[],
  { at, of }: Share,
): Generator<void, WindowShare> {
  const { region, batchRows } = context;
  const plan = planWindow(spec);
  const { types } = plan;
  const stores = Array.from({ length: of }, () => RowStore.create(region, types));
  const split = new LevelSplit(context, partitionTypes(plan), LEVEL, of);
  for (const chunk of chunks[at] as readonly RowChunk[]) {
    const stored: RowStoreData = { types, rows: chunk.rows, chunks: [chunk], heaps: [] };
    const source = readRows(stored, batchRows);
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      deal(plan, split, batch, stores);
      yield;
    }
    releaseRows(region, stored);
  }
  split.close();
  return { kind: "dealt", stores: stores.map((store) => store.finish()) };
}

function deal(plan: WindowPlan, split: LevelSplit, { rows, columns }: Batch, stores: readonly RowStore[]): void {
  const block = split.split(partitionColumns(plan, columns), rows);
  let from = 0;
  for (const [at, end] of block.ends.entries()) {
    const index = block.rows + 4 * from;
    const own = { rows: end - from, columns: columns.map((column) => throughIndex(column, index)) };
    if (own.rows > 0) stores[at]?.append(own);
    from = end;
  }
}

function* sortShare(
  spec: WindowSpec,
  context: TaskContext,
  rows: readonly (readonly RowStoreData[])[],
  { at }: Share,
): Generator<void, WindowShare> {
  const own = (rows[at] as readonly RowStoreData[]).map((stored): WindowState => ({ kind: "collected", stored }));
  return { kind: "sorted", state: yield* window.combine(spec, context, own) };
}

function mixedUp(): never {
  throw internal("a share of a window is of another phase");
}
