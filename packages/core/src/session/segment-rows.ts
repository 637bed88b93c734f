// New segments from rows of old ones: what UPDATE and DELETE leave, and many small segments as one. Bytes of
// strings are not copied: the new segment shows them where they are.

import type { Arena, Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { combineStatistics } from "../catalog/combine-statistics.ts";
import { Segment, SharedMemory } from "../catalog/segment.ts";
import type { ColumnStatistics } from "../catalog/statistics.ts";
import type { Vector } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";
import { copySlots } from "../operator/row-store-slots.ts";
import { storageWidth } from "../type/storage.ts";

/** The rows of `segment` that the u32s at `picked` number, ascending. */
export function pickRows(arena: Arena, region: Region, segment: Segment, picked: Pointer, rows: number): Segment {
  const slots: Pointer[] = [];
  const allocate = allocator(region, slots);
  const columns = segment.columns.map((column): Vector => {
    if (column.index !== 0) {
      const index = allocate(rows * 4);
      columnKernels(arena).gather32(column.index, picked, index, rows);
      return { ...column, index };
    }
    const shown = { ...column, index: picked };
    const data = allocate(rows * storageWidth(column.storage));
    copySlots(arena, shown, column.storage, rows, data);
    if (column.validity === 0) return { ...column, data, slots: rows };
    const validity = allocate(rows);
    copySlots(arena, validityOf(shown), "u8", rows, validity);
    return { ...column, data, validity, slots: rows };
  });
  const statistics = segment.statistics.map(withoutCounts);
  return new Segment({ rows, columns, statistics, slots: new SharedMemory(region, slots), heaps: segment.heaps });
}

/** A vector of the validity bytes that another one shows. */
function validityOf(vector: Vector): Vector {
  return { ...vector, storage: "u8", data: vector.validity };
}

/** Bounds hold for fewer rows as well; counts do not. */
function withoutCounts({ minimum, maximum }: ColumnStatistics): ColumnStatistics {
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

/** All rows of the segments, in order, as one of flat columns. */
export function mergeSegments(arena: Arena, region: Region, segments: readonly Segment[]): Segment {
  const rows = segments.reduce((total, segment) => total + segment.rows, 0);
  const slots: Pointer[] = [];
  const allocate = allocator(region, slots);
  const [first] = segments as readonly [Segment, ...Segment[]];
  const columns = first.columns.map((like, position): Vector => {
    const parts = segments.map((segment) => ({ rows: segment.rows, vector: segment.columns[position] as Vector }));
    const data = allocate(rows * storageWidth(like.storage));
    const isNullable = parts.some(({ vector }) => vector.validity !== 0);
    const validity = isNullable ? allocate(rows) : 0;
    let row = 0;
    for (const part of parts) {
      copySlots(arena, part.vector, like.storage, part.rows, data + row * storageWidth(like.storage));
      const out = validity + row;
      if (isNullable && part.vector.validity === 0) fillBytes(arena, 1, out, out + part.rows);
      else if (isNullable) copySlots(arena, validityOf(part.vector), "u8", part.rows, out);
      row += part.rows;
    }
    return { ...like, data, validity, index: 0, slots: rows, dictionary: 0 };
  });
  const statistics = columns.map((_, position) =>
    combineStatistics(
      segments.map((segment) => ({ rows: segment.rows, statistics: segment.statistics[position] ?? {} })),
    ),
  );
  const heaps = [...new Set(segments.flatMap((segment) => segment.heaps))];
  return new Segment({ rows, columns, statistics, slots: new SharedMemory(region, slots), heaps });
}

function allocator(region: Region, pointers: Pointer[]): (bytes: number) => Pointer {
  return (bytes) => {
    try {
      const pointer = region.allocate(Math.max(bytes, 1));
      pointers.push(pointer);
      return pointer;
    } catch (thrown) {
      for (const pointer of pointers.splice(0)) region.free(pointer);
      throw thrown;
    }
  };
}
