// A common table expression's rows, kept for all that read them.
import type { Morsel } from "../catalog/table-provider.ts";
import type { Batch, Field, Vector } from "../column/vector.ts";
import type { Sink, TaskContext } from "./operator.ts";
import { RowStore, type RowStoreData } from "./row-store.ts";
import { chunkColumns } from "./row-store-read.ts";
import { PIECES, type PiecesMorsel } from "./scan.ts";

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

/** A morsel is worth its message when it has as many rows; a recursion may leave thousands of chunks of a few. */
const LEAST_MORSEL = 16384;

/** The rows as morsels that show these columns in place, in order. */
export function spoolMorsels(stores: readonly RowStoreData[], columns: readonly number[]): readonly Morsel[] {
  const morsels: Morsel[] = [];
  let pieces: PiecesMorsel[number][] = [];
  let rows = 0;
  const close = (): void => {
    if (rows > 0) morsels.push({ reader: PIECES, rows, payload: pieces satisfies PiecesMorsel, owned: [] });
    pieces = [];
    rows = 0;
  };
  for (const { types, chunks } of stores) {
    for (const chunk of chunks) {
      const all = chunkColumns(types, chunk);
      pieces.push({ rows: chunk.rows, columns: columns.map((at) => all[at] as Vector) });
      rows += chunk.rows;
      if (rows >= LEAST_MORSEL) close();
    }
  }
  close();
  return morsels;
}
