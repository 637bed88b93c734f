// ORDER BY within a memory limit: a thread whose rows are too many sorts them and writes them to disk as a run; the
// runs of all are then merged as they are read. What fits into memory goes the way of sort.ts.
import type { Batch } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import { storageOf } from "../../type/storage.ts";
import type { BatchSource, Breaker, Sink, StateMorsel, TaskContext } from "../operator.ts";
import type { SortSpec } from "../spec.ts";
import type { SpilledPart } from "../spill/spilled-rows.ts";
import { type SortState, sort } from "./sort.ts";
import { planSort, type SortPlan } from "./sort-plan.ts";
import { mergeToFew, openRuns, writeRun } from "./sort-runs.ts";

/** Rows in memory, as sort.ts has them, or runs on disk. Plain data. */
export type SpillingSortState =
  | {
      readonly kind: "memory";
      readonly state: SortState;
      /** What sorting them takes. */
      readonly bytes: number;
    }
  | { readonly kind: "runs"; readonly runs: readonly SpilledPart[] };

/** The sort as an operator. `release` frees a state when all that read it are closed. */
export const spillingSort: Breaker<SortSpec, SpillingSortState> & {
  release(spec: SortSpec, context: Pick<TaskContext, "region">, state: SpillingSortState): void;
} = {
  sink: (spec, context) => new SpillingSortSink(spec, context),
  combine: combineRows,
  morsels(spec, state): readonly StateMorsel[] {
    return state.kind === "memory" ? sort.morsels(spec, state.state) : [{ start: 0, end: 1 }];
  },
  source(spec, context, state, morsel): BatchSource {
    if (state.kind === "memory") return sort.source(spec, context, state.state, morsel);
    return openRuns(context, spec, planSort(spec), state.runs, false);
  },
  release(spec, context, state): void {
    if (state.kind === "memory") sort.release(spec, context, state.state);
  },
};

class SpillingSortSink implements Sink<SpillingSortState> {
  readonly #spec: SortSpec;
  readonly #context: TaskContext;
  readonly #plan: SortPlan;
  readonly #gauge: SpillGauge | undefined;
  readonly #sortBytes: number;
  readonly #runs: SpilledPart[] = [];
  #sink: Sink<SortState>;
  /** What the sink had is being written, or is: it is not used any more. */
  #isWritten = false;
  #rows = 0;

  constructor(spec: SortSpec, context: TaskContext) {
    this.#spec = spec;
    this.#context = context;
    this.#plan = planSort(spec);
    this.#gauge = context.spill?.gauge(context.region);
    this.#sortBytes = sortBytes(spec);
    this.#sink = sort.sink(spec, context);
  }

  get isSatisfied(): boolean {
    return this.#sink.isSatisfied;
  }

  consume(batch: Batch): void {
    this.#sink.consume(batch);
    this.#rows += batch.rows;
    if (this.#gauge?.isFull(this.#needed) !== true) return;
    this.#write();
    this.#sink = sort.sink(this.#spec, this.#context);
    this.#isWritten = false;
  }

  finish(): SpillingSortState {
    if (this.#runs.length === 0) return { kind: "memory", state: this.#sink.finish(), bytes: this.#needed };
    if (this.#rows > 0) this.#write();
    else this.#sink.abort();
    return { kind: "runs", runs: this.#runs };
  }

  abort(): void {
    if (!this.#isWritten) this.#sink.abort();
  }

  get #needed(): number {
    return this.#context.region.usedBytes + this.#rows * this.#sortBytes;
  }

  #write(): void {
    this.#isWritten = true;
    const steps = writeRun(this.#context, this.#spec, this.#plan, [collected(this.#sink.finish())]);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) this.#context.checkCancelled();
    this.#runs.push(step.value);
    this.#rows = 0;
  }
}

function* combineRows(
  spec: SortSpec,
  context: TaskContext,
  parts: readonly SpillingSortState[],
): Generator<void, SpillingSortState> {
  const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
  const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
  const fits = inMemory.length < 2 || context.spill?.gauge(context.region).fits(bytes) !== false;
  if (inMemory.length === parts.length && fits) {
    const states = inMemory.map(({ state }) => state);
    return { kind: "memory", state: yield* sort.combine(spec, context, states), bytes };
  }
  const plan = planSort(spec);
  const runs = parts.flatMap((part) => (part.kind === "runs" ? part.runs : []));
  for (const { state } of inMemory) runs.push(yield* writeRun(context, spec, plan, [collected(state)]));
  return { kind: "runs", runs: yield* mergeToFew(context, spec, plan, runs) };
}

function collected(state: SortState): Extract<SortState, { kind: "collected" }>["stored"] {
  if (state.kind !== "collected") throw internal("rows that are sorted already");
  return state.stored;
}

/** What sorting takes for each row, beside the row: its key's record, two elements of a radix sort, its place. */
function sortBytes({ keys }: SortSpec): number {
  const records = keys.reduce((sum, { expr }) => sum + (storageOf(expr.type) === "ref" ? 24 : 16), 0);
  return records + 36;
}
