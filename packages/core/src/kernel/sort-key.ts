// Sort keys: which words of a record each ORDER BY column takes, and the buffers that hold the records. A
// string's word is only its first eight bytes; `ties` leads the comparing kernels to the rest, so the strings'
// bytes must live as long as the keys are compared.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Storage } from "../type/storage.ts";
import { sortKernels } from "./sort.ts";

/** One ORDER BY column. */
export interface SortColumn {
  readonly storage: Storage;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** False when no row of any batch is NULL. */
  readonly nullable: boolean;
  /** Of strings that are known to begin with the same bytes: how many. */
  readonly skip?: number;
}

/** The addresses of a Vector. */
export interface SortInput {
  readonly data: Pointer;
  readonly index: Pointer;
  readonly validity: Pointer;
}

/** Where each column's words lie in a record. */
export interface SortLayout {
  readonly columns: readonly SortColumn[];
  /** Words per record. */
  readonly words: number;
  /** First word of each column. */
  readonly offsets: readonly number[];
}

/** Key records in the arena, as plain data. */
export interface SortKeys {
  readonly words: number;
  readonly rows: number;
  /** `rows` records of `words` u64. */
  readonly keys: Pointer;
  /** u32 per word: address of a ref per row | 1 when descending, 0 for plain words. 0 when there are no strings. */
  readonly ties: Pointer;
  /** The buffers of refs that `ties` names. */
  readonly refs: readonly Pointer[];
}

const DESCENDING = 1;
const NULLS_FIRST = 2;
const NULLABLE = 4;

function wordsOf({ storage, nullable }: SortColumn): number {
  const nullWord = nullable ? 1 : 0;
  switch (storage) {
    case "u8":
    case "i32":
    case "f32":
      return 1; // The NULL flag fits beside the value.
    case "i64":
    case "f64":
    case "ref":
      return 1 + nullWord;
    case "i128":
      return 2 + nullWord;
  }
}

/** The layout of records for these columns, most significant first. */
export function sortLayout(columns: readonly SortColumn[]): SortLayout {
  const offsets: number[] = [];
  let words = 0;
  for (const column of columns) {
    offsets.push(words);
    words += wordsOf(column);
  }
  return { columns, words, offsets };
}

/** Room for the keys of `rows` rows. @throws FfqError MEMORY_LIMIT */
export function allocateSortKeys(region: Region, layout: SortLayout, rows: number): SortKeys {
  const { words, columns, offsets } = layout;
  const keys = region.allocate(8 * words * rows);
  const refs: Pointer[] = [];
  if (!columns.some(({ storage }) => storage === "ref")) return { words, rows, keys, ties: 0, refs };
  const ties = region.allocateZeroed(4 * words);
  columns.forEach((column, at) => {
    if (column.storage !== "ref") return;
    const buffer = region.allocate(8 * rows);
    refs.push(buffer);
    const word = (offsets[at] as number) + (column.nullable ? 1 : 0);
    region.arena.view().u32[(ties >>> 2) + word] = buffer | (column.descending ? 1 : 0);
  });
  return { words, rows, keys, ties, refs };
}

/** Writes the keys of a batch of `rows` rows, one input per column, as records `from` and following. */
export function encodeSortKeys(
  region: Region,
  layout: SortLayout,
  keys: SortKeys,
  inputs: readonly SortInput[],
  from: number,
  rows: number,
): void {
  const kernels = sortKernels(region.arena);
  const stride = 8 * layout.words;
  let strings = 0;
  layout.columns.forEach(({ storage, descending, nullsFirst, nullable, skip = 0 }, at) => {
    const { data, index, validity } = inputs[at] as SortInput;
    const out = keys.keys + from * stride + 8 * (layout.offsets[at] as number);
    const flags = (descending ? DESCENDING : 0) | (nullsFirst ? NULLS_FIRST : 0) | (nullable ? NULLABLE : 0);
    switch (storage) {
      case "u8":
        return kernels.encodeU8(data, index, validity, rows, out, stride, flags);
      case "i32":
        return kernels.encodeI32(data, index, validity, rows, out, stride, flags);
      case "f32":
        return kernels.encodeF32(data, index, validity, rows, out, stride, flags);
      case "i64":
        return kernels.encodeI64(data, index, validity, rows, out, stride, flags);
      case "f64":
        return kernels.encodeF64(data, index, validity, rows, out, stride, flags);
      case "i128":
        return kernels.encodeI128(data, index, validity, rows, out, stride, flags);
      case "ref":
        return kernels.encodeRefs(
          data,
          index,
          validity,
          rows,
          out,
          stride,
          flags,
          (keys.refs[strings++] as Pointer) + 8 * from,
          skip,
        );
    }
  });
}

/**
 * Rows of `batch` that come before row `boundRow` of `bound`, ascending, to `out` (u32 per row of the batch);
 * answers how many. With the bound the last of the best rows so far, all others cannot enter a top-k.
 */
export function rowsBefore(region: Region, batch: SortKeys, bound: SortKeys, boundRow: number, out: Pointer): number {
  return sortKernels(region.arena).rowsBefore(
    batch.keys,
    batch.words,
    batch.ties,
    batch.rows,
    bound.keys,
    boundRow,
    bound.ties,
    out,
  );
}

/** Frees the keys' memory. */
export function releaseSortKeys(region: Region, { keys, ties, refs }: SortKeys): void {
  for (const pointer of [keys, ties, ...refs]) region.free(pointer);
}
