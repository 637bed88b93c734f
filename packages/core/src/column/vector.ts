// A column of a batch: arena addresses plus a type, nothing else. Plain data that crosses threads.
//
// A vector has physical slots and, when `index` is set, a u32 per logical row that says which slot the row
// shows. One mechanism serves filters (index = the surviving slots), join output (index = the matched probe
// rows), dictionaries (index = the codes, slots = the entries) and constants (one slot, index all zero).
// NULLs are per slot; a dictionary with NULL rows has one extra slot that is not valid.
import type { Pointer } from "../arena/arena.ts";
import { internal } from "../common/error.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { Storage } from "../type/storage.ts";

export interface Vector {
  readonly type: LogicalType;
  /** storageOf(type); or "i64" for a numeric whose type says i128 while this batch's values fit 64 bits. */
  readonly storage: Storage;
  /** Address of the slots. */
  readonly data: Pointer;
  /** Address of one byte per slot, 1 = valid; 0 when no slot is NULL. */
  readonly validity: Pointer;
  /** Address of a u32 per logical row; 0 when row r shows slot r. */
  readonly index: Pointer;
  /** How many slots there are. Every index entry is below it. */
  readonly slots: number;
  /**
   * Above 0 for a dictionary: two vectors with the same id have the same slots while the id's owner lives. Below 0: the same
   * of slots that are no dictionary's but rows of their own, which nobody should look at but through the index.
   */
  readonly dictionary: number;
}

/** The column with another index. Written out: where all vectors are made alike, V8 reads their fields without looking. */
export function throughIndex(column: Vector, index: Pointer): Vector {
  const { type, storage, data, validity, slots, dictionary } = column;
  return { type, storage, data, validity, index, slots, dictionary };
}

/** Rows show the entries of a dictionary. */
export function isDictionary({ dictionary, index }: Vector): boolean {
  return dictionary > 0 && index !== 0;
}

/** What the rows show stays as it is from batch to batch: the same id stands for the same slots. */
export function hasLastingSlots({ dictionary, index }: Vector): boolean {
  return dictionary !== 0 && index !== 0;
}

/** `rows` logical rows of each column. A batch is valid until its producer is asked for the next one. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly Vector[];
  /**
   * Reads the columns that were left unread (unreadColumn), and answers all. Absent: there are none. Only who was said to look
   * at some columns first is given such batches (SourceSpec.deciding).
   */
  readonly complete?: () => readonly Vector[];
}

/** The batch with all of its columns. */
export function completed(batch: Batch): Batch {
  return batch.complete === undefined ? batch : { rows: batch.rows, columns: batch.complete() };
}

export function isUnread(column: Vector): boolean {
  return column.slots === UNREAD_SLOTS;
}

const UNREAD_SLOTS = -1;

/** Stands in the place of a column that is not read yet: nothing may look for its slots. */
export function unreadColumn(type: LogicalType, storage: Storage): Vector {
  return {
    type,
    storage,
    get data(): Pointer {
      throw internal("a column that was left unread");
    },
    validity: 0,
    index: 0,
    slots: UNREAD_SLOTS,
    dictionary: 0,
  };
}

/** The name and type of one output column. */
export interface Field {
  readonly name: string;
  readonly type: LogicalType;
  /** False when no row can be NULL. */
  readonly nullable: boolean;
}

/** Rows per batch unless a session says otherwise; state machines must work with any size from 1. */
export const DEFAULT_BATCH_ROWS = 16384;
