// ORDER BY on several threads and within a memory limit. A thread sorts what it has when that is much, and writes it to
// disk as a run when it does not fit; the runs of all are then merged as they are read: those on disk as one, those in
// memory by ranges of their keys, each by any thread. Few rows go the way of sort.ts.
import type { Batch } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import { storageOf } from "../../type/storage.ts";
import type { BatchSource, Breaker, Sink, StateMorsel, TaskContext } from "../operator.ts";
import type { SortSpec } from "../spec.ts";
import type { SpilledPart } from "../spill/spilled-rows.ts";
import { takeInCuts } from "../spill/wide-rows.ts";
import { RunMergeSource } from "./run-merge.ts";
import { type SortSink, type SortState, sort } from "./sort.ts";
import { formBytes } from "./sort-key-writer.ts";
import { planSort, type SortPlan } from "./sort-plan.ts";
import { mergeToFew, openRuns, writeRun } from "./sort-runs.ts";
import { readOrder, releaseSorted, type SortedRows, sortStored, withoutKeys } from "./sort-stored.ts";
import { rangesOf, type SortedRange } from "./sorted-ranges.ts";
import { keepsFew } from "./top-bound.ts";

/** Rows in memory, as sort.ts has them, or runs on disk. Plain data. */
export type SpillingSortState =
  | {
      readonly kind: "memory";
      readonly state: SortState;
      /** What sorting them takes. */
      readonly bytes: number;
    }
  /** A thread's rows, sorted. */
  | { readonly kind: "run"; readonly run: SortedRows }
  /** Runs in memory, and where they are cut. */
  | { readonly kind: "ranges"; readonly runs: readonly SortedRows[]; readonly ranges: readonly SortedRange[] }
  | { readonly kind: "runs"; readonly runs: readonly SpilledPart[] };

/** The sort as an operator. `release` frees a state when all that read it are closed. */
export const spillingSort: Breaker<SortSpec, SpillingSortState> & {
  release(spec: SortSpec, context: Pick<TaskContext, "region">, state: SpillingSortState): void;
} = {
  sink: (spec, context) => new SpillingSortSink(spec, context),
  combine: combineRows,
  morsels(spec, state): readonly StateMorsel[] {
    switch (state.kind) {
      case "memory":
        return sort.morsels(spec, state.state);
      case "ranges":
        return state.ranges.map((_, at) => ({ start: at, end: at + 1 }));
      case "runs":
        return [{ start: 0, end: 1 }];
      case "run":
        throw internal("a thread's share of a sort as its state");
    }
  },
  source(spec, context, state, morsel): BatchSource {
    switch (state.kind) {
      case "memory":
        return sort.source(spec, context, state.state, morsel);
      case "ranges":
        return openRange(context, spec, state.runs, state.ranges[morsel.start] as SortedRange);
      case "runs":
        return openRuns(context, spec, planSort(spec), state.runs, false);
      case "run":
        throw internal("a thread's share of a sort as its state");
    }
  },
  release(spec, context, state): void {
    if (state.kind === "memory") sort.release(spec, context, state.state);
    if (state.kind === "ranges") for (const run of state.runs) releaseSorted(context.region, run);
  },
};

/** Rows of a window of a run in memory. */
const WINDOW_ROWS = 8192;

/** The rows of a range, merged. */
function openRange(
  context: TaskContext,
  spec: SortSpec,
  runs: readonly SortedRows[],
  { starts, ends, rows }: SortedRange,
): BatchSource {
  const most = Math.max(...ends.map((end, at) => end - (starts[at] as number)));
  const windowRows = Math.min(WINDOW_ROWS, most);
  const sources = runs.flatMap((run, at): BatchSource[] => {
    const [start, end] = [starts[at] as number, ends[at] as number];
    return start === end ? [] : [readOrder(run, { start, end }, windowRows)];
  });
  const plan = planSort(spec);
  return new RunMergeSource(context, {
    spec: { ...spec, limit: rows },
    plan,
    runs: sources,
    windowRows,
    isWhole: false,
  });
}

/** A thread sorts so many rows by itself, where there are other threads. */
const LEAST_RUN_ROWS = 16384;

class SpillingSortSink implements Sink<SpillingSortState> {
  readonly #spec: SortSpec;
  readonly #context: TaskContext;
  readonly #plan: SortPlan;
  readonly #gauge: SpillGauge | undefined;
  readonly #sortBytes: number;
  readonly #formBytes: number;
  readonly #runs: SpilledPart[] = [];
  #sink: SortSink;
  /** What the sink had is being written, or is: it is not used any more. */
  #isWritten = false;

  constructor(spec: SortSpec, context: TaskContext) {
    this.#spec = spec;
    this.#context = context;
    this.#plan = planSort(spec);
    this.#gauge = context.spill?.gauge(context.region);
    this.#sortBytes = sortBytes(spec);
    this.#formBytes = formBytes(spec.keys);
    this.#sink = sort.sink(spec, context);
  }

  get isSatisfied(): boolean {
    return this.#sink.isSatisfied;
  }

