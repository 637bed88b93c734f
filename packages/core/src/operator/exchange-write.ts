// The end of a stage: rows leave for the tasks that read it, in chunks of the arena, each task's apart.
import { Projection } from "../codegen/projection.ts";
import { takeAll } from "../column/slice.ts";
import type { Batch, Field } from "../column/vector.ts";
import { Partitioner } from "../exchange/partitioner.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { PairView } from "./join/pair-view.ts";
import type { TaskContext } from "./operator.ts";
import type { Output, OutputSink } from "./output.ts";
import { RowStore } from "./row-store.ts";
import { firstCut } from "./spill/wide-rows.ts";

/** A chunk leaves when it has about so many bytes, or so many rows, for which strings count as 16. */
const ENOUGH_BYTES = 1 << 20;
const MOST_ROWS = 65536;
const LEAST_ROWS = 1024;
/** Strings of the chunks that are open take at most this part of the memory that there is. */
const PART_OF_ROOM = 8;
const LEAST_BYTES = 1 << 14;

function rowsOfChunk(types: readonly LogicalType[]): number {
  const width = types.reduce((sum, type) => {
    const storage = storageOf(type);
    return sum + storageWidth(storage) + (storage === "ref" ? 16 : 0);
  }, 1);
  return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(ENOUGH_BYTES / width)));
}

export interface ExchangeWriteSpec {
  readonly fields: readonly Field[];
  readonly partitioning: Partitioning;
}

export function createExchangeWrite(context: TaskContext, { fields, partitioning }: ExchangeWriteSpec): OutputSink {
  const types = fields.map(({ type }) => type);
  const split = partitioning.kind === "hash" ? new HashSplit(context, partitioning) : undefined;
  const enoughRows = rowsOfChunk(types);
  const open: (RowStore | undefined)[] = [];
  const ready: Output[] = [];
  const leave = (partition: number): void => {
    const store = open[partition];
    open[partition] = undefined;
    if (store !== undefined) ready.push({ kind: "rows", partition, rows: store.finish() });
  };
  const gauge = context.spill?.gauge(context.region);
  const partitions = partitioning.kind === "hash" ? partitioning.partitions : 1;
  const room = (gauge?.roomBytes ?? Number.POSITIVE_INFINITY) / (PART_OF_ROOM * partitions);
  const enoughBytes = Math.min(ENOUGH_BYTES, Math.max(LEAST_BYTES, room));
  const append = (partition: number, batch: Batch): void => {
    const store = (open[partition] ??= RowStore.create(context.region, types));
    store.append(batch);
    if (store.rows >= enoughRows || store.heapBytes >= enoughBytes) leave(partition);
  };
  const consumeFirst = (batch: Batch): number => {
    const cut = firstCut(context.arena, gauge, batch);
    if (split !== undefined) return split.splitFirst(cut, append);
    append(0, cut);
    return cut.rows;
  };
  return {
    isSatisfied: false,
    consume: (batch) => takeAll(batch, consumeFirst),
    consumeFirst,
    // Chunks stay open over morsels: nothing orders an exchange's rows.
    take: () => ready.splice(0),
    last(): readonly Output[] {
      for (const partition of open.keys()) leave(partition);
      return ready.splice(0);
    },
    finish(): undefined {
      split?.close();
    },
    abort(): void {
      split?.close();
      for (const store of open) store?.release();
    },
  };
}

/** Spreads batches by the hash of their keys. */
class HashSplit {
  readonly #keys: Projection;
  readonly #partitioner: Partitioner;
  readonly #view: PairView;

  constructor(context: TaskContext, { keys, partitions }: Extract<Partitioning, { kind: "hash" }>) {
    this.#keys = new Projection(context, keys);
    const types = keys.map(({ type }) => type);
    this.#partitioner = new Partitioner(context.region, types, partitions, context.batchRows);
    this.#view = new PairView(context);
  }

  /** Takes rows from the front, as many as there is room for their keys. Returns how many. */
  splitFirst(batch: Batch, append: (partition: number, batch: Batch) => void): number {
    const keys = this.#keys.evaluateFirst(batch);
    const split = this.#partitioner.partition(keys.columns, keys.rows);
    let start = 0;
    for (const [partition, end] of split.ends.entries()) {
      const rows = end - start;
      if (rows > 0) {
        append(partition, { rows, columns: this.#view.probeColumns(batch, { rows, probe: split.rows + 4 * start }) });
      }
      start = end;
    }
    return keys.rows;
  }

  close(): void {
    this.#keys.close();
    this.#partitioner.close();
    this.#view.close();
  }
}
