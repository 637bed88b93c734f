// Reads groups back from disk, a partition at a time: its rows are made groups, which are put out, or spilled again
// into partitions of their own when they are too many. Gives empty batches while it has nothing yet, so that the
// pipeline can stop between any two.
import type { Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import { noRows } from "../spill/nothing.ts";
import { readSpilled, type SpilledRows, spillOf } from "../spill/spilled-rows.ts";
import { type HashAggregateState, hashAggregate } from "./hash-aggregate.ts";
import { type AggregateSpillPlan, outputColumns } from "./spill-plan.ts";
import { SpillingSink } from "./spilling-sink.ts";

interface Pending {
  readonly rows: SpilledRows;
  readonly level: number;
  /** Not to be spread further: that has shown no use, one group holds most of it. */
  readonly isWhole: boolean;
}

type Stage =
  | { readonly kind: "reading"; readonly of: Pending; readonly input: BatchSource; readonly sink: SpillingSink }
  | { readonly kind: "combining"; readonly steps: Generator<void, HashAggregateState> }
  | {
      readonly kind: "showing";
      readonly groups: HashAggregateState;
      readonly left: StateMorsel[];
      source: BatchSource | undefined;
    };

/** Groups take at most so many times the bytes of their rows. */
const GROUP_BYTES = 4;
/** Deeper partitions only grow: hashes of 64 bits are used up long before. */
const MOST_LEVELS = 12;
/** A partition that keeps more than this part of its parent's rows is not worth spreading. */
const LEAST_SPREAD = 0.9;

export class SpilledGroups implements BatchSource {
  readonly #context: TaskContext;
  readonly #region: Region;
  readonly #spill: AggregateSpillPlan;
  readonly #isSetLast: boolean;
  readonly #nothing: Batch;
  readonly #pending: Pending[];
  #stage: Stage | undefined;

  /** `isSetLast`: the set's number comes behind the accumulators, as an aggregate puts it out. */
  constructor(context: TaskContext, spill: AggregateSpillPlan, rows: SpilledRows, isSetLast: boolean) {
    this.#region = context.region.createChild();
    this.#context = { ...context, region: this.#region };
    this.#spill = spill;
    this.#isSetLast = isSetLast;
    const types = [...spill.fields.slice(0, spill.keys), ...spill.merge.accumulators].map(({ type }) => type);
    this.#nothing = { rows: 0, columns: outputColumns(noRows(types).columns, spill, this.#isSetLast) };
    this.#pending = [{ rows, level: 1, isWhole: false }];
  }

  next(): Batch | undefined {
    const stage = this.#stage ?? this.#start();
    if (stage === undefined) return undefined;
    switch (stage.kind) {
      case "reading":
        this.#read(stage);
        return this.#nothing;
      case "combining": {
        const step = stage.steps.next();
        if (step.done === true) this.#show(step.value);
        return this.#nothing;
      }
      case "showing":
        return this.#output(stage);
    }
  }

  close(): void {
    this.#pending.length = 0;
    if (this.#stage?.kind === "reading") this.#stage.sink.abort();
    this.#stage = undefined;
    this.#region.release();
  }

  #start(): Stage | undefined {
    const of = this.#pending.pop();
    if (of === undefined) return undefined;
    const types = this.#spill.fields.map(({ type }) => type);
    const input = readSpilled(this.#context, types, of.rows);
    const fits = spillOf(this.#context)
      .gauge(this.#region)
      .mayHold(GROUP_BYTES * of.rows.bytes);
    const sink = new SpillingSink(this.#spill.merge, this.#context, of.level, of.isWhole || fits);
    this.#stage = { kind: "reading", of, input, sink };
    return this.#stage;
  }

  #read({ of, input, sink }: Extract<Stage, { kind: "reading" }>): void {
    const batch = input.next();
    if (batch !== undefined) {
      sink.consume(batch);
      return;
    }
    input.close();
    const state = sink.finish();
    if (state.kind === "memory") {
      this.#stage = {
        kind: "combining",
        steps: hashAggregate.combine(this.#spill.merge, this.#context, [state.groups]),
      };
      return;
    }
    for (const rows of state.partitions) {
      const isWhole = of.level >= MOST_LEVELS || rows.rows > LEAST_SPREAD * of.rows.rows;
      if (rows.rows > 0) this.#pending.push({ rows, level: of.level + 1, isWhole });
    }
    this.#stage = undefined;
  }

  #show(groups: HashAggregateState): void {
    const left = [...hashAggregate.morsels(this.#spill.merge, groups)];
    this.#stage = { kind: "showing", groups, left, source: undefined };
  }

  #output(stage: Extract<Stage, { kind: "showing" }>): Batch {
    const { groups, left } = stage;
    const batch = stage.source?.next();
    if (batch !== undefined) {
      return { rows: batch.rows, columns: outputColumns(batch.columns, this.#spill, this.#isSetLast) };
    }
    stage.source?.close();
    const next = left.shift();
    stage.source =
      next === undefined ? undefined : hashAggregate.source(this.#spill.merge, this.#context, groups, next);
    if (next === undefined) {
      hashAggregate.release(this.#spill.merge, this.#context, groups);
      this.#stage = undefined;
    }
    return this.#nothing;
  }
}
