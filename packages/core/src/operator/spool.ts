// A common table expression's rows, kept for all that read them: in memory, and on disk those for which there was no
// room.
import type { Morsel } from "../catalog/table-provider.ts";
import type { Batch, Field, Vector } from "../column/vector.ts";
import type { BatchSource, Sink, TaskContext } from "./operator.ts";
import { RowStore, type RowStoreData } from "./row-store.ts";
import { chunkColumns, readRows } from "./row-store-read.ts";
import { PIECES, type PiecesMorsel } from "./scan.ts";
import { RowSpiller } from "./spill/row-spiller.ts";
import { SPILLED, type SpilledMorsel } from "./spill/spilled-morsel.ts";
import { readSpilled, type SpilledPart } from "./spill/spilled-rows.ts";
import { takeInCuts } from "./spill/wide-rows.ts";

/** What one thread kept: `rows` counts those on disk too. Plain data. */
export interface SpooledRows extends RowStoreData {
  readonly spilled?: readonly SpilledPart[];
}

/** Rows as several threads or rounds left them. Plain data. */
export interface SpoolState {
  readonly stores: readonly SpooledRows[];
}

/** Whoever reads the rows needs room as well. */
const PART_OF_MEMORY = 2;
/** Writing one, and reading it back, takes a few times its bytes. */
const FRAMES = 16;

/** `context.region` is the sink's alone. */
export function createSpoolSink(context: TaskContext, fields: readonly Field[]): Sink<SpooledRows> {
  const types = fields.map(({ type }) => type);
  const gauge = context.spill?.gauge(context.region);
  const spilled: SpilledPart[] = [];
  let store = RowStore.create(context.region, types);
  let spiller: RowSpiller | undefined;
  const take = (batch: Batch): number => {
    const { rows } = batch;
    store.append(batch);
    if (rows === 0 || gauge?.isFull(PART_OF_MEMORY * context.region.usedBytes) !== true) return rows;
    spiller ??= new RowSpiller(context, types, gauge.frameBytes(FRAMES));
    spilled.push(spiller.write(store.finish()));
    store.release();
    store = RowStore.create(context.region, types);
    return rows;
  };
  return {
    isSatisfied: false,
    consume: (batch) => takeInCuts(context.arena, gauge, batch, take),
    finish(): SpooledRows {
      spiller?.close();
      const stored = store.finish();
      if (spilled.length === 0) return stored;
      return { ...stored, rows: spilled.reduce((sum, { rows }) => sum + rows, stored.rows), spilled };
    },
    abort(): void {
      spiller?.close();
      store.release();
    },
  };
}

/** The rows of all threads. */
export function keepSpool(parts: readonly SpooledRows[]): SpoolState {
  return { stores: parts.filter(({ rows }) => rows > 0) };
}

/** All rows, in batches. */
export function readSpool(context: TaskContext, stored: SpooledRows): BatchSource {
  const onDisk = readSpilled(context, stored.types, { parts: stored.spilled ?? [] });
  const inMemory = readRows(stored, context.batchRows);
  return {
    next: () => onDisk.next() ?? inMemory.next(),
    close(): void {
      onDisk.close();
      inMemory.close();
    },
  };
}

/** A morsel is worth its message when it has as many rows; a recursion may leave thousands of chunks of a few. */
const LEAST_MORSEL = 16384;

/** The rows as morsels that show these columns: those in memory in place, in order. */
export function spoolMorsels(stores: readonly SpooledRows[], columns: readonly number[]): readonly Morsel[] {
  const morsels: Morsel[] = [];
  let pieces: PiecesMorsel[number][] = [];
  let rows = 0;
  const close = (): void => {
    if (rows > 0) morsels.push({ reader: PIECES, rows, payload: pieces satisfies PiecesMorsel, owned: [] });
    pieces = [];
    rows = 0;
  };
  for (const { types, chunks, spilled = [] } of stores) {
    for (const part of spilled) {
      const payload: SpilledMorsel = { types, part, columns };
      morsels.push({ reader: SPILLED, rows: part.rows, payload, owned: [] });
    }
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
