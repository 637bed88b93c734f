// Sorted runs on disk: writing rows as one, and merging many to few, so that the windows of all that are read at one
// time fit into memory. A run's rows are the output's columns and the computed keys.
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import type { SortSpec } from "../spec.ts";
import { RowSpiller, rowsOfFrame } from "../spill/row-spiller.ts";
import { FrameReader, filesOfParts, type SpilledPart, spillOf } from "../spill/spilled-rows.ts";
import { cutRows } from "../spill/wide-rows.ts";
import { RunMergeSource } from "./run-merge.ts";
import type { SortPlan } from "./sort-plan.ts";
import { readOrder, releaseSorted, type SortedRows } from "./sort-stored.ts";

/** Runs that are merged at one time. */
export const FAN_IN = 16;
/** A window's rows, their keys and the frame that they come from take about so many frames. */
const FRAMES_OF_WINDOW = 4;
/** A run's frames have up to so many times the rows of a mean one, or are looked at in several windows. */
const ROWS_OF_MEAN = 2;

/** Bytes of a run's frames. */
export function frameBytesOf(context: TaskContext): number {
  return spillOf(context)
    .gauge(context.region)
    .frameBytes(FAN_IN * FRAMES_OF_WINDOW);
}

/** Writes sorted rows as one run, and frees them. */
export function* writeRun(context: TaskContext, plan: SortPlan, sorted: SortedRows): Generator<void, SpilledPart> {
  const run = new RunWriter(context, plan);
  const source = readOrder(sorted, { start: 0, end: sorted.rows }, context.batchRows);
  try {
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      run.add(batch.rows, batch.columns);
      yield;
    }
    return run.finish();
  } finally {
    run.close();
    releaseSorted(context.region, sorted);
  }
}

/** Merges runs until there are few enough to be read at one time, or as few as `few`. Files of those that were merged go. */
export function* mergeToFew(
  context: TaskContext,
  spec: SortSpec,
  plan: SortPlan,
  runs: readonly SpilledPart[],
  few: number = FAN_IN,
): Generator<void, readonly SpilledPart[]> {
  let left = runs;
  while (left.length > few) {
    const [group, others] = [left.slice(0, FAN_IN), left.slice(FAN_IN)];
    left = [...others, yield* mergeRuns(context, spec, plan, group)];
    spillOf(context).remove(filesOfParts(group));
  }
  return left;
}

function* mergeRuns(
  context: TaskContext,
  spec: SortSpec,
  plan: SortPlan,
  runs: readonly SpilledPart[],
): Generator<void, SpilledPart> {
  const source = openRuns(context, spec, plan, runs, true);
  const run = new RunWriter(context, plan);
  try {
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      run.add(batch.rows, batch.columns);
      yield;
    }
    return run.finish();
  } finally {
    run.close();
    source.close();
  }
}

/** The rows of few runs in order; `isWhole`: with the computed keys. */
export function openRuns(
  context: TaskContext,
  spec: SortSpec,
  plan: SortPlan,
  runs: readonly SpilledPart[],
  isWhole: boolean,
): RunMergeSource {
  // Of wide rows frames hold few: windows need no room for more.
  const meanRows = runs.map(({ rows, frames }) => rows / Math.max(1, frames.length));
  const mostRows = Math.max(1, ...meanRows.map((mean) => Math.ceil(ROWS_OF_MEAN * mean)));
  const windowRows = Math.min(rowsOfFrame(plan.types, frameBytesOf(context)), mostRows);
  const readers = runs.map((run) => new FrameReader(context, plan.types, { parts: [run] }));
  return new RunMergeSource(context, { spec, plan, runs: readers, windowRows, isWhole });
}

class RunWriter {
  readonly #context: TaskContext;
  readonly #spiller: RowSpiller;
  readonly #frameBytes: number;
  readonly #frameRows: number;
  readonly #frames: SpilledPart[] = [];
  readonly #types: SortPlan["types"];
  #store: RowStore;
  /** Of strings in the store. */
  #bytes = 0;

  constructor(context: TaskContext, { types }: SortPlan) {
    const frameBytes = frameBytesOf(context);
    this.#context = context;
    this.#types = types;
    this.#spiller = new RowSpiller(context, types, frameBytes);
    this.#frameBytes = frameBytes;
    this.#frameRows = rowsOfFrame(types, frameBytes);
    this.#store = RowStore.create(context.region, types);
  }

  add(rows: number, columns: Parameters<RowStore["append"]>[0]["columns"]): void {
    for (const { batch, bytes } of cutRows(this.#context.arena, { rows, columns }, this.#frameBytes)) {
      this.#store.append(batch);
      this.#bytes += bytes;
      if (this.#store.rows >= this.#frameRows || this.#bytes >= this.#frameBytes) this.#write();
    }
  }

  finish(): SpilledPart {
    this.#write();
    return {
      file: this.#spiller.file,
      frames: this.#frames.flatMap(({ frames }) => frames),
      rows: this.#frames.reduce((sum, { rows }) => sum + rows, 0),
    };
  }

  close(): void {
    this.#store.release();
    this.#spiller.close();
  }

  #write(): void {
    this.#frames.push(this.#spiller.write(this.#store.finish()));
    this.#store.release();
    this.#store = RowStore.create(this.#context.region, this.#types);
    this.#bytes = 0;
  }
}
