// WITH RECURSIVE: the rows so far, and those of them that the last round added, which the next round reads. UNION
// keeps a table of all rows over the rounds and passes on only those that are new.
import type { Batch, Field, Vector } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";
import { GroupTable, type GroupTableData } from "../kernel/hash-group.ts";
import type { SymbolTableData } from "../kernel/hash-symbol.ts";
import { KeyEncoder } from "./key-encoder.ts";
import { type KeyLayout, keyLayout } from "./key-layout.ts";
import type { TaskContext } from "./operator.ts";
import { RowStore, type RowStoreData } from "./row-store.ts";
import { readSpool, type SpooledRows } from "./spool.ts";

/** The rows of UNION, as records of all their columns. Plain data. */
export interface SeenRows {
  readonly groups: GroupTableData;
  readonly symbols: SymbolTableData | undefined;
}

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
  const { added, seen } = yield* addRows(context, fields, parts, before);
  return { working: added.rows > 0 ? [added] : [], seen };
}

function* addRows(
  context: TaskContext,
  fields: readonly Field[],
  parts: readonly SpooledRows[],
  before: SeenRows | undefined,
): Generator<void, { readonly added: RowStoreData; readonly seen: SeenRows }> {
  const { region, batchRows } = context;
  const types = fields.map(({ type }) => type);
  const layout = keyLayout(types.map((type) => ({ type, nulls: "equal" })));
  const encoder = KeyEncoder.create(region, layout, before?.symbols);
  const table =
    before === undefined
      ? GroupTable.create(region, { words: layout.words })
      : GroupTable.attach(region, before.groups);
  const added = RowStore.create(region, types);
  const records = region.allocate(8 * layout.words * batchRows);
  const ids = region.allocate(4 * batchRows);
  const list = region.allocate(4 * batchRows);
  try {
    for (const part of parts) {
      const source = readSpool(context, part);
      for (let batch = source.next(); batch !== undefined; batch = source.next()) {
        appendNew(context, { batch, encoder, layout, table, records, ids, list, added });
        yield;
      }
      RowStore.attach(region, part).release();
    }
    return { added: added.finish(), seen: { groups: table.toData(), symbols: encoder.symbols() } };
  } finally {
    for (const pointer of [records, ids, list]) region.free(pointer);
    encoder.close();
    table.detach();
  }
}

interface Adding {
  readonly batch: Batch;
  readonly encoder: KeyEncoder;
  readonly layout: KeyLayout;
  readonly table: GroupTable;
  readonly records: number;
  readonly ids: number;
  readonly list: number;
  readonly added: RowStore;
}

/** A batch of stored rows: its columns are flat. */
function appendNew({ arena }: TaskContext, { batch, encoder, table, records, ids, list, added }: Adding): void {
  const known = table.count;
  encoder.encode(batch.columns, batch.rows, records, 0);
  table.findOrAdd(records, batch.rows, ids);
  const rows = columnKernels(arena).firstRows(ids, batch.rows, known, list);
  if (rows === 0) return;
  added.append({ rows, columns: batch.columns.map((column): Vector => ({ ...column, index: list })) });
}
