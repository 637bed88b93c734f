// A batch seen through a list of its rows: nothing is copied. A column that has an index already gets the composed
// one, made once for all columns that share it.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { throughIndex, type Vector } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";
import { GrowingBuffer } from "./growing-buffer.ts";

export class RowView {
  readonly #region: Region;
  readonly #composed: GrowingBuffer[] = [];

  constructor(region: Region) {
    this.#region = region;
  }

  /** The rows that `list` (u32 row numbers) names, in its order. Valid until the next call, while the list stands. */
  show(columns: readonly Vector[], list: Pointer, rows: number): readonly Vector[] {
    const { gather32 } = columnKernels(this.#region.arena);
    const indexes: Pointer[] = [];
    return columns.map((column): Vector => {
      if (column.index === 0) return throughIndex(column, list);
      let at = indexes.indexOf(column.index);
      if (at < 0) {
        at = indexes.push(column.index) - 1;
        gather32(column.index, list, this.#buffer(at).reserve(4 * rows), rows);
      }
      return throughIndex(column, this.#buffer(at).reserve(0));
    });
  }

  close(): void {
    for (const buffer of this.#composed) buffer.free();
  }

  #buffer(position: number): GrowingBuffer {
    return (this.#composed[position] ??= new GrowingBuffer(this.#region));
  }
}