  /** Of rows in a run on disk nothing is kept here. */
  keyBound(): bigint | undefined {
    return this.#sink.keyBound?.();
  }

  consume(batch: Batch): void {
    takeInCuts(this.#context.arena, this.#gauge, batch, (cut) => this.#take(cut));
  }

  #take(batch: Batch): number {
    const taken = this.#sink.consumeFirst(batch);
    const next = keepsFew(this.#spec) ? 0 : taken / Math.max(1, this.#sink.rows);
    if (this.#gauge?.isFull(this.#needed, next) !== true) return taken;
    this.#write();
    this.#sink = sort.sink(this.#spec, this.#context);
    this.#isWritten = false;
    return taken;
  }

  finish(): SpillingSortState {
    if (this.#runs.length === 0) return this.#finishInMemory();
    if (this.#sink.rows > 0) this.#write();
    else this.#sink.abort();
    return { kind: "runs", runs: this.#runs };
  }

  abort(): void {
    if (!this.#isWritten) this.#sink.abort();
  }

  get #needed(): number {
    const { usedBytes } = this.#context.region;
    // The first ones of many rows are copied before the others go.
    const copied = keepsFew(this.#spec) ? usedBytes : 0;
    return usedBytes * (1 + this.#formBytes) + copied + this.#sink.rows * this.#sortBytes;
  }

  #finishInMemory(): SpillingSortState {
    // What goes wrong from here on leaves nothing that could be aborted: it goes with the region.
    this.#isWritten = true;
    const bytes = this.#needed;
    const { rows } = this.#sink;
    const state = this.#sink.finish();
    const isRun = (this.#context.threads ?? 1) > 1 && rows >= LEAST_RUN_ROWS && !keepsFew(this.#spec);
    return isRun ? { kind: "run", run: this.#sort(state) } : { kind: "memory", state, bytes };
  }

  #write(): void {
    this.#isWritten = true;
    const sorted = this.#sort(this.#sink.collect());
    this.#runs.push(this.#toEnd(writeRun(this.#context, this.#plan, sorted)));
  }

  #sort(state: SortState): SortedRows {
    return this.#toEnd(sortCollected(this.#context, this.#spec, state));
  }

  #toEnd<Result>(steps: Generator<void, Result>): Result {
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) {
      try {
        this.#context.checkCancelled();
      } catch (thrown) {
        // Whoever writes a file closes it then.
        step = steps.throw(thrown);
      }
    }
    return step.value;
  }
}

function* combineRows(
  spec: SortSpec,
  context: TaskContext,
  parts: readonly SpillingSortState[],
): Generator<void, SpillingSortState> {
  const sorted = parts.filter((part) => part.kind === "run");
  if (sorted.length > 0 && parts.every(({ kind }) => kind !== "runs")) return yield* cutRuns(spec, context, parts);
  const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
  const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
  const fits = inMemory.length < 2 || context.spill?.gauge(context.region).fits(bytes) !== false;
  if (inMemory.length === parts.length && fits) {
    const states = inMemory.map(({ state }) => state);
    return { kind: "memory", state: yield* sort.combine(spec, context, states), bytes };
  }
  const plan = planSort(spec);
  const runs = parts.flatMap((part) => (part.kind === "runs" ? part.runs : []));
  for (const { run } of sorted) runs.push(yield* writeRun(context, plan, run));
  for (const { state } of inMemory) {
    runs.push(yield* writeRun(context, plan, yield* sortCollected(context, spec, state)));
  }
  return { kind: "runs", runs: yield* mergeToFew(context, spec, plan, runs) };
}

/** Of rows in memory: runs as they are, few rows are sorted. */
function* cutRuns(
  spec: SortSpec,
  context: TaskContext,
  parts: readonly SpillingSortState[],
): Generator<void, SpillingSortState> {
  const { region } = context;
  const plan = planSort(spec);
  const runs: SortedRows[] = [];
  for (const part of parts) {
    if (part.kind !== "run" && part.kind !== "memory") throw internal(`a sort's part of kind ${part.kind} in memory`);
    const run = part.kind === "run" ? part.run : yield* sortCollected(context, spec, part.state);
    if (run.rows > 0) runs.push(run);
    else releaseSorted(region, run);
  }
  const [only, ...others] = runs;
  if (only !== undefined && others.length === 0) {
    return { kind: "memory", state: { kind: "sorted", ...withoutKeys(region, plan, only) }, bytes: 0 };
  }
  return { kind: "ranges", runs, ranges: yield* rangesOf(context, spec, plan, runs) };
}

/** Takes the rows over. */
function sortCollected({ region }: TaskContext, spec: SortSpec, state: SortState): Generator<void, SortedRows> {
  if (state.kind !== "collected") throw internal("rows that are sorted already");
  return sortStored(region, spec, planSort(spec), [state.stored]);
}

/** What sorting takes for each row, beside the row: its key's record, two elements of a radix sort, its place. */
function sortBytes({ keys }: SortSpec): number {
  const records = keys.reduce((sum, { expr }) => sum + (storageOf(expr.type) === "ref" ? 24 : 16), 0);
  return records + 36;
}
