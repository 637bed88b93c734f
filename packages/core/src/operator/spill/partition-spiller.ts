// Writes rows to the partitions of one file: some wait until they are worth a frame. Which rows go where is decided
// by who has them (key-spiller.ts).
import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { RowView } from "../row-view.ts";
import { RowSpiller, rowsOfFrame } from "./row-spiller.ts";
import { type SpilledPart, type SpilledRows, spilledRows, spillOf } from "./spilled-rows.ts";
import { cutRows } from "./wide-rows.ts";

/** Partitions of one level. */
export const PARTITIONS = 16;
/** About the bytes of a partition's rows that wait to be written, at most. */
const WAITING_BYTES = 1 << 17;
/** Where memory is short, all that wait are to take no more than a part of it. */
const PART_OF_ROOM = 4;

/** The partitions of a level that several threads wrote. */
export function joinPartitions(all: readonly (readonly SpilledRows[])[]): readonly SpilledRows[] {
  return Array.from({ length: PARTITIONS }, (_, at) => spilledRows(all.flatMap((one) => one[at]?.parts ?? [])));
}

export class PartitionSpiller {
  readonly #context: TaskContext;
  readonly #types: readonly LogicalType[];
  readonly #view: RowView;
  readonly #spiller: RowSpiller;
  readonly #waiting: (RowStore | undefined)[] = [];
  readonly #parts: readonly SpilledPart[][];
  /** Bytes of strings that wait, by partition. */
  readonly #waitingBytes: number[] = [];
  readonly #enoughBytes: number;
  readonly #enoughRows: number;

  constructor(context: TaskContext, types: readonly LogicalType[]) {
    this.#context = context;
    this.#types = types;
    this.#view = new RowView(context.region);
    // Of keys that are one value, a partition gets whole batches: its frames are a part of the room as well.
    const room = spillOf(context)
      .gauge(context.region)
      .frameBytes(PART_OF_ROOM * PARTITIONS);
    this.#spiller = new RowSpiller(context, types, room);
    this.#parts = Array.from({ length: PARTITIONS }, () => []);
    this.#enoughBytes = Math.min(WAITING_BYTES, room);
    this.#enoughRows = rowsOfFrame(types, this.#enoughBytes);
  }

  /** Takes the listed rows (u32 row numbers; 0: all) of a batch. */
  append(partition: number, batch: Batch, list: Pointer, rows: number): void {
    if (rows === 0) return;
    const { region, arena } = this.#context;
    const listed = list === 0 ? batch.columns : this.#view.show(batch.columns, list, rows);
    for (const cut of cutRows(arena, { rows, columns: listed }, this.#enoughBytes)) {
      const store = (this.#waiting[partition] ??= RowStore.create(region, this.#types));
      store.append(cut.batch);
      const bytes = (this.#waitingBytes[partition] ?? 0) + cut.bytes;
      this.#waitingBytes[partition] = bytes;
      if (store.rows >= this.#enoughRows || bytes >= this.#enoughBytes) this.#write(partition);
    }
  }

  /** The partitions' rows; frees what writing needs. */
  finish(): readonly SpilledRows[] {
    for (const partition of this.#waiting.keys()) this.#write(partition);
    this.#close();
    return this.#parts.map((parts) => spilledRows(parts));
  }

  /** Gives up: the file goes with the query. */
  release(): void {
    for (const store of this.#waiting) store?.release();
    this.#close();
  }

  #write(partition: number): void {
    const store = this.#waiting[partition];
    if (store === undefined) return;
    this.#parts[partition]?.push(this.#spiller.write(store.finish()));
    store.release();
    this.#waiting[partition] = undefined;
    this.#waitingBytes[partition] = 0;
  }

  #close(): void {
    this.#view.close();
    this.#spiller.close();
  }
}
