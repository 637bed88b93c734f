// Join tables: built once over key records that stay where they are, then probed by batches from any number
// of threads, each with a door of its own (attach). A probe is find (first matches: all that semi, anti and
// mark joins need), then expand (pairs, bounded and resumable). Build rows with a NULL in the key never match.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { type HashKernels, hashKernels, powerOfTwo } from "./hash.ts";

export interface JoinTableOptions {
  /** 64-bit words per key, 1..16. */
  readonly words: number;
  /** Address of the build rows' key records; the table reads them as long as it lives. */
  readonly keys: Pointer;
  /** A byte per build row, 0 = its key holds a NULL; 0 when none does. */
  readonly validity: Pointer;
  readonly rows: number;
}

/** A built join table as plain data. */
export interface JoinTableData extends JoinTableOptions {
  /** "dense": `slots` is a u32 per key from the base on, which lies at `base`. */
  readonly shape: "hashed" | "dense";
  readonly slots: Pointer;
  /** Slots, or keys of the dense range. */
  readonly capacity: number;
  readonly base: Pointer;
  readonly next: Pointer;
  readonly unique: boolean;
}

/** The build row of a probe row without match in an outer expansion. */
export const NO_ROW = 0xffffffff;

/** A dense table may have this many u32 heads per build row, up to so many: an array is several times as quick. */
const DENSE_FACTOR = 32;
const DENSE_HEADS = 1 << 24;
const LEAST_DENSE_RANGE = 4096;
/** More than a hash table would take, but no more than this part of the memory that is free. */
const PART_OF_FREE = 16;
/** Build rows per step, and bytes of the table that a step clears. */
export const STEP_ROWS: number = 32768;
export const STEP_BYTES: number = 1 << 24;
const HEAD_BYTES = 4;
/** A slot of a hashed table of one-word keys. */
const WORD_SLOT_BYTES = 16;
const LEAST_KEY = -(2n ** 63n);
const GREATEST_KEY = 2n ** 63n - 1n;

export class JoinTable {
  readonly region: Region;
  readonly #kernels: HashKernels;
  #data: JoinTableData;
  #left: number;
  /** Bytes of the slots that are still to be cleared. */
  #uncleared = 0;
  #hashes: Pointer = 0;
  #hashRows = 0;

  private constructor(region: Region, data: JoinTableData, left: number) {
    this.region = region;
    this.#kernels = hashKernels(region.arena);
    this.#data = data;
    this.#left = left;
  }

  /** A table to be built by step(). @throws FfqError MEMORY_LIMIT */
  static create(region: Region, options: JoinTableOptions): JoinTable {
    const data = reserveJoinTable(region, options, options.words === 1 ? keyBounds(region, options) : undefined);
    const table = new JoinTable(region, data, options.rows);
    table.#uncleared = data.capacity * slotBytes(data);
    return table;
  }

  /** A table created and built in one go. */
  static build(region: Region, options: JoinTableOptions): JoinTable {
    const table = JoinTable.create(region, options);
    while (table.step());
    return table;
  }

  /** The built table of another thread. */
  static attach(region: Region, data: JoinTableData): JoinTable {
    return new JoinTable(region, data, 0);
  }

  toData(): JoinTableData {
    return this.#data;
  }

  /** True when no two build rows have the same key. Known once built. */
  get unique(): boolean {
    return this.#data.unique;
  }

