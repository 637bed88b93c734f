// Rows on their way out of the engine: plain columns in Arrow's layout, in ordinary ArrayBuffers that the caller
// may keep as long as it likes. Nothing here points into the arena.
import type { LogicalType } from "../type/logical-type.ts";

/**
 * One column of a batch. `data` holds, per row:
 *
 * bool: a bit, least significant first. int2: i16. int4, date: i32. int8, time, timestamp, timestamptz (microseconds),
 * timetz: i64. float4: f32. float8: f64. numeric(p, s): the unscaled value in 16 bytes. interval: months i32, days i32,
 * microseconds i64. timetz and uuid (16 bytes) as type/storage.ts has them. text, varchar, bpchar, bytea: bytes between
 * two `offsets`, UTF-8 but for bytea; numeric without fixed scale: the same, of PostgreSQL's text form.
 * list, struct: the value's bytes (type/list-value.ts) between two `offsets`; numerics without fixed scale among their
 * elements are texts.
 */
export interface ResultColumn {
  readonly type: LogicalType;
  readonly rows: number;
  readonly nullCount: number;
  /** A bit per row, 1 = valid; absent when no row is NULL. */
  readonly validity?: Uint8Array<ArrayBuffer>;
  /** rows + 1 positions in `data`, the first 0; only where the type says so above. */
  readonly offsets?: Int32Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface ResultBatch {
  readonly rows: number;
  readonly columns: readonly ResultColumn[];
}

/** The buffers that a batch's columns lie in. */
export function buffersOf({ columns }: ResultBatch): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data, offsets, validity } of columns) {
    buffers.add(data.buffer);
    if (offsets !== undefined) buffers.add(offsets.buffer);
    if (validity !== undefined) buffers.add(validity.buffer);
  }
  return [...buffers];
}

/** Bytes that columns take. */
export function bytesOfColumns(columns: readonly ResultColumn[]): number {
  return columns.reduce(
    (sum, { data, offsets, validity }) =>
      sum + data.byteLength + (offsets?.byteLength ?? 0) + (validity?.byteLength ?? 0),
    0,
  );
}

/** Gives a batch's memory back now: a collector would find it later, when it has grown to gigabytes. */
export function freeBatch(batch: ResultBatch): void {
  for (const buffer of buffersOf(batch)) buffer.transfer(0);
}
