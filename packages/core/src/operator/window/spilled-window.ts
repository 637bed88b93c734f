// Computes a window over the rows of one hash that are on disk: in memory, or spread further when they are too many
// and more than one partition is among them; rows of one partition in pages (sorted-window.ts).
// Gives empty batches while it has nothing yet.
import type { Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import type { WindowSpec } from "../spec.ts";
import { noRows } from "../spill/nothing.ts";
import { readSpilled, type SpilledRows, spillOf } from "../spill/spilled-rows.ts";
import { computeSorted, working } from "./sorted-window.ts";
import { window } from "./window.ts";
import { partitionColumns, planWindow, type WindowPlan } from "./window-plan.ts";
import { windowBytes, windowSpiller } from "./window-spill.ts";

interface Pending {
  readonly rows: SpilledRows;
  readonly level: number;
  /** Spreading it further is no use. */
  readonly isWhole: boolean;
}

const MOST_LEVELS = 12;
/** Of memory beside what is counted: blocks that are not full. */
const MARGIN = 1.5;
/** Rows that keep together more than this part of those before are not worth spreading. */
const LEAST_SPREAD = 0.9;

export class SpilledWindow implements BatchSource {
  readonly #context: TaskContext;
  readonly #region: Region;
  readonly #spec: WindowSpec;
  readonly #plan: WindowPlan;
  readonly #gauge: SpillGauge;
  readonly #nothing: Batch;
  readonly #output: Generator<Batch | undefined, void>;

  constructor(context: TaskContext, spec: WindowSpec, rows: SpilledRows) {
    this.#region = context.region.createChild();
    this.#context = { ...context, region: this.#region };
    this.#spec = spec;
    this.#plan = planWindow(spec);
    this.#gauge = spillOf(context).gauge(this.#region);
    const { types, outputs, steps } = this.#plan;
    this.#nothing = noRows([...types.slice(0, outputs), ...steps.map(({ type }) => type)]);
    this.#output = this.#run({ rows, level: 1, isWhole: this.#plan.partitionKeys === 0 });
  }

  next(): Batch | undefined {
    const step = this.#output.next();
    return step.done === true ? undefined : (step.value ?? this.#nothing);
  }

  close(): void {
    this.#output.return(undefined);
    this.#region.release();
  }

  *#run(first: Pending): Generator<Batch | undefined, void> {
    const pending = [first];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      const needed = windowBytes(this.#plan, one.rows.rows, one.rows.bytes);
      if (this.#gauge.mayHold(MARGIN * needed)) yield* this.#compute(one.rows);
      // Rows that are one partition for the most part, and too many.
      else if (one.isWhole)
        yield* computeSorted({ context: this.#context, spec: this.#spec, plan: this.#plan }, one.rows);
      else pending.push(...(yield* this.#spread(one)));
    }
  }

  *#compute(rows: SpilledRows): Generator<Batch | undefined, void> {
    const context = this.#context;
    const store = RowStore.create(context.region, this.#plan.types);
    const input = readSpilled(context, this.#plan.types, rows);
    for (let batch = input.next(); batch !== undefined; batch = input.next()) {
      store.append(batch);
      yield undefined;
    }
    input.close();
    const combining = window.combine(this.#spec, context, [{ kind: "collected", stored: store.finish() }]);
    const state = yield* working(combining);
    for (const share of window.morsels(this.#spec, state)) {
      const source = window.source(this.#spec, context, state, share);
      for (let batch = source.next(); batch !== undefined; batch = source.next()) yield batch;
      source.close();
    }
    window.release(this.#spec, context, state);
  }

  *#spread({ rows, level }: Pending): Generator<undefined, readonly Pending[]> {
    const context = this.#context;
    const spiller = windowSpiller(context, this.#plan, level);
    const input = readSpilled(context, this.#plan.types, rows);
    let isDone = false;
    try {
      for (let batch = input.next(); batch !== undefined; batch = input.next()) {
        spiller.append(batch, partitionColumns(this.#plan, batch.columns));
        yield undefined;
      }
      const parts = spiller.finish();
      isDone = true;
      return parts.flatMap((part) => {
        const isWhole = level >= MOST_LEVELS || part.rows > LEAST_SPREAD * rows.rows;
        return part.rows === 0 ? [] : [{ rows: part, level: level + 1, isWhole }];
      });
    } finally {
      input.close();
      if (!isDone) spiller.release();
    }
  }
}