  /** Does a bounded part of the build; false when there is nothing left. */
  step(): boolean {
    if (this.#uncleared > 0) return this.#clear();
    if (this.#left === 0) return false;
    const { words, keys, validity, shape, slots, capacity, base, next } = this.#data;
    const from = Math.max(0, this.#left - STEP_ROWS);
    const duplicates =
      shape === "dense"
        ? this.#kernels.joinInsertDense(slots, base, keys, validity, next, from, this.#left)
        : this.#kernels.joinInsert(slots, capacity - 1, keys, words, validity, next, from, this.#left);
    if (duplicates !== 0) this.#data = { ...this.#data, unique: false };
    this.#left = from;
    return from !== 0;
  }

  /** A step before the first row; a table without rows is cleared too. */
  #clear(): boolean {
    const bytes = Math.min(STEP_BYTES, this.#uncleared);
    const end = this.#data.slots + this.#uncleared;
    fillBytes(this.region.arena, 0, end - bytes, end);
    this.#uncleared -= bytes;
    return this.#uncleared > 0 || this.#left > 0;
  }

  /**
   * found[r] (u32) = first build row that matches probe row r, + 1; 0 when there is none or validity (a byte
   * per row, | 0) is 0. Answers how many rows have a match.
   */
  find(keys: Pointer, validity: Pointer, rows: number, found: Pointer): number {
    const { words, keys: buildKeys, shape, slots, capacity, base } = this.#data;
    if (shape === "dense") return this.#kernels.joinFindDense(slots, base, capacity, keys, validity, rows, found);
    const hashes = this.#scratch(rows);
    return this.#kernels.joinFind(slots, capacity - 1, buildKeys, keys, words, validity, rows, hashes, found);
  }

  /**
   * Pairs of found rows, at most `capacity`; answers how many. `cursor` is 8 zeroed bytes; the expansion is
   * complete when its first u32 is `rows`. With `outer`, a row without match pairs with NO_ROW.
   */
  expand(
    found: Pointer,
    rows: number,
    outer: boolean,
    cursor: Pointer,
    out: { readonly probe: Pointer; readonly build: Pointer; readonly capacity: number },
  ): number {
    const { unique, next } = this.#data;
    if (unique && !outer && out.capacity >= rows)
      return this.#kernels.joinExpandUnique(found, rows, cursor, out.probe, out.build);
    return this.#kernels.joinExpand(found, next, rows, outer ? 1 : 0, cursor, out.probe, out.build, out.capacity);
  }

  /** Probe rows that have a match (semi join) or have none (anti join), ascending; answers how many. */
  select(found: Pointer, rows: number, matched: boolean, out: Pointer): number {
    return this.#kernels.joinSelect(found, rows, matched ? 1 : 0, out);
  }

  /** out[r] (a byte) = 1 when probe row r has a match, else 0: a mark join. */
  matched(found: Pointer, rows: number, out: Pointer): void {
    this.#kernels.joinMatched(found, rows, out);
  }

  /** marks[row] = 1 for each listed row; NO_ROW is passed over. */
  mark(list: Pointer, count: number, marks: Pointer): void {
    this.#kernels.joinMark(list, count, marks);
  }

  /**
   * Build rows whose mark is 1 (`marked`) or 0, ascending, at most `capacity`; answers how many. `cursor` is 4
   * zeroed bytes; complete when its u32 is the number of build rows.
   */
  emitMarked(marks: Pointer, marked: boolean, cursor: Pointer, out: Pointer, capacity: number): number {
    return this.#kernels.joinEmitMarked(marks, this.#data.rows, marked ? 1 : 0, cursor, out, capacity);
  }

  /** Frees this door's scratch memory; the table stays for others. */
  detach(): void {
    this.region.free(this.#hashes);
    this.#hashes = this.#hashRows = 0;
  }

  /** Frees the table, not the build keys. */
  release(): void {
    this.detach();
    for (const pointer of [this.#data.slots, this.#data.next, this.#data.base]) this.region.free(pointer);
  }

  #scratch(rows: number): Pointer {
    if (rows > this.#hashRows) {
      this.region.free(this.#hashes);
      this.#hashes = 0;
      this.#hashes = this.region.allocate(8 * rows);
      this.#hashRows = rows;
    }
    return this.#hashes;
  }
}

function hashCapacity(rows: number): number {
  return powerOfTwo(Math.max(64, 2 * rows));
}

/**
 * The most keys that an array may have: at least those that take no more memory than a hash table, and more where
 * there is plenty of memory.
 */
function denseLimit(region: Region, rows: number): number {
  const asHashed = (hashCapacity(rows) * WORD_SLOT_BYTES) / HEAD_BYTES;
  const plenty = Math.floor(region.freeBytes / (HEAD_BYTES * PART_OF_FREE));
  return Math.max(LEAST_DENSE_RANGE, asHashed, Math.min(DENSE_FACTOR * rows, DENSE_HEADS, plenty));
}

/** The least and the greatest of one-word keys; least > greatest: there is none. */
export interface KeyBounds {
  readonly least: bigint;
  readonly greatest: bigint;
}

/** Those of all keys; undefined as soon as they are too far apart for an array. */
function keyBounds(region: Region, { keys, validity, rows }: JoinTableOptions): KeyBounds | undefined {
  const limit = BigInt(denseLimit(region, rows));
  const range = region.allocate(16);
  let bounds = NO_KEYS;
  for (let from = 0; from < rows && bounds.greatest - bounds.least < limit; from += STEP_ROWS) {
    bounds = widened(region, bounds, { keys, validity }, from, Math.min(rows, from + STEP_ROWS), range);
  }
  region.free(range);
  return bounds.greatest - bounds.least < limit ? bounds : undefined;
}

export const NO_KEYS: KeyBounds = { least: GREATEST_KEY, greatest: LEAST_KEY };

/** The bounds with the keys of rows [from, to). `range`: 16 bytes. */
export function widened(
  { arena }: Region,
  { least, greatest }: KeyBounds,
  { keys, validity }: Pick<JoinTableOptions, "keys" | "validity">,
  from: number,
  to: number,
  range: Pointer,
): KeyBounds {
  const { i64 } = arena.view();
  i64[range >>> 3] = least;
  i64[(range >>> 3) + 1] = greatest;
  hashKernels(arena).keyRange(keys, validity, from, to, range);
  return { least: i64[range >>> 3] as bigint, greatest: i64[(range >>> 3) + 1] as bigint };
}

/**
 * The memory of a table, its slots not cleared: an array where the bounds are known and close enough.
 * @throws FfqError MEMORY_LIMIT
 */
export function reserveJoinTable(
  region: Region,
  { words, keys, validity, rows }: JoinTableOptions,
  bounds: KeyBounds | undefined,
): JoinTableData {
  const dense = bounds === undefined ? 0 : denseRange(region, rows, bounds);
  const base = region.allocate(8);
  region.arena.view().i64[base >>> 3] = bounds?.least ?? 0n;
  const shape = dense === 0 ? "hashed" : "dense";
  const capacity = dense === 0 ? hashCapacity(rows) : dense;
  const slots = region.allocate(capacity * slotBytes({ shape, words }));
  const next = region.allocate(4 * rows);
  return { words, keys, validity, rows, shape, slots, capacity, base, next, unique: true };
}

/** Of one slot. */
export function slotBytes({ shape, words }: Pick<JoinTableData, "shape" | "words">): number {
  if (shape === "dense") return HEAD_BYTES;
  return words === 1 ? WORD_SLOT_BYTES : 8;
}

/** The number of keys from the least to the greatest; 0 when an array does not pay. */
function denseRange(region: Region, rows: number, { least, greatest }: KeyBounds): number {
  // No valid row at all: any base will do, nothing matches.
  const range = least > greatest ? 1n : greatest - least + 1n;
  return range > BigInt(denseLimit(region, rows)) ? 0 : Number(range);
}
