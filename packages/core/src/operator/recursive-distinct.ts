// WITH RECURSIVE by UNION: a table of all rows is kept over the rounds, and only those that are new are passed on; when the
// table is too large, its rows go to disk (spilled-seen.ts), from where no later round brings them back.
import type { Region } from "../arena/region.ts";
import type { Batch, Field } from "../column/vector.ts";
import type { BatchSource, Sink, TaskContext } from "./operator.ts";
import type { RecursionRound, SeenRows } from "./recursive.ts";
import { RowStore } from "./row-store.ts";
import { SeenTable } from "./seen-table.ts";
import { addSpilled, type SpilledSeen, spreadSeen } from "./spilled-seen.ts";
import { createSpoolSink, readSpool, type SpooledRows } from "./spool.ts";

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
