// Which task a row goes to: by a hash of its keys' values. Every process computes the same, so nothing that only
// one of them knows (symbol ids, dictionary codes, how a batch stores a numeric) may enter: strings count by their
// bytes once equal values have equal bytes. NULL is a value like others.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { sliceVector } from "../column/slice.ts";
import type { Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { hashKernels, partitionRows } from "../kernel/hash.ts";
import { type KeyKernels, keyKernels } from "../kernel/key.ts";
import { listBatchKernels } from "../kernel/list-batch.ts";
import { ELEMENT_CODES } from "../type/element-code.ts";
import { type KeyForm, keyFormOf } from "../type/key-form.ts";
import type { LogicalType } from "../type/logical-type.ts";

/** Keys are copied for at most this part of what is free at one time. */
const PART_OF_FREE = 16;

export class Partitioner {
  readonly #region: Region;
  readonly #kernels: KeyKernels;
  readonly #partitions: number;
  readonly #forms: readonly KeyForm[];
  /** Words of the record of all keys that are not bytes. */
  readonly #words: number;
  readonly #records: Pointer;
  readonly #hashes: Pointer;
  readonly #refs: Pointer;
  readonly #rows: Pointer;

  /** For batches of at most `batchRows`. */
  constructor(region: Region, keys: readonly LogicalType[], partitions: number, batchRows: number) {
    this.#region = region;
    this.#kernels = keyKernels(region.arena);
    this.#partitions = partitions;
    this.#forms = keys.map(keyFormOf);
    this.#words = this.#forms.reduce((sum, form) => sum + wordsOf(form), 0);
    this.#records = region.allocate(8 * this.#words * batchRows);
    this.#hashes = region.allocate(8 * batchRows);
    this.#refs = region.allocate(9 * batchRows);
    this.#rows = region.allocate(4 * batchRows);
  }

  /**
   * The batch's row numbers, partition 0's first: `rows` is the address of a u32 per row, `ends` says where each
   * partition's end. Valid until the next call.
   */
  partition(keys: readonly Vector[], rows: number): { readonly rows: Pointer; readonly ends: readonly number[] } {
    const hash = hashKernels(this.#region.arena);
    this.#packWords(keys, rows);
    if (this.#words > 0) hash.hashKeys(this.#records, this.#words, rows, this.#hashes);
    else fillBytes(this.#region.arena, 0, this.#hashes, this.#hashes + 8 * rows);
    for (const [at, form] of this.#forms.entries()) {
      if (wordsOf(form) === 0) this.#addBytes(form, keys[at] as Vector, 0, rows);
    }
    return { rows: this.#rows, ends: partitionRows(this.#region, this.#hashes, rows, this.#partitions, this.#rows) };
  }

  #packWords(keys: readonly Vector[], rows: number): void {
    const stride = 8 * this.#words;
    let at = this.#records;
    for (const [position, form] of this.#forms.entries()) {
      const words = wordsOf(form);
      if (words > 0) this.#pack(form, keys[position] as Vector, rows, at, stride);
      at += 8 * words;
    }
  }

  #pack(form: KeyForm, { data, index, validity, storage }: Vector, rows: number, out: Pointer, stride: number): void {
    const kernels = this.#kernels;
    switch (form) {
      case "bool":
        return kernels.packU8(data, index, validity, rows, out, stride, 0, 0);
      case "i32":
        return kernels.packI32(data, index, validity, rows, out, stride, 0, 0);
      case "i64":
        return kernels.packI64(data, index, validity, rows, out, stride, 0, 0);
      case "f32":
        return kernels.packF32(data, index, validity, rows, out, stride, 0, 0);
      case "f64":
        return kernels.packF64(data, index, validity, rows, out, stride, 0, 0);
      case "i128":
        if (storage === "i64") return kernels.packI64Wide(data, index, validity, rows, out, stride);
        return kernels.packI128(data, index, validity, rows, out, stride);
      case "interval":
        return kernels.packInterval(data, index, validity, rows, out, stride);
      case "bytes":
      case "trimmed":
      case "canonical":
      case "list":
      case "struct":
        throw internal("bytes as words");
    }
  }

  /** Adds a key to the hashes of the rows from one on; `key`: of these. */
  #addBytes(form: KeyForm, key: Vector, from: number, rows: number): void {
    const { arena } = this.#region;
    const { data, index, validity } = key;
    const hashes = this.#hashes + 8 * from;
    if (form === "bytes") {
      hashKernels(arena).hashRefs(data, index, validity, rows, hashes);
      return;
    }
    const bytes = this.#copiedBytes(form, key, rows);
    if (rows > 1 && PART_OF_FREE * bytes > this.#region.freeBytes) {
      const half = rows >>> 1;
      this.#addBytes(form, sliceVector(key, 0, half), from, half);
      this.#addBytes(form, sliceVector(key, half, rows - half), from + half, rows - half);
      return;
    }
    const heap = bytes === 0 ? 0 : this.#region.allocate(bytes);
    this.#copy(form, key, rows, heap);
    const valid = validity === 0 ? 0 : this.#refs + 8 * rows;
    if (valid !== 0) {
      fillBytes(arena, 1, valid, valid + rows);
      this.#kernels.keepValid(index, validity, rows, valid);
    }
    hashKernels(arena).hashRefs(this.#refs, 0, valid, rows, hashes);
    this.#region.free(heap);
  }

  /** What the rows need so that equal values have equal bytes. */
  #copiedBytes(form: KeyForm, { data, index, validity }: Vector, rows: number): number {
    if (form === "trimmed") return 0;
    if (form !== "list" && form !== "struct") return this.#kernels.numericKeyBytes(data, index, validity, rows);
    return listBatchKernels(this.#region.arena).listKeyBytes(data, index, validity, rows, ELEMENT_CODES[form]);
  }

  #copy(form: KeyForm, { data, index, validity }: Vector, rows: number, heap: Pointer): void {
    if (form === "trimmed") {
      this.#kernels.trimRefs(data, index, validity, rows, this.#refs);
    } else if (form === "list" || form === "struct") {
      const lists = listBatchKernels(this.#region.arena);
      lists.listKeys(data, index, validity, rows, ELEMENT_CODES[form], this.#refs, heap);
    } else {
      this.#kernels.numericKeys(data, index, validity, rows, this.#refs, heap);
    }
  }

  close(): void {
    for (const pointer of [this.#records, this.#hashes, this.#refs, this.#rows]) this.#region.free(pointer);
  }
}

function wordsOf(form: KeyForm): number {
  switch (form) {
    case "bool":
    case "i32":
    case "i64":
    case "f32":
    case "f64":
      return 1;
    case "i128":
    case "interval":
      return 2;
    case "bytes":
    case "trimmed":
    case "canonical":
    case "list":
    case "struct":
      return 0;
  }
}
