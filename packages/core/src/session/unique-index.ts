// Whether a key is unique in a memory table. The keys that the table has are kept between statements while rows
// are only added; a statement that removes rows, or fails, drops them, and the next one reads them anew. Rows in
// which a key column is NULL are not compared, as in PostgreSQL, but where the constraint says NULLS NOT DISTINCT.

import type { Arena, Pointer } from "../arena/arena.ts";
import { copyBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import type { UniqueConstraint } from "../binder/statement.ts";
import { copyVector } from "../catalog/copy-vector.ts";
import type { Segment } from "../catalog/segment.ts";
import { sliceVector } from "../column/slice.ts";
import type { Field, Vector } from "../column/vector.ts";
import { DEFAULT_BATCH_ROWS } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";
import { GroupTable } from "../kernel/hash-group.ts";
import { loadKernels } from "../kernel/load.ts";
import { KeyEncoder } from "../operator/key-encoder.ts";
import { type KeyLayout, keyLayout } from "../operator/key-layout.ts";
import type { LogicalType } from "../type/logical-type.ts";

/** The keys of a list of segments. */
interface Keys {
  readonly encoder: KeyEncoder;
  readonly table: GroupTable;
  /** Those whose keys are in. */
  segments: readonly Segment[];
}

export class UniqueIndex {
  readonly constraint: UniqueConstraint;
  readonly #arena: Arena;
  readonly #region: Region;
  readonly #layout: KeyLayout;
  #keys: Keys | undefined;

  /** `region`: where the keys are kept, wherever the rows lie. */
  constructor(region: Region, constraint: UniqueConstraint, fields: readonly Field[]) {
    this.constraint = constraint;
    this.#arena = region.arena;
    this.#region = region;
    const types = constraint.columns.map((column) => (fields[column] as Field).type as LogicalType);
    this.#layout = keyLayout(types.map((type) => ({ type, nulls: constraint.nullsEqual ? "equal" : "never" })));
  }

  /** Whether all keys of `segments` are different. When they are, they are remembered. */
  accepts(segments: readonly Segment[]): boolean {
    if (this.#keys !== undefined && !this.#keys.segments.every((segment, at) => segment === segments[at])) this.drop();
    this.#keys ??= {
      encoder: KeyEncoder.create(this.#region, this.#layout),
      table: GroupTable.create(this.#region, { words: this.#layout.words }),
      segments: [],
    };
    const keys = this.#keys;
    try {
      const isUnique = segments.slice(keys.segments.length).every((segment) => this.#add(keys, segment));
      if (isUnique) keys.segments = segments;
      else this.drop();
      return isUnique;
    } catch (thrown) {
      this.drop();
      throw thrown;
    }
  }

  /** Frees the keys. */
  drop(): void {
    this.#keys?.encoder.release();
    this.#keys?.table.release();
    this.#keys = undefined;
  }

  #add(keys: Keys, segment: Segment): boolean {
    const scratch: Pointer[] = [];
    const allocate = (bytes: number): Pointer => {
      const pointer = this.#region.allocate(bytes);
      scratch.push(pointer);
      return pointer;
    };
    try {
      const records = allocate(DEFAULT_BATCH_ROWS * this.#layout.words * 8);
      const ids = allocate(DEFAULT_BATCH_ROWS * 4);
      const valid = allocate(DEFAULT_BATCH_ROWS);
      for (let start = 0; start < segment.rows; start += DEFAULT_BATCH_ROWS) {
        const rows = Math.min(DEFAULT_BATCH_ROWS, segment.rows - start);
        const all = this.constraint.columns.map((column) =>
          this.#slice(segment, segment.columns[column] as Vector, { start, rows, owned: scratch }),
        );
        const { columns, rows: kept } = this.constraint.nullsEqual
          ? { columns: all, rows }
          : this.#withoutNulls(all, rows, allocate);
        keys.encoder.encode(columns, kept, records, valid);
        const before = keys.table.count;
        keys.table.findOrAdd(records, kept, ids);
        if (keys.table.count - before !== kept) return false;
      }
      return true;
    } finally {
      for (const pointer of scratch) this.#region.free(pointer);
    }
  }

  /** Rows of a column, in this memory. */
  #slice(
    { region }: Segment,
    column: Vector,
    { start, rows, owned }: { readonly start: number; readonly rows: number; readonly owned: Pointer[] },
  ): Vector {
    if (region.arena === this.#arena) return sliceVector(column, start, rows);
    return copyVector(column, { start, rows, from: region, to: this.#region, owned });
  }

  /** The rows in which no key column is NULL. */
  #withoutNulls(
    columns: readonly Vector[],
    rows: number,
    allocate: (bytes: number) => Pointer,
  ): { readonly columns: readonly Vector[]; readonly rows: number } {
    const nullable = columns.filter(({ validity }) => validity !== 0);
    if (nullable.length === 0) return { columns, rows };
    const { gather8, gather32 } = columnKernels(this.#arena);
    let shown = { columns, rows };
    for (const position of columns.keys()) {
      const { validity, index } = shown.columns[position] as Vector;
      if (validity === 0) continue;
      const valid = allocate(shown.rows);
      if (index === 0) copyBytes(this.#arena, valid, validity, shown.rows);
      else gather8(validity, index, valid, shown.rows);
      const picked = allocate(shown.rows * 4);
      const kept = loadKernels(this.#arena).rowsWith(valid, 1, shown.rows, picked);
      if (kept === shown.rows) continue;
      const moved = shown.columns.map((column): Vector => {
        if (column.index === 0) return { ...column, index: picked };
        const composed = allocate(kept * 4);
        gather32(column.index, picked, composed, kept);
        return { ...column, index: composed };
      });
      shown = { columns: moved, rows: kept };
    }
    return shown;
  }
}
