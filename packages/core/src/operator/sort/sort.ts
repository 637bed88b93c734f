// ORDER BY. Threads keep the rows they see (with a limit, only those that can be among the first); combine joins
// them into flat columns and sorts row numbers; rows are then shown in order through an index, not moved.
import { takeAll } from "../../column/slice.ts";
import { type Batch, completed } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { Breaker, PartedSink, StateMorsel, TaskContext } from "../operator.ts";
import { part } from "../parts.ts";
import { RowStore, type RowStoreData } from "../row-store.ts";
import type { SortSpec } from "../spec.ts";
import { planSort, type SortPlan } from "./sort-plan.ts";
import { readOrder, releaseSorted, type SortedRows, sortStored, withoutKeys } from "./sort-stored.ts";
import { keepsFew } from "./top-bound.ts";
import { TopRows } from "./top-rows.ts";

/** A thread's rows, or the sorted rows of all: flat columns and their rows' numbers in order. Plain data. */
export type SortState =
  | { readonly kind: "collected"; readonly stored: RowStoreData }
  | ({ readonly kind: "sorted" } & SortedRows);

/** `collect` is `finish` of a sink whose rows will not stay: it leaves more of them than are asked for, and copies none. */
export interface SortSink extends PartedSink<SortState> {
  /** How many are kept so far. */
  readonly rows: number;
  collect(): SortState;
}

const MORSEL_ROWS = 65536;

/** The sort as an operator. `release` frees a state when all that read it are closed. */
export const sort: Omit<Breaker<SortSpec, SortState>, "sink"> & {
  sink(spec: SortSpec, context: TaskContext): SortSink;
  release(spec: SortSpec, context: Pick<TaskContext, "region">, state: SortState): void;
} = {
  sink: createSink,
  combine: combineRows,
  morsels(_spec, state): readonly StateMorsel[] {
    const { rows } = sortedRows(state);
    return Array.from({ length: Math.ceil(rows / MORSEL_ROWS) }, (_, number) => ({
      start: number * MORSEL_ROWS,
      end: Math.min(rows, (number + 1) * MORSEL_ROWS),
    }));
  },
  source: (_spec, context, state, morsel) => readOrder(sortedRows(state), morsel, context.batchRows),
  release(_spec, { region }, state): void {
    if (state.kind === "collected") {
      RowStore.attach(region, state.stored).release();
      return;
    }
    releaseSorted(region, state);
  },
};

function createSink(spec: SortSpec, context: TaskContext): SortSink {
  const plan = planSort(spec);
  const computed = plan.computed.length === 0 ? undefined : new (part("computing").Projection)(context, plan.computed);
  const rows = keeperOf(spec, context, plan);
  const consumeFirst = (batch: Batch): number => {
    if (batch.rows === 0 || spec.limit === 0) return batch.rows;
    const { rows: count, columns: keys } = computed?.evaluateFirst(batch) ?? { rows: batch.rows, columns: [] };
    const { complete } = batch;
    const rest = complete === undefined ? {} : { complete: () => [...complete(), ...keys] };
    rows.add({ rows: count, columns: [...batch.columns, ...keys], ...rest });
    return count;
  };
  return {
    isSatisfied: spec.limit === 0,
    keyBound: () => rows.keyBound?.(),
    get rows(): number {
      return rows.rows;
    },
    consume: (batch) => takeAll(batch, consumeFirst),
    consumeFirst,
    finish(): SortState {
      computed?.close();
      return { kind: "collected", stored: rows.finish() };
    },
    collect(): SortState {
      computed?.close();
      return { kind: "collected", stored: rows.collect() };
    },
    abort(): void {
      computed?.close();
      rows.release();
    },
  };
}

/** What keeps a thread's rows. */
interface RowKeeper {
  readonly rows: number;
  keyBound?(): bigint | undefined;
  add(batch: Batch): void;
  finish(): RowStoreData;
  collect(): RowStoreData;
  release(): void;
}

function keeperOf(spec: SortSpec, context: TaskContext, plan: SortPlan): RowKeeper {
  const { limit } = spec;
  if (limit !== undefined && limit > 0 && keepsFew(spec)) return new TopRows(context, spec, plan, limit);
  const store = RowStore.create(context.region, plan.types);
  return {
    get rows(): number {
      return store.rows;
    },
    add: (batch) => store.append(completed(batch)),
    finish: () => store.finish(),
    collect: () => store.finish(),
    release: () => store.release(),
  };
}

function* combineRows(
  spec: SortSpec,
  { region }: TaskContext,
  parts: readonly SortState[],
): Generator<void, SortState> {
  const plan = planSort(spec);
  const stored = parts.map((part) => {
    if (part.kind !== "collected") throw internal("rows that are sorted already");
    return part.stored;
  });
  const sorted = withoutKeys(region, plan, yield* sortStored(region, spec, plan, stored));
  return { kind: "sorted", ...sorted };
}

function sortedRows(state: SortState): SortedRows {
  if (state.kind !== "sorted") throw internal("rows that are not sorted yet");
  return state;
}
