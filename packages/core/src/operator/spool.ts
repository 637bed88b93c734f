// A common table expression's rows, kept for all that read them.
import { MEMORY, type MemoryMorsel } from "../catalog/memory-morsel.ts";
import type { Morsel } from "../catalog/table-provider.ts";
import type { Batch, Field, Vector } from "../column/vector.ts";
import type { Sink, TaskContext } from "./operator.ts";
import { RowStore, type RowStoreData } from "./row-store.ts";
import { chunkColumns } from "./row-store-read.ts";

/** Rows as several threads or rounds left them. Plain data. */
export interface SpoolState {
  readonly stores: readonly RowStoreData[];
}

export function createSpoolSink({ region }: TaskContext, fields: readonly Field[]): Sink<RowStoreData> {
  const store = RowStore.create(
    region,
    fields.map(({ type }) => type),
  );
  return {
    isSatisfied: false,
    consume: (batch: Batch) => store.append(batch),
    finish: () => store.finish(),
    abort: () => store.release(),
  };
}

/** The rows of all threads. */
export function keepSpool(parts: readonly RowStoreData[]): SpoolState {
  return { stores: parts.filter(({ rows }) => rows > 0) };
}

/** The rows as morsels that show these columns in place. */
export function spoolMorsels(stores: readonly RowStoreData[], columns: readonly number[]): readonly Morsel[] {
  return stores.flatMap((store) =>
    store.chunks.map((chunk): Morsel => {
      const all = chunkColumns(store.types, chunk);
      const payload: MemoryMorsel = { columns: columns.map((at) => all[at] as Vector), start: 0, end: chunk.rows };
      return { reader: MEMORY, rows: chunk.rows, payload, owned: [] };
    }),
  );
}
