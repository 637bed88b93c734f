// Rows on their way out of the engine that still lie in the arena: in the layout of a result batch (result-batch.ts) but for
// numerics that need 8 bytes, in one block, so that whoever takes them out, on whichever thread, copies once. Plain data that crosses threads.
//
// The rule: the block is its holder's, who frees it once; until then the query that made it must keep its memory.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { ResultBatch, ResultColumn } from "./result-batch.ts";

/** Where the parts of a result column lie. */
export interface ColumnPlaces {
  readonly rows: number;
  readonly nullCount: number;
  /** Absent when no row is NULL. */
  readonly validity?: number;
  readonly offsets?: number;
  readonly data: number;
  /** Of the data. */
  readonly bytes: number;
  /** A numeric's values have 8 bytes, as in the arena, in the place of 16. */
  readonly narrow?: true;
}

/** Its parts' places are counted from where its batch begins. */
export interface PlacedColumn extends ColumnPlaces {
  readonly type: LogicalType;
}

export interface ArenaBatch {
  /** The number of the arena. */
  readonly memory: number;
  readonly address: Pointer;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly PlacedColumn[];
}

/** The columns of a batch that fills a buffer. */
export function batchIn(buffer: ArrayBuffer, rows: number, columns: readonly PlacedColumn[]): ResultBatch {
  return { rows, columns: columns.map((column) => columnIn(buffer, column)) };
}

function columnIn(
  buffer: ArrayBuffer,
  { type, rows, nullCount, validity, offsets, data, bytes, narrow }: PlacedColumn,
): ResultColumn {
  return {
    type,
    rows,
    nullCount,
    ...(validity === undefined ? {} : { validity: new Uint8Array(buffer, validity, Math.ceil(rows / 8)) }),
    ...(offsets === undefined ? {} : { offsets: new Int32Array(buffer, offsets, rows + 1) }),
    data: narrow === true ? widened(new Int32Array(buffer, data, 2 * rows)) : new Uint8Array(buffer, data, bytes),
  };
}

/** Numerics of 8 bytes as numerics of 16. */
function widened(narrow: Int32Array): Uint8Array<ArrayBuffer> {
  const wide = new Int32Array(2 * narrow.length);
  for (let from = 0, to = 0; from < narrow.length; from += 2, to += 4) {
    const high = narrow[from + 1] as number;
    wide[to] = narrow[from] as number;
    wide[to + 1] = high;
    wide[to + 2] = high >> 31;
    wide[to + 3] = high >> 31;
  }
  return new Uint8Array(wide.buffer);
}

/** A copy outside of the arena. */
export function copiedOut(arena: Arena, { address, bytes, rows, columns }: ArenaBatch): ResultBatch {
  const buffer = new ArrayBuffer(bytes);
  new Uint8Array(buffer).set(arena.view().u8.subarray(address, address + bytes));
  return batchIn(buffer, rows, columns);
}
