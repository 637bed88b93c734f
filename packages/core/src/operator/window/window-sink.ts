// A thread's rows of a window: what it keeps of each (window-plan.ts), without those that a rank limit leaves out.
import { Projection } from "../../codegen/projection.ts";
import { takeAll } from "../../column/slice.ts";
import type { Batch } from "../../column/vector.ts";
import type { PartedSink, TaskContext } from "../operator.ts";
import { RowStore, type RowStoreData, releaseRows } from "../row-store.ts";
import { readRows } from "../row-store-read.ts";
import type { WindowSpec } from "../spec.ts";
import { RankFilter } from "./rank-filter.ts";
import { planWindow, type WindowPlan } from "./window-plan.ts";

/** A thread's rows. Plain data. */
export interface CollectedRows {
  readonly kind: "collected";
  readonly stored: RowStoreData;
}

/** `rows`: how many are kept so far. */
export interface WindowSink extends PartedSink<CollectedRows> {
  readonly rows: number;
}

export function createWindowSink(spec: WindowSpec, context: TaskContext): WindowSink {
  return new KeptRows(spec, context);
}

class KeptRows implements WindowSink {
  readonly isSatisfied = false;
  readonly #context: TaskContext;
  readonly #plan: WindowPlan;
  readonly #computed: Projection;
  readonly #store: RowStore;
  readonly #filter: RankFilter | undefined;

  constructor(spec: WindowSpec, context: TaskContext) {
    this.#context = context;
    this.#plan = planWindow(spec);
    this.#computed = new Projection(context, this.#plan.computed);
    this.#store = RowStore.create(context.region, this.#plan.types);
    const { rankLimit } = spec;
    if (rankLimit !== undefined) this.#filter = RankFilter.create(context.region, this.#plan, rankLimit);
  }

  get rows(): number {
    return this.#store.rows;
  }

  consume(batch: Batch): void {
    takeAll(batch, (rows) => this.consumeFirst(rows));
  }

  consumeFirst(batch: Batch): number {
    if (batch.rows === 0) return 0;
    const hasComputed = this.#plan.computed.length > 0;
    const further = hasComputed ? this.#computed.evaluateFirst(batch) : { rows: batch.rows, columns: [] };
    const { rows } = further;
    const kept: Batch = { rows, columns: [...batch.columns, ...further.columns] };
    const passed = this.#filter?.pass(kept) ?? kept;
    if (passed.rows > 0) this.#store.append(passed);
    return rows;
  }

  finish(): CollectedRows {
    this.#computed.close();
    const stored = this.#store.finish();
    const isWorthIt = this.#filter?.isWorthAnotherLook(stored.rows) === true && this.#mayCopy;
    const left = isWorthIt ? this.#secondLook(this.#filter as RankFilter, stored) : stored;
    this.#filter?.close();
    return { kind: "collected", stored: left };
  }

  /** Where the rows fill memory there is none for those that stay. */
  get #mayCopy(): boolean {
    const { region, threads = 1 } = this.#context;
    return region.usedBytes <= region.freeBytes / threads;
  }

  abort(): void {
    this.#computed.close();
    this.#store.release();
    this.#filter?.close();
  }

  /** Rows that came early went through before the least ones of their partition were known. */
  #secondLook(filter: RankFilter, stored: RowStoreData): RowStoreData {
    const { region, batchRows } = this.#context;
    const store = RowStore.create(region, this.#plan.types);
    const source = readRows(stored, batchRows);
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      this.#context.checkCancelled();
      const passed = filter.passAgain(batch);
      if (passed.rows > 0) store.append(passed);
    }
    releaseRows(region, stored);
    return store.finish();
  }
}
