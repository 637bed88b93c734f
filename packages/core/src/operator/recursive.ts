// WITH RECURSIVE: the rows so far, and those of them that the last round added, which the next round reads. UNION
// keeps a table of all rows over the rounds and passes on only those that are new; when the table is too large, its rows
// go to disk (spilled-seen.ts), from where no later round brings them back.
import type { Region } from "../arena/region.ts";
import type { Batch, Field } from "../column/vector.ts";
import type { BatchSource, Sink, TaskContext } from "./operator.ts";
import { RowStore, type RowStoreData } from "./row-store.ts";
import { SeenTable, type SeenTableData } from "./seen-table.ts";
import { addSpilled, type SpilledSeen, spreadSeen } from "./spilled-seen.ts";
import { createSpoolSink, readSpool, type SpooledRows } from "./spool.ts";

/** The rows of UNION. Plain data. */
export type SeenRows =
  | {
      readonly kind: "table";
      readonly table: SeenTableData;
      readonly bytes: number;
      /** The same rows, as the rounds added them. Grows in place. */
      readonly rows: SpooledRows[];
    }
  | { readonly kind: "spilled"; readonly partitions: SpilledSeen };

/** What one round added. */
export interface RecursionRound {
  readonly working: readonly SpooledRows[];
  /** Of UNION without ALL. */
  readonly seen?: SeenRows;
}

export interface RecursionState extends RecursionRound {
  /** Of all rounds, the last one's included. Grows in place: there may be many rounds. */
  readonly stores: RowStoreData[];
}

/** UNION ALL: what the threads left is what the round adds. */
export function keepRound(parts: readonly SpooledRows[]): RecursionRound {
  return { working: parts.filter(({ rows }) => rows > 0) };
}

/** The state after a round, which takes over the one before it; that is absent in the first one. */
export function addRound(before: RecursionState | undefined, round: RecursionRound): RecursionState {
  const stores = before?.stores ?? [];
  stores.push(...round.working);
  return { ...round, stores };
}

/** UNION: the rows that were not seen before. Takes the parts over. */
export function* combineDistinct(
  context: TaskContext,
  fields: readonly Field[],
  parts: readonly SpooledRows[],
  before: SeenRows | undefined,
): Generator<void, RecursionRound> {
  const types = fields.map(({ type }) => type);
  const source = readStores(context, parts, (part) => RowStore.attach(context.region, part).release());
  if (before?.kind === "spilled") return yield* addToDisk(context, fields, before.partitions, source);
  const bytesBefore = before?.bytes ?? 0;
  const seen = new SeenTable(context.region, types, context.batchRows, before?.table);
  const added = new Added(context, fields);
  const gauge = context.spill?.gauge(context.region);
  const bytes = (): number => bytesBefore + context.region.usedBytes;
  // A table that grows takes twice as much again while it does.
  const isFull = (): boolean =>
    gauge !== undefined && (!gauge.mayHold(3 * bytes()) || 2 * bytes() > context.region.freeBytes);
  let batch: Batch | undefined;
  const working = yield* added.filledBy(function* () {
    while (!isFull()) {
      batch = source.next();
      if (batch === undefined) break;
      added.take(seen.add(batch));
      yield;
    }
  });
  const rows = before?.rows ?? [];
  rows.push(...working);
  if (batch === undefined && !isFull()) {
    const table = seen.finish();
    return { working, seen: { kind: "table", table, bytes: bytes(), rows } };
  }
  seen.release();
  const partitions = yield* spreadSeen(context, types, readStores(context, rows));
  const rest = yield* addToDisk(context, fields, partitions, source);
  return { ...rest, working: [...working, ...rest.working] };
}

function* addToDisk(
  context: TaskContext,
  fields: readonly Field[],
  before: SpilledSeen,
  source: BatchSource,
): Generator<void, RecursionRound> {
  const added = new Added(context, fields);
  const types = fields.map(({ type }) => type);
  let partitions = before;
  const working = yield* added.filledBy(function* () {
    partitions = yield* addSpilled(context, types, before, source, (batch) => added.take(batch));
  });
  return { working, seen: { kind: "spilled", partitions } };
}

/** The rows that a round adds. */
class Added {
  readonly #region: Region;
  readonly #sink: Sink<SpooledRows>;

  constructor(context: TaskContext, fields: readonly Field[]) {
    // Of its own: the sink goes by what its region holds.
    this.#region = context.region.createChild();
    this.#sink = createSpoolSink({ ...context, region: this.#region }, fields);
  }

  take(batch: Batch): void {
    if (batch.rows > 0) this.#sink.consume(batch);
  }

  /** What `work` has it take. */
  *filledBy(work: () => Generator<void, void>): Generator<void, readonly SpooledRows[]> {
    let isDone = false;
    try {
      yield* work();
      isDone = true;
    } finally {
      if (!isDone) this.#sink.abort();
    }
    const rows = this.#sink.finish();
    this.#region.dissolve();
    return rows.rows > 0 ? [rows] : [];
  }
}

/** All rows of several stores. `onRead`: is called with each that has been read. */
function readStores(
  context: TaskContext,
  stores: readonly SpooledRows[],
  onRead?: (store: SpooledRows) => void,
): BatchSource {
  const left = [...stores];
  let current: { readonly store: SpooledRows; readonly source: BatchSource } | undefined;
  return {
    next(): Batch | undefined {
      for (;;) {
        const batch = current?.source.next();
        if (batch !== undefined) return batch;
        current?.source.close();
        if (current !== undefined) onRead?.(current.store);
        const store = left.shift();
        current = store === undefined ? undefined : { store, source: readSpool(context, store) };
        if (current === undefined) return undefined;
      }
    },
    close(): void {
      current?.source.close();
      current = undefined;
    },
  };
}
