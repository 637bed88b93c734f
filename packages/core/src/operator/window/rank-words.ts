// What a rank limit goes by: a word for each row in whose order the rows sort, as far as a word can say it. It is the
// first key's first eight bytes in the form that sorts; NULLs are before or behind all others.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { encodeSortKeys, type SortColumn, type SortLayout, sortLayout } from "../../kernel/sort-key.ts";
import { windowKernels } from "../../kernel/window.ts";
import type { PhysicalSortKey } from "../../physical/plan.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { SortKeyWriter, sortColumns } from "../sort/sort-key-writer.ts";

/** The word of every row where there is no key. */
const EQUAL = 1n;

/** The first key of an order. */
interface FirstKey {
  readonly key: PhysicalSortKey;
  readonly sorted: SortColumn;
  readonly layout: SortLayout;
  readonly writer: SortKeyWriter;
  /** Words of records: more than one a row for wide values. */
  readonly records: GrowingBuffer;
  readonly refs: GrowingBuffer;
}

export class RankWords {
  readonly #region: Region;
  readonly #words: GrowingBuffer;
  readonly #first: FirstKey | undefined;
  /** Rows of one word, unless it is the least or the greatest, are equal in all keys. */
  readonly isExact: boolean;

  constructor(region: Region, keys: readonly PhysicalSortKey[]) {
    this.#region = region;
    this.#words = new GrowingBuffer(region);
    const [key] = keys;
    this.isExact = keys.length === 0 || (keys.length === 1 && key !== undefined && saysAll(key));
    if (key === undefined) return;
    const [sorted] = sortColumns([key], [false]) as readonly [SortColumn];
    const layout = sortLayout([sorted]);
    this.#first = {
      key,
      sorted,
      layout,
      writer: new SortKeyWriter(region, layout),
      records: new GrowingBuffer(region),
      refs: new GrowingBuffer(region),
    };
  }

  /** u64 per row; `column`: the first key's. Valid until the next call. */
  of(column: Vector | undefined, rows: number): Pointer {
    const words = this.#words.reserve(8 * rows);
    if (this.#first === undefined || column === undefined) {
      this.#region.arena.view().i64.fill(EQUAL, words >>> 3, (words >>> 3) + rows);
      return words;
    }
    const { key, writer } = this.#first;
    const kernels = windowKernels(this.#region.arena);
    if (column.storage === "i128" && column.type.kind === "numeric") {
      kernels.wordsOfWide(column.data, column.index, rows, Number(key.descending), words);
    } else {
      this.#encode(this.#first, column, rows, words);
    }
    if (column.validity !== 0) {
      kernels.wordsOfNull(column.index, column.validity, rows, Number(key.nullsFirst), words);
    }
    writer.forget();
    return words;
  }

  close(): void {
    this.#words.free();
    this.#first?.writer.close();
    this.#first?.records.free();
    this.#first?.refs.free();
  }

  #encode({ sorted, layout, writer, records, refs }: FirstKey, column: Vector, rows: number, words: Pointer): void {
    const region = this.#region;
    // Numerics that are narrow in this batch sort as integers, which is how wordsOfWide sees them too.
    const isNarrow = column.storage === "i64" && sorted.storage === "i128";
    if (isNarrow) {
      const narrow = sortLayout([{ ...sorted, storage: "i64" }]);
      encodeSortKeys(region, narrow, { words: 1, rows, keys: words, ties: 0, refs: [] }, [column], 0, rows);
      return;
    }
    const input = writer.sortable(0, column, rows);
    const keys = layout.words === 1 ? words : records.reserve(8 * layout.words * rows);
    const ties = sorted.storage === "ref" ? [refs.reserve(8 * rows)] : [];
    encodeSortKeys(region, layout, { words: layout.words, rows, keys, ties: 0, refs: ties }, [input], 0, rows);
    if (keys !== words) windowKernels(region.arena).firstWords(keys, layout.words, rows, words);
  }
}

/** Whether different values have different words. */
function saysAll({ expr: { type } }: PhysicalSortKey): boolean {
  const storage = storageOf(type);
  return storage !== "ref" && (storage !== "i128" || type.kind === "numeric");
}
