// Copying the slots that a vector's rows show to a flat buffer: one kernel call a batch, none for flat columns.

import type { Arena, Pointer } from "../arena/arena.ts";
import { copyBytes } from "../arena/bulk-memory.ts";
import type { Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import { columnKernels } from "../kernel/column.ts";
import { rowKernels } from "../kernel/row.ts";
import { type Storage, storageWidth } from "../type/storage.ts";

/** out[r] = the slot of row r as `storage`; a numeric's 64-bit batches widen. Refs are copied, not what they refer to. */
export function copySlots(arena: Arena, vector: Vector, storage: Storage, rows: number, out: Pointer): void {
  const { data, index } = vector;
  if (vector.storage !== storage) {
    if (vector.storage !== "i64" || storage !== "i128") throw internal(`${vector.storage} slots as ${storage}`);
    rowKernels(arena).widenI64(data, index, rows, out);
    return;
  }
  if (index === 0) {
    copyBytes(arena, out, data, rows * storageWidth(storage));
    return;
  }
  const kernels = columnKernels(arena);
  switch (storage) {
    case "u8":
      return kernels.gather8(data, index, out, rows);
    case "i32":
    case "f32":
      return kernels.gather32(data, index, out, rows);
    case "i64":
    case "f64":
    case "ref":
      return kernels.gather64(data, index, out, rows);
    case "i128":
      return kernels.gather128(data, index, out, rows);
    default:
      return unreachable(storage);
  }
}
