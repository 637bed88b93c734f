// ORDER BY columns of any type as the sort kernels' records. Types whose storage does not sort as the values do are
// put into a form that does: character(n) without trailing blanks, intervals as days and microseconds, numerics
// without fixed scale, lists and structs as bytes.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { keyKernels } from "../../kernel/key.ts";
import { listBatchKernels } from "../../kernel/list-batch.ts";
import { sortKernels } from "../../kernel/sort.ts";
import {
  encodeSortKeys,
  type SortColumn,
  type SortInput,
  type SortKeys,
  type SortLayout,
} from "../../kernel/sort-key.ts";
import type { PhysicalSortKey } from "../../physical/plan.ts";
import { ELEMENT_CODES } from "../../type/element-code.ts";
import { isFixedNumeric, type LogicalType } from "../../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { copySlots } from "../row-store-slots.ts";

/** Columns of a record for these keys; `nullable` by key. */
export function sortColumns(keys: readonly PhysicalSortKey[], nullable: readonly boolean[]): readonly SortColumn[] {
  return keys.map(({ expr, descending, nullsFirst }, at) => ({
    storage: storageOf(expr.type),
    descending,
    nullsFirst,
    nullable: nullable[at] !== false,
  }));
}

/** What the sortable forms of such keys take beside the rows, for each byte of those, at most. */
export function formBytes(keys: readonly PhysicalSortKey[]): number {
  return keys.reduce((sum, { expr: { type } }) => {
    const form = formOf(type, storageOf(type));
    if (form === "list" || form === "struct") return sum + 2;
    return form === "numeric" ? sum + 1 : sum;
  }, 0);
}

interface KeyBuffers {
  readonly values: GrowingBuffer;
  readonly validity: GrowingBuffer;
}

export class SortKeyWriter {
  readonly #region: Region;
  readonly #layout: SortLayout;
  readonly #buffers: readonly KeyBuffers[];
  /** Bytes that records of variable numerics refer to. */
  #heaps: Pointer[] = [];

  constructor(region: Region, layout: SortLayout) {
    this.#region = region;
    this.#layout = layout;
    this.#buffers = layout.columns.map(() => ({
      values: new GrowingBuffer(region),
      validity: new GrowingBuffer(region),
    }));
  }

  /** Writes records `from` and following. Their strings' bytes stay where the vectors have them, or here until forget(). */
  write(keys: SortKeys, columns: readonly Vector[], from: number, rows: number): void {
    const inputs = columns.map((column, at) => this.#sortable(column, this.#buffers[at] as KeyBuffers, rows));
    encodeSortKeys(this.#region, this.#layout, keys, inputs, from, rows);
  }

  /** The rows of key `position` in the form that is sorted. Valid until the next write or call. */
  sortable(position: number, column: Vector, rows: number): SortInput {
    return this.#sortable(column, this.#buffers[position] as KeyBuffers, rows);
  }

  /** Frees the bytes that the records so far refer to. */
  forget(): void {
    for (const heap of this.#heaps) this.#region.free(heap);
    this.#heaps = [];
  }

  close(): void {
    this.forget();
    for (const { values, validity } of this.#buffers) {
      values.free();
      validity.free();
    }
  }

  #sortable(column: Vector, buffers: KeyBuffers, rows: number): SortInput {
    const { data, index, validity, type } = column;
    const storage = storageOf(type);
    const form = formOf(type, column.storage);
    if (form === "plain") return column;
    const values = buffers.values.reserve(Math.max(1, rows) * storageWidth(storage));
    const kernels = keyKernels(this.#region.arena);
    switch (form) {
      case "wide":
        copySlots(this.#region.arena, column, storage, rows, values);
        break;
      case "padded":
        kernels.trimRefs(data, index, validity, rows, values);
        break;
      case "interval":
        kernels.packInterval(data, index, validity, rows, values, storageWidth(storage));
        break;
      case "list":
      case "struct": {
        const [lists, code] = [listBatchKernels(this.#region.arena), ELEMENT_CODES[form]];
        const heap = this.#region.allocate(lists.listKeyBytes(data, index, validity, rows, code));
        this.#heaps.push(heap);
        lists.listKeys(data, index, validity, rows, code, values, heap);
        break;
      }
      case "numeric": {
        const heap = this.#region.allocate(kernels.numericKeyBytes(data, index, validity, rows));
        this.#heaps.push(heap);
        sortKernels(this.#region.arena).numericOrder(data, index, validity, rows, values, heap);
        break;
      }
    }
    return { data: values, index: 0, validity: this.#validity(column, buffers, rows) };
  }

  /** A byte per row instead of one per slot. */
  #validity({ index, validity }: Vector, buffers: KeyBuffers, rows: number): Pointer {
    if (validity === 0) return 0;
    const flat = buffers.validity.reserve(rows);
    fillBytes(this.#region.arena, 1, flat, flat + rows);
    keyKernels(this.#region.arena).keepValid(index, validity, rows, flat);
    return flat;
  }
}

function formOf(
  type: LogicalType,
  storage: Storage,
): "plain" | "wide" | "padded" | "interval" | "numeric" | "list" | "struct" {
  if (type.kind === "bpchar") return "padded";
  if (type.kind === "interval") return "interval";
  if (type.kind === "list" || type.kind === "struct") return type.kind;
  if (type.kind === "numeric" && !isFixedNumeric(type)) return "numeric";
  return storage === storageOf(type) ? "plain" : "wide";
}
