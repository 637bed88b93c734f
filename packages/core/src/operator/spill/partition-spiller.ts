// Spreads rows over files' partitions by a hash of their keys. Each level of partitions hashes anew, so that the
// rows of one partition spread over those of the next level; the hash of exchanges is another one again.
import type { Batch, Vector } from "../../column/vector.ts";
import { Partitioner } from "../../exchange/partitioner.ts";
import { INT4, type LogicalType } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { RowView } from "../row-view.ts";
import { RowSpiller, rowsOfFrame } from "./row-spiller.ts";
import { type SpilledPart, type SpilledRows, spilledRows } from "./spilled-rows.ts";

/** Partitions of one level. */
export const PARTITIONS = 16;
/** About the bytes of a partition's rows that wait to be written. */
const WAITING_BYTES = 1 << 17;

/** The partitions of a level that several threads wrote. */
export function joinPartitions(all: readonly (readonly SpilledRows[])[]): readonly SpilledRows[] {
  return Array.from({ length: PARTITIONS }, (_, at) => spilledRows(all.flatMap((one) => one[at]?.parts ?? [])));
}

/** The hash of a level, and the partition of each row by it. */
export class LevelSplit {
  readonly #partitioner: Partitioner;
  readonly #context: TaskContext;
  readonly #salt: Vector;

  /** For batches of at most the context's size. */
  constructor(context: TaskContext, keys: readonly LogicalType[], level: number) {
    const { region, arena, batchRows } = context;
    this.#context = context;
    this.#partitioner = new Partitioner(region, [INT4, ...keys], PARTITIONS, batchRows);
    // The level as a key of every row: slot 0, which an index of zeros shows.
    const index = region.allocateZeroed(4 * batchRows + 16);
    const data = index + 4 * batchRows;
    arena.view().i32[data >>> 2] = level + 1;
    this.#salt = { type: INT4, storage: "i32", data, validity: 0, index, slots: 1, dictionary: 0 };
  }

  /** Row numbers (u32), those of partition 0 first, and where each partition's end. Valid until the next call. */
  split(keys: readonly Vector[], rows: number): ReturnType<Partitioner["partition"]> {
    return this.#partitioner.partition([this.#salt, ...keys], rows);
  }

  close(): void {
    this.#partitioner.close();
    this.#context.region.free(this.#salt.index);
  }
}

export class PartitionSpiller {
  readonly #context: TaskContext;
  readonly #types: readonly LogicalType[];
  readonly #split: LevelSplit;
  readonly #view: RowView;
  readonly #spiller: RowSpiller;
  readonly #waiting: RowStore[];
  readonly #parts: readonly SpilledPart[][];
  readonly #enoughRows: number;

  /** `types`: of the rows; `keys`: of what their partition is found by. */
  constructor(context: TaskContext, types: readonly LogicalType[], keys: readonly LogicalType[], level: number) {
    this.#context = context;
    this.#types = types;
    this.#split = new LevelSplit(context, keys, level);
    this.#view = new RowView(context.region);
    this.#spiller = new RowSpiller(context, types);
    this.#waiting = Array.from({ length: PARTITIONS }, () => RowStore.create(context.region, types));
    this.#parts = Array.from({ length: PARTITIONS }, () => []);
    this.#enoughRows = rowsOfFrame(types, WAITING_BYTES);
  }

  /** Takes rows of at most a batch; `keys`: a vector for each key. */
  append(batch: Batch, keys: readonly Vector[]): void {
    if (batch.rows === 0) return;
    const split = this.#split.split(keys, batch.rows);
    let start = 0;
    for (const [partition, end] of split.ends.entries()) {
      this.appendTo(partition, batch, split.rows + 4 * start, end - start);
      start = end;
    }
  }

  /** Takes the listed rows (u32 row numbers) of a batch to a partition that the caller knows. */
  appendTo(partition: number, batch: Batch, list: number, rows: number): void {
    if (rows === 0) return;
    const store = this.#waiting[partition] as RowStore;
    store.append({ rows, columns: this.#view.show(batch.columns, list, rows) });
    if (store.rows >= this.#enoughRows) this.#write(partition);
  }

  /** The partitions' rows; frees what writing needs. */
  finish(): readonly SpilledRows[] {
    for (const partition of this.#waiting.keys()) this.#write(partition);
    this.#close();
    return this.#parts.map((parts) => spilledRows(parts));
  }

  /** Gives up: the file goes with the query. */
  release(): void {
    for (const store of this.#waiting) store.release();
    this.#close();
  }

  #write(partition: number): void {
    const store = this.#waiting[partition] as RowStore;
    if (store.rows === 0) return;
    const data = store.finish();
    this.#parts[partition]?.push(this.#spiller.write(data));
    store.release();
    this.#waiting[partition] = RowStore.create(this.#context.region, this.#types);
  }

  #close(): void {
    this.#split.close();
    this.#view.close();
    this.#spiller.close();
  }
}
