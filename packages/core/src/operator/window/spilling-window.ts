// Window functions within a memory limit: a thread whose rows are too many writes them to disk by a hash of what
// partitions them; then all go there, and each hash's rows are sorted and computed by themselves (spilled-window.ts).
// What fits into memory goes the way of window.ts.
import type { Batch } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import type { BatchSource, Breaker, Sink, StateMorsel, TaskContext } from "../operator.ts";
import { type RowStoreData, releaseRows } from "../row-store.ts";
import { readRows } from "../row-store-read.ts";
import type { WindowSpec } from "../spec.ts";
import type { KeySpiller } from "../spill/key-spiller.ts";
import { joinPartitions } from "../spill/partition-spiller.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import { takeInCuts } from "../spill/wide-rows.ts";
import { SpilledWindow } from "./spilled-window.ts";
import { type WindowState, window } from "./window.ts";
import { partitionColumns, planWindow, type WindowPlan } from "./window-plan.ts";
import { createWindowSink, type WindowSink } from "./window-sink.ts";
import { windowBytes, windowSpiller } from "./window-spill.ts";

/** Rows in memory, as window.ts has them (those of several threads each by itself), or on disk by the hash of their partition. Plain data. */
export type SpillingWindowState =
  | {
      readonly kind: "memory";
      readonly state: WindowState;
      /** What sorting and computing over them takes. */
      readonly bytes: number;
    }
  /** Sorted by several threads (shared-window.ts): by thread. */
  | { readonly kind: "shared"; readonly states: readonly WindowState[]; readonly bytes: number }
  | { readonly kind: "spilled"; readonly partitions: readonly SpilledRows[] };

/** The window as an operator. `release` frees a state when all that read it are closed. */
export const spillingWindow: Breaker<WindowSpec, SpillingWindowState> & {
  release(spec: WindowSpec, context: Pick<TaskContext, "region">, state: SpillingWindowState): void;
} = {
  sink: (spec, context) => new SpillingWindowSink(spec, context),
  combine: combineRows,
  morsels(spec, state): readonly StateMorsel[] {
    switch (state.kind) {
      case "memory":
        return window.morsels(spec, state.state);
      case "shared":
        return state.states.flatMap((own, partition) =>
          window.morsels(spec, own).map((morsel) => ({ ...morsel, partition })),
        );
      case "spilled":
        return [...state.partitions.entries()].flatMap(([at, { rows }]) =>
          rows > 0 ? [{ start: at, end: at + 1 }] : [],
        );
      default:
        return unreachable(state);
    }
  },
  source(spec, context, state, morsel): BatchSource {
    switch (state.kind) {
      case "memory":
        return window.source(spec, context, state.state, morsel);
      case "shared":
        return window.source(spec, context, state.states[morsel.partition ?? 0] as WindowState, morsel);
      case "spilled":
        return new SpilledWindow(context, spec, state.partitions[morsel.start] as SpilledRows);
      default:
        return unreachable(state);
    }
  },
  release(spec, context, state): void {
    if (state.kind === "memory") window.release(spec, context, state.state);
    if (state.kind === "shared") for (const own of state.states) window.release(spec, context, own);
  },
};

class SpillingWindowSink implements Sink<SpillingWindowState> {
  readonly isSatisfied = false;
  readonly #spec: WindowSpec;
  readonly #context: TaskContext;
  readonly #plan: WindowPlan;
  readonly #gauge: SpillGauge | undefined;
  #sink: WindowSink;
  /** What the sink had is being written, or is: it is not used any more. */
  #isWritten = false;
  #spiller: KeySpiller | undefined;

  /** `context.region` is the sink's alone. */
  constructor(spec: WindowSpec, context: TaskContext) {
    this.#spec = spec;
    this.#context = context;
    this.#plan = planWindow(spec);
    this.#gauge = context.spill?.gauge(context.region);
    this.#sink = createWindowSink(spec, context);
  }

  consume(batch: Batch): void {
    takeInCuts(this.#context.arena, this.#gauge, batch, (cut) => this.#take(cut));
  }

  #take(batch: Batch): number {
    const taken = this.#sink.consumeFirst(batch);
    // Of rows that a rank limit leaves out none are to come.
    const next = this.#spec.rankLimit === undefined ? taken / Math.max(1, this.#sink.rows) : 0;
    if (this.#gauge?.isFull(this.#needed, next) !== true) return taken;
    this.#write();
    this.#sink = createWindowSink(this.#spec, this.#context);
    this.#isWritten = false;
    return taken;
  }

  finish(): SpillingWindowState {
    if (this.#spiller === undefined) return { kind: "memory", state: this.#sink.finish(), bytes: this.#needed };
    this.#write();
    return { kind: "spilled", partitions: this.#spiller.finish() };
  }

  abort(): void {
    if (!this.#isWritten) this.#sink.abort();
    this.#spiller?.release();
  }

  get #needed(): number {
    return windowBytes(this.#plan, this.#sink.rows, this.#context.region.usedBytes);
  }

  #write(): void {
    this.#isWritten = true;
    this.#spiller ??= windowSpiller(this.#context, this.#plan, 0);
    const { stored } = this.#sink.finish();
    for (const _ of writeRows(this.#context, this.#plan, this.#spiller, stored)) this.#context.checkCancelled();
  }
}

function* combineRows(
  spec: WindowSpec,
  context: TaskContext,
  parts: readonly SpillingWindowState[],
): Generator<void, SpillingWindowState> {
  const plan = planWindow(spec);
  const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
  const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
  const gauge = context.spill?.gauge(context.region);
  const fits = inMemory.length < 2 || gauge?.fits(bytes) !== false;
  if (inMemory.length === parts.length && fits) {
    const states = inMemory.map(({ state }) => state);
    return { kind: "memory", state: yield* window.combine(spec, context, states), bytes };
  }
  const partitions = parts.flatMap((part) => (part.kind === "spilled" ? [part.partitions] : []));
  if (inMemory.length > 0) {
    const stored = inMemory.map(({ state }) => collected(state));
    partitions.push(yield* spillParts(context, plan, stored));
  }
  return { kind: "spilled", partitions: joinPartitions(partitions) };
}

function* spillParts(
  context: TaskContext,
  plan: WindowPlan,
  parts: readonly RowStoreData[],
): Generator<void, readonly SpilledRows[]> {
  let spiller: KeySpiller | undefined = windowSpiller(context, plan, 0);
  try {
    for (const part of parts) yield* writeRows(context, plan, spiller, part);
    const written = spiller.finish();
    spiller = undefined;
    return written;
  } finally {
    spiller?.release();
  }
}

/** Takes the rows over. */
function* writeRows(
  context: TaskContext,
  plan: WindowPlan,
  spiller: KeySpiller,
  stored: RowStoreData,
): Generator<void, void> {
  const source = readRows(stored, context.batchRows);
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    spiller.append(batch, partitionColumns(plan, batch.columns));
    yield;
  }
  releaseRows(context.region, stored);
}

function collected(state: WindowState): RowStoreData {
  if (state.kind !== "collected") throw internal("rows that are sorted already");
  return state.stored;
}
