// The bytes of a row store's strings and variable numerics: blocks that never move, so refs into them stay good,
// and the memory of what was copied already: a dictionary's entry is copied once however many rows show it.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { type RowKernels, rowKernels } from "../kernel/row.ts";

const FIRST_BLOCK = 4096;
const LARGEST_BLOCK = 1 << 22;
/** Where memory is short, blocks stay small: what is not used of them is wasted. */
const BLOCKS_OF_FREE = 64;
/** A dictionary with more slots than this per row of its first batch is copied as plain strings. */
const SLOTS_PER_ROW = 8;

export class ByteHeap {
  readonly #region: Region;
  readonly #kernels: RowKernels;
  #blocks: Pointer[];
  #next: Pointer = 0;
  #end: Pointer = 0;
  #nextBlock = FIRST_BLOCK;
  /** Of the blocks that were added. */
  #added = 0;
  #state: Pointer = 0;

  constructor(region: Region, blocks: readonly Pointer[]) {
    this.#region = region;
    this.#kernels = rowKernels(region.arena);
    this.#blocks = [...blocks];
  }

  get blocks(): readonly Pointer[] {
    return [...this.#blocks];
  }

  /** Bytes that were copied since the heap was made. */
  get bytes(): number {
    return this.#added - (this.#end - this.#next);
  }

  /** out[r] = ref of a copy of row r's bytes, 0 for NULL. `alignment` is a power of two. */
  copy(vector: Vector, dictionary: DictionaryCopies, alignment: number, rows: number, out: Pointer): void {
    const { data, index, validity } = vector;
    const copies = dictionary.of(vector, rows);
    if (this.#state === 0) this.#state = this.#region.allocate(16);
    const at = this.#state >>> 2;
    this.#region.arena.view().u32.set([0, this.#next, this.#end, alignment - 1], at);
    for (;;) {
      const missing =
        copies === 0
          ? this.#kernels.copyRefs(data, index, validity, rows, out, this.#state)
          : this.#kernels.copyRefsOnce(data, index, validity, rows, copies, out, this.#state);
      const { u32 } = this.#region.arena.view();
      this.#next = u32[at + 1] as number;
      if (u32[at] === rows) return;
      this.#addBlock(missing >>> 0);
      this.#region.arena.view().u32.set([this.#next, this.#end], at + 1);
    }
  }

  #addBlock(bytes: number): void {
    const size = Math.max(bytes, this.#nextBlock);
    this.#next = this.#region.allocate(size);
    this.#end = this.#next + size;
    this.#added += size;
    this.#blocks.push(this.#next);
    const most = Math.max(FIRST_BLOCK, Math.floor(this.#region.freeBytes / BLOCKS_OF_FREE));
    this.#nextBlock = Math.min(2 * this.#nextBlock, LARGEST_BLOCK, most);
  }

  /** Frees what only copying needs. */
  close(): void {
    this.#region.free(this.#state);
    this.#state = 0;
  }

  /** Forgets blocks that were freed. */
  forget(): void {
    this.#blocks = [];
    this.#next = this.#end = this.#added = 0;
    this.#nextBlock = FIRST_BLOCK;
  }
}

/** Which entries of a column's present dictionary have been copied, and where to. */
export class DictionaryCopies {
  readonly #region: Region;
  #dictionary = 0;
  #copies: Pointer = 0;

  constructor(region: Region) {
    this.#region = region;
  }

  /** A ref per slot, 0 for those that are not copied yet; or 0 when copying row by row is the better way. */
  of(vector: Vector, rows: number): Pointer {
    if (vector.dictionary <= 0) return 0;
    if (vector.dictionary === this.#dictionary) return this.#copies;
    if (vector.slots > SLOTS_PER_ROW * rows) return 0;
    this.release();
    this.#copies = this.#region.allocateZeroed(8 * vector.slots);
    this.#dictionary = vector.dictionary;
    return this.#copies;
  }

  release(): void {
    this.#region.free(this.#copies);
    this.#copies = this.#dictionary = 0;
  }
}
