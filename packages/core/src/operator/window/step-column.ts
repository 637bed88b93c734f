// What a step has computed, as columns by position.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf, storageWidth } from "../../type/storage.ts";
import type { WindowRows } from "./window-rows.ts";

export interface StepColumn {
  /** Positions [from, from + rows). */
  vector(from: number, rows: number): Vector;
}

/** A value per position; validity | 0: a byte per position. */
export function flatColumn(type: LogicalType, data: Pointer, validity: Pointer): StepColumn {
  const storage = storageOf(type);
  const width = storageWidth(storage);
  return {
    vector: (from, rows) => ({
      type,
      storage,
      data: data + from * width,
      validity: validity === 0 ? 0 : validity + from,
      index: 0,
      slots: rows,
      dictionary: 0,
    }),
  };
}

/** u32 per position: the row of `column` that it shows, rows.none for NULL. */
export function pickedColumn(rows: WindowRows, column: Vector, picks: Pointer): StepColumn {
  return { vector: (from) => ({ ...column, index: picks + 4 * from, slots: rows.none + 1 }) };
}
