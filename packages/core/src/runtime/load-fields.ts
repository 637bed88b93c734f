// Lines of text that were cut into fields, as a segment of texts: their bytes lie in the arena once, as they lie in the file, and
// each column is references to them.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { Segment, SharedMemory } from "../catalog/segment.ts";
import type { ColumnStatistics } from "../catalog/statistics.ts";
import type { Vector } from "../column/vector.ts";
import type { CutRows } from "../format/csv/plain-rows.ts";
import { loadKernels } from "../kernel/load.ts";
import { TEXT } from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";

/** What `loadFields` allocates, at most. */
export function bytesOfFields({ rows, columns, bytes, fields }: CutRows): number {
  return bytes.length + fields.byteLength + rows * columns * (REF_BYTES + 1);
}

const REF_BYTES = 8;

/** Nobody's segment yet. @throws FfqError MEMORY_LIMIT, with nothing left allocated */
export function loadFields(region: Region, cut: CutRows): Segment {
  const { arena } = region;
  const { rows, columns, bytes, fields, base, isCsv, special } = cut;
  const kernels = loadKernels(arena);
  const held = new Set<Pointer>();
  const allocate = (size: number): Pointer => {
    const pointer = region.allocate(Math.max(size, 1));
    held.add(pointer);
    return pointer;
  };
  const free = (pointer: Pointer): void => {
    held.delete(pointer);
    region.free(pointer);
  };
  try {
    const heap = allocate(bytes.length);
    arena.view().u8.set(bytes, heap);
    const staged = allocate(fields.byteLength);
    arena.view().u32.set(fields, staged >>> 2);
    const shift = (heap - base) | 0;
    const slots: Pointer[] = [];
    const vectors: Vector[] = [];
    const statistics: ColumnStatistics[] = [];
    for (let column = 0; column < columns; column++) {
      const data = allocate(rows * REF_BYTES);
      const valid = allocate(rows);
      const count = kernels.fieldRefs(staged, rows, columns, column, shift, isCsv, special, data, valid);
      const validity = count === rows ? 0 : valid;
      if (validity === 0) free(valid);
      slots.push(data, validity);
      statistics.push({ nullCount: rows - count });
      vectors.push({ type: TEXT, storage: storageOf(TEXT), data, validity, index: 0, slots: rows, dictionary: 0 });
    }
    free(staged);
    const memory = { slots: new SharedMemory(region, slots), heaps: [new SharedMemory(region, [heap])] };
    return new Segment({ rows, columns: vectors, statistics, ...memory });
  } catch (thrown) {
    for (const pointer of held) region.free(pointer);
    throw thrown;
  }
}
