// Symbol tables: byte string -> dense u32 id in order of first appearance, so that strings can be words of
// keys. The table owns copies of its strings, in chunks that never move: refs from it stay good until release.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { type HashKernels, hashKernels, powerOfTwo } from "./hash.ts";

/** A symbol table as plain data. */
export interface SymbolTableData {
  readonly count: number;
  readonly slots: Pointer;
  readonly capacity: number;
  /** A ref per symbol. */
  readonly symbols: Pointer;
  readonly symbolCapacity: number;
  readonly heapTop: Pointer;
  readonly heapEnd: Pointer;
  readonly chunks: readonly Pointer[];
}

/** A column of refs: the addresses of a Vector. */
export interface RefInput {
  readonly data: Pointer;
  readonly index: Pointer;
  readonly validity: Pointer;
}

/** The id of NULL, and of a string that is not there. */
export const NO_SYMBOL = 0xffffffff;

const STEP_ROWS = 8192;
const FIRST_CHUNK = 4096;
const LARGEST_CHUNK = 1 << 24;
/** Where memory is short, chunks stay small: what is not used of them is wasted. */
const CHUNKS_OF_FREE = 32;

export class SymbolTable {
  readonly region: Region;
  readonly #kernels: HashKernels;
  #count = 0;
  #slots: Pointer = 0;
  #capacity = 0;
  #symbols: Pointer = 0;
  #symbolCapacity = 0;
  #heapTop: Pointer = 0;
  #heapEnd: Pointer = 0;
  #chunks: Pointer[] = [];
  #nextChunk = FIRST_CHUNK;
  #state: Pointer = 0;

  private constructor(region: Region) {
    this.region = region;
    this.#kernels = hashKernels(region.arena);
  }

  static create(region: Region): SymbolTable {
    return new SymbolTable(region);
  }

  static attach(region: Region, data: SymbolTableData): SymbolTable {
    const table = new SymbolTable(region);
    table.#count = data.count;
    table.#slots = data.slots;
    table.#capacity = data.capacity;
    table.#symbols = data.symbols;
    table.#symbolCapacity = data.symbolCapacity;
    table.#heapTop = data.heapTop;
    table.#heapEnd = data.heapEnd;
    table.#chunks = [...data.chunks];
    return table;
  }

  toData(): SymbolTableData {
    return {
      count: this.#count,
      slots: this.#slots,
      capacity: this.#capacity,
      symbols: this.#symbols,
      symbolCapacity: this.#symbolCapacity,
      heapTop: this.#heapTop,
      heapEnd: this.#heapEnd,
      chunks: [...this.#chunks],
    };
  }

  /** How many symbols there are; ids are below it. */
  get count(): number {
    return this.#count;
  }

  /** Address of a ref per symbol, in order of the ids. Moves when symbols are added. */
  get symbols(): Pointer {
    return this.#symbols;
  }

  /** out[r] (u32) = id of row r's string, added if new; NO_SYMBOL for NULL. @throws FfqError MEMORY_LIMIT */
  intern(input: RefInput, rows: number, out: Pointer): void {
    let from = 0;
    while (from < rows) {
      const step = Math.min(rows - from, Math.max(STEP_ROWS, this.#count));
      this.#internStep(input, from, step, out + 4 * from);
      from += step;
    }
  }

  /** out[r] (u32) = id of row r's string; NO_SYMBOL for NULL and for strings that are not there. */
  find(input: RefInput, rows: number, out: Pointer): void {
    this.#reserve(0);
    for (let from = 0; from < rows; from += STEP_ROWS) {
      const { data, index, validity } = offset(input, from);
      const step = Math.min(rows - from, STEP_ROWS);
      this.#kernels.symbolFind(this.#slots, this.#capacity - 1, data, index, validity, step, out + 4 * from);
    }
  }

  /** Adds another table's symbols; remap[id] (u32, `other.count` long) = this table's id of its symbol. */
  merge(other: SymbolTableData, remap: Pointer): void {
    this.intern({ data: other.symbols, index: 0, validity: 0 }, other.count, remap);
  }

  /** out[i] = ref of symbol ids[i], into this table's memory; the empty string for NO_SYMBOL. */
  refs(ids: Pointer, rows: number, out: Pointer): void {
    this.#kernels.symbolRefs(this.#symbols, ids, rows, out);
  }

  /** Frees this door's scratch memory; the table stays for whoever attaches to its data. */
  detach(): void {
    this.region.free(this.#state);
    this.#state = 0;
  }

  /** Frees the table's memory. */
  release(): void {
    for (const pointer of [this.#slots, this.#symbols, this.#state, ...this.#chunks]) this.region.free(pointer);
    this.#chunks = [];
    this.#slots = this.#symbols = this.#state = this.#heapTop = this.#heapEnd = 0;
    this.#count = this.#capacity = this.#symbolCapacity = 0;
  }

  #internStep(input: RefInput, from: number, rows: number, out: Pointer): void {
    this.#reserve(rows);
    if (this.#state === 0) this.#state = this.region.allocate(16);
    const { data, index, validity } = offset(input, from);
    const at = this.#state >>> 2;
    for (let row = 0; row < rows; ) {
      this.region.arena.view().u32.set([row, this.#count, this.#heapTop, this.#heapEnd], at);
      const missing =
        this.#kernels.symbolIntern(
          this.#slots,
          this.#capacity - 1,
          this.#symbols,
          data,
          index,
          validity,
          rows,
          out,
          this.#state,
        ) >>> 0;
      const { u32 } = this.region.arena.view();
      row = u32[at] as number;
      this.#count = u32[at + 1] as number;
      this.#heapTop = u32[at + 2] as number;
      if (row < rows) this.#addChunk(missing);
    }
  }

  #addChunk(bytes: number): void {
    const size = Math.max(bytes, this.#nextChunk);
    this.#heapTop = this.region.allocate(size);
    this.#heapEnd = this.#heapTop + size;
    this.#chunks.push(this.#heapTop);
    const most = Math.max(FIRST_CHUNK, Math.floor(this.region.freeBytes / CHUNKS_OF_FREE));
    this.#nextChunk = Math.min(2 * this.#nextChunk, LARGEST_CHUNK, most);
  }

  #reserve(rows: number): void {
    const needed = this.#count + rows;
    if (needed > this.#symbolCapacity) {
      const capacity = powerOfTwo(Math.max(32, needed));
      this.#symbols = this.region.reallocate(this.#symbols, 8 * this.#count, 8 * capacity);
      this.#symbolCapacity = capacity;
    }
    if (2 * needed <= this.#capacity && this.#slots !== 0) return;
    const capacity = powerOfTwo(Math.max(64, 2 * needed));
    const slots = this.region.allocate(8 * capacity);
    this.#kernels.rehash(this.#slots, this.#capacity, slots, capacity - 1);
    this.region.free(this.#slots);
    this.#slots = slots;
    this.#capacity = capacity;
  }
}

/** The rows from `from` on. */
function offset({ data, index, validity }: RefInput, from: number): RefInput {
  if (index !== 0) return { data, index: index + 4 * from, validity };
  return { data: data + 8 * from, index, validity: validity === 0 ? 0 : validity + from };
}
