// Sorted runs on disk: writing rows as one, and merging many to few, so that the windows of all that are read at one
// time fit into memory. A run's rows are the output's columns and the computed keys.
import type { TaskContext } from "../operator.ts";
import { RowStore, type RowStoreData } from "../row-store.ts";
import { concatRows, releaseFlatRows } from "../row-store-read.ts";
import type { SortSpec } from "../spec.ts";
import { RowSpiller, rowsOfFrame } from "../spill/row-spiller.ts";
import { type SpilledPart, spillOf } from "../spill/spilled-rows.ts";
import { orderRows } from "./order-rows.ts";
import { RunMergeSource } from "./run-merge.ts";
import type { SortPlan } from "./sort-plan.ts";

/** Runs that are merged at one time. */
export const FAN_IN = 16;
/** A window's rows, their keys and the frame that they come from take about so many frames. */
const FRAMES_OF_WINDOW = 4;

/** Bytes of a run's frames. */
export function frameBytesOf(context: TaskContext): number {
  return spillOf(context)
    .gauge(context.region)
    .frameBytes(FAN_IN * FRAMES_OF_WINDOW);
}

/** Sorts rows and writes them as one run of at most the sort's limit. Takes the rows over. */
export function* writeRun(
  context: TaskContext,
  spec: SortSpec,
  plan: SortPlan,
  stored: readonly RowStoreData[],
): Generator<void, SpilledPart> {
  const { region, batchRows } = context;
  const flat = yield* concatRows(region, plan.types, stored);
  let order = 0;
  const run = new RunWriter(context, plan);
  try {
    order = yield* orderRows(region, spec, plan, flat);
    const rows = Math.min(flat.rows, spec.limit ?? flat.rows);
    for (let from = 0; from < rows; from += batchRows) {
      const index = order + 4 * from;
      run.add(
        Math.min(batchRows, rows - from),
        flat.columns.map((column) => ({ ...column, index })),
      );
      yield;
    }
    return run.finish();
  } finally {
    run.close();
    releaseFlatRows(region, flat);
    region.free(order);
  }
}

/** Merges runs until there are few enough to be read at one time. */
export function* mergeToFew(
  context: TaskContext,
  spec: SortSpec,
  plan: SortPlan,
  runs: readonly SpilledPart[],
): Generator<void, readonly SpilledPart[]> {
  let left = runs;
  while (left.length > FAN_IN) {
    const [group, others] = [left.slice(0, FAN_IN), left.slice(FAN_IN)];
    left = [...others, yield* mergeRuns(context, spec, plan, group)];
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
  const windowRows = rowsOfFrame(plan.types, frameBytesOf(context));
  return new RunMergeSource(context, { spec, plan, runs, windowRows, isWhole });
}

class RunWriter {
  readonly #context: TaskContext;
  readonly #spiller: RowSpiller;
  readonly #frameRows: number;
  readonly #frames: SpilledPart[] = [];
  readonly #types: SortPlan["types"];
  #store: RowStore;

  constructor(context: TaskContext, { types }: SortPlan) {
    const frameBytes = frameBytesOf(context);
    this.#context = context;
    this.#types = types;
    this.#spiller = new RowSpiller(context, types, frameBytes);
    this.#frameRows = rowsOfFrame(types, frameBytes);
    this.#store = RowStore.create(context.region, types);
  }

  add(rows: number, columns: Parameters<RowStore["append"]>[0]["columns"]): void {
    this.#store.append({ rows, columns });
    if (this.#store.rows >= this.#frameRows) this.#write();
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
  }
}
