// Group tables: distinct key records, each with a dense id in order of first appearance. Grows as needed, so
// callers just hand in batches. Integers whose range is near their number are found through an array instead of
// by hashing, for as long as that holds. The state is plain data: another thread of the same arena can attach to
// it (one at a time; nothing is locked).

import type { Arena, Pointer } from "../arena/arena.ts";
import { copyBytes, fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { columnKernels } from "./column.ts";
import { type HashKernels, hashKernels, powerOfTwo } from "./hash.ts";

/** A group table as plain data. */
export interface GroupTableData {
  readonly words: number;
  readonly integers: boolean;
  readonly count: number;
  /** 0 with a map of 0: nothing but the keys, which are found again when they are needed. */
  readonly slots: Pointer;
  readonly capacity: number;
  /** `count` records in order of their ids. */
  readonly keys: Pointer;
  readonly keyCapacity: number;
  /** Not 0: a u32 per key of [base, base + range) stands in for the slots; base is at this address. */
  readonly map: Pointer;
  readonly range: number;
  /** The map's base. */
  readonly least: bigint;
}

export interface GroupTableOptions {
  /** 64-bit words per key, 1..16. */
  readonly words: number;
  /**
   * One-word keys that are believed to lie in [least, greatest]: an array takes the place of the hash table
   * until a key lies outside. A wrong belief costs time, never an answer.
   */
  readonly expected?: { readonly least: bigint; readonly greatest: bigint };
  /**
   * One-word keys are integers: an array is tried for as long as the keys' range is not much larger than their
   * number, and tried again when there are many more.
   */
  readonly integers?: boolean;
  /** Several tables share the keys, so that each has one in so many of a range: an array may be as many times as large. */
  readonly shares?: number;
}

/** What a lookup answers for a key that is not there. */
export const NO_GROUP = 0xffffffff;

/** The largest range of keys that is worth an array of u32. */
const MAX_DENSE_RANGE = 1n << 26n;
/** An array that was not asked for may have this many entries per key, or this many in all. */
const DENSE_FACTOR = 8;
/** Larger arrays are more to clear than their keys are to hash. */
const MOST_SHARES = 4;
const LEAST_DENSE_RANGE = 4096;
/** A hash table of fewer groups fits the cache: no array is tried in its place. */
const LEAST_HASHED_GROUPS = 8192;
const LEAST_KEY = -(2n ** 63n);
const GREATEST_KEY = 2n ** 63n - 1n;
/** Rows per kernel call while the table is small. */
const STEP_ROWS = 8192;
/** Bytes in front of a dense map: its base key (8), the kernel's cursor (8). */
const MAP_HEADER = 16;

/** Groups of the keys from `least + from` up to `least + to` of a table that is an array: u32 at `out`, how many. */
export function groupsOfRange(arena: Arena, { map }: GroupTableData, from: number, to: number, out: Pointer): number {
  return columnKernels(arena).entriesOf(map + MAP_HEADER, from, to, out) >>> 0;
}

export class GroupTable {
  readonly region: Region;
  readonly words: number;
  readonly #kernels: HashKernels;
  #count = 0;
  #slots: Pointer = 0;
  #capacity = 0;
  #keys: Pointer = 0;
  #keyCapacity = 0;
  #map: Pointer = 0;
  #range = 0;
  #hashes: Pointer = 0;
  #hashRows = 0;
  readonly #integers: boolean;
  readonly #entriesPerKey: number;

  private constructor(region: Region, words: number, integers: boolean, shares = 1) {
    this.region = region;
    this.words = words;
    this.#integers = integers && words === 1;
    this.#entriesPerKey = DENSE_FACTOR * Math.min(shares, MOST_SHARES);
    this.#kernels = hashKernels(region.arena);
  }

  /** An empty table. @throws FfqError MEMORY_LIMIT, as do all methods that add */
  static create(region: Region, options: GroupTableOptions): GroupTable {
    const table = new GroupTable(region, options.words, options.integers ?? false, options.shares);
    const { expected } = options;
    if (expected === undefined || options.words !== 1) return table;
    const range = expected.greatest - expected.least + 1n;
    if (range < 1n || range > MAX_DENSE_RANGE) return table;
    table.#range = Number(range);
    table.#map = region.allocateZeroed(MAP_HEADER + 4 * table.#range);
    region.arena.view().i64[table.#map >>> 3] = expected.least;
    return table;
  }

  static attach(region: Region, data: GroupTableData): GroupTable {
    const table = new GroupTable(region, data.words, data.integers);
    table.#count = data.count;
    table.#slots = data.slots;
    table.#capacity = data.capacity;
    table.#keys = data.keys;
    table.#keyCapacity = data.keyCapacity;
    table.#map = data.map;
    table.#range = data.range;
    return table;
  }

  toData(): GroupTableData {
    return {
      words: this.words,
      integers: this.#integers,
      count: this.#count,
      slots: this.#slots,
      capacity: this.#capacity,
      keys: this.#keys,
      keyCapacity: this.#keyCapacity,
      map: this.#map,
      range: this.#range,
      least: this.#map === 0 ? 0n : (this.region.arena.view().i64[this.#map >>> 3] as bigint),
    };
  }

  /** How many groups there are; ids are below it. */
  get count(): number {
    return this.#count;
  }

  /** Address of the groups' keys: record g is group g's. Moves when groups are added. */
  get keys(): Pointer {
    return this.#keys;
  }

  /** out[r] (u32) = id of the group of record r; groups that are new get the next ids. */
  findOrAdd(keys: Pointer, rows: number, out: Pointer): void {
    let from = 0;
    while (from < rows) {
      const step = Math.min(rows - from, Math.max(STEP_ROWS, this.#count));
      const start = keys + from * this.words * 8;
      if (this.#integers && this.#map === 0 && this.#count === 0) this.#growDense(start, step);
      if (this.#map === 0) this.#addHashed(start, step, out + 4 * from, true);
      else this.#addDense(start, step, out + 4 * from);
      from += step;
    }
  }

  /** out[r] (u32) = id of the group of record r, NO_GROUP when there is none. */
  find(keys: Pointer, rows: number, out: Pointer): void {
    if (this.#map !== 0) this.#leaveDense();
    this.#reserve(0);
    for (let from = 0; from < rows; from += STEP_ROWS) {
      const step = Math.min(rows - from, STEP_ROWS);
      const hashes = this.#scratch(step);
      this.#kernels.groupFind(
        this.#slots,
        this.#capacity - 1,
        this.#keys,
        keys + from * this.words * 8,
        this.words,
        step,
        hashes,
        out + 4 * from,
      );
    }
  }

  /** Adds the groups of another table; remap[g] (u32, `other.count` long) = this table's id of its group g. */
  merge(other: GroupTableData, remap: Pointer): void {
    this.findOrAdd(other.keys, other.count, remap);
  }

  /** Frees this door's scratch memory; the table stays for whoever attaches to its data. */
  detach(): void {
    this.region.free(this.#hashes);
    this.#hashes = this.#hashRows = 0;
  }

  /** Frees the table's memory. */
  release(): void {
    for (const pointer of [this.#slots, this.#keys, this.#map, this.#hashes]) this.region.free(pointer);
    this.#slots = this.#keys = this.#map = this.#hashes = 0;
    this.#count = this.#capacity = this.#keyCapacity = this.#hashRows = 0;
  }

  /** `mayBecomeDense`: not when these keys have just shown that no array holds them. */
  #addHashed(keys: Pointer, rows: number, out: Pointer, mayBecomeDense: boolean): void {
    const isFull = this.#slots !== 0 && 2 * (this.#count + rows) > this.#capacity;
    if (mayBecomeDense && isFull && this.#becomeDense()) {
      this.#addDense(keys, rows, out);
      return;
    }
    this.#reserve(rows);
    const hashes = this.#scratch(rows);
    const { words } = this;
    this.#count =
      this.#kernels.groupFindOrAdd(
        this.#slots,
        this.#capacity - 1,
        this.#keys,
        this.#count,
        keys,
        words,
        rows,
        hashes,
        out,
      ) >>> 0;
  }

  #addDense(keys: Pointer, rows: number, out: Pointer): void {
    this.#reserveKeys(Math.min(this.#range, this.#count + rows));
    const { u32 } = this.region.arena.view();
    const cursor = (this.#map + 8) >>> 2;
    u32[cursor] = 0;
    u32[cursor + 1] = this.#count;
    this.#kernels.groupDense(
      this.#map + MAP_HEADER,
      this.#map,
      this.#range,
      this.#keys,
      keys,
      rows,
      out,
      this.#map + 8,
    );
    const reached = u32[cursor] as number;
    this.#count = u32[cursor + 1] as number;
    if (reached === rows) return;
    if (this.#integers && this.#growDense(keys + 8 * reached, rows - reached)) {
      this.#addDense(keys + 8 * reached, rows - reached, out + 4 * reached);
      return;
    }
    this.#leaveDense();
    this.#addHashed(keys + 8 * reached, rows - reached, out + 4 * reached, false);
  }

  /** Makes or widens the array for further keys; false when their range is too large for their number. */
  #growDense(keys: Pointer, rows: number): boolean {
    const range = this.#rangeWith(keys, rows);
    const most = Math.min(
      Number(MAX_DENSE_RANGE),
      Math.max(LEAST_DENSE_RANGE, this.#entriesPerKey * (this.#count + rows)),
    );
    const needed = Number(range.greatest - range.least) + 1;
    if (needed > most) return false;
    // Room for more lies on the side where keys were added. Offsets wrap around: no base is out of range.
    const entries = Math.min(most, Math.max(LEAST_DENSE_RANGE, 2 * needed));
    const isDownward = this.#map !== 0 && range.least < (this.region.arena.view().i64[this.#map >>> 3] as bigint);
    const base = isDownward ? range.least - BigInt(entries - needed) : range.least;
    if (this.#widenDense(base, entries)) return true;
    this.region.free(this.#map);
    this.#map = 0;
    this.#map = this.region.allocateZeroed(MAP_HEADER + 4 * entries);
    this.region.arena.view().i64[this.#map >>> 3] = base;
    this.#range = entries;
    this.#fillDense();
    return true;
  }

  /** The array as a part of a larger one: copying is quicker than entering the groups. False where it is none, or finds no room. */
  #widenDense(base: bigint, entries: number): boolean {
    const { region } = this;
    if (this.#map === 0) return false;
    const at = Number((region.arena.view().i64[this.#map >>> 3] as bigint) - base);
    if (at < 0 || at + this.#range > entries) return false;
    const map = region.tryAllocate(MAP_HEADER + 4 * entries);
    if (map === 0) return false;
    const [first, from] = [map + MAP_HEADER, this.#map + MAP_HEADER];
    const [copy, end] = [first + 4 * at, first + 4 * (at + this.#range)];
    fillBytes(region.arena, 0, map, copy);
    copyBytes(region.arena, copy, from, 4 * this.#range);
    fillBytes(region.arena, 0, end, first + 4 * entries);
    region.arena.view().i64[map >>> 3] = base;
    region.free(this.#map);
    this.#map = map;
    this.#range = entries;
    return true;
  }

  /** The range of the groups' keys and these. */
  #rangeWith(keys: Pointer, rows: number): { readonly least: bigint; readonly greatest: bigint } {
    const range = this.#scratch(Math.max(2, rows));
    const { i64 } = this.region.arena.view();
    i64[range >>> 3] = GREATEST_KEY;
    i64[(range >>> 3) + 1] = LEAST_KEY;
    this.#kernels.keyRange(keys, 0, 0, rows, range);
    if (this.#count > 0) this.#kernels.keyRange(this.#keys, 0, 0, this.#count, range);
    return { least: i64[range >>> 3] as bigint, greatest: i64[(range >>> 3) + 1] as bigint };
  }

  /** Enters the groups in an empty array that has room for them. */
  #fillDense(): void {
    const { u32 } = this.region.arena.view();
    const cursor = (this.#map + 8) >>> 2;
    u32[cursor] = 0;
    u32[cursor + 1] = 0;
    // The keys differ, so that each becomes the group that it is; what the kernel answers is not needed.
    const groups = this.region.allocate(4 * this.#count);
    this.#kernels.groupDense(
      this.#map + MAP_HEADER,
      this.#map,
      this.#range,
      this.#keys,
      this.#keys,
      this.#count,
      groups,
      this.#map + 8,
    );
    this.region.free(groups);
  }

  /** Whether an array took the place of a hash table that has to grow. */
  #becomeDense(): boolean {
    if (!this.#integers || this.#count < LEAST_HASHED_GROUPS || !this.#growDense(this.#keys, this.#count)) return false;
    this.region.free(this.#slots);
    this.#slots = this.#capacity = 0;
    return true;
  }

  #leaveDense(): void {
    this.region.free(this.#map);
    this.#map = 0;
    this.#range = 0;
    this.#reserve(0);
  }

  #reserve(rows: number): void {
    const needed = this.#count + rows;
    this.#reserveKeys(needed);
    if (2 * needed <= this.#capacity && this.#slots !== 0) return;
    const capacity = powerOfTwo(Math.max(64, 2 * needed));
    const slots = this.region.allocate(8 * capacity);
    // Keys may be all that there is: when an array had their ids, or when they were put into another order.
    if (this.#slots === 0) this.#kernels.groupIndex(slots, capacity - 1, this.#keys, this.words, 0, this.#count);
    else this.#kernels.rehash(this.#slots, this.#capacity, slots, capacity - 1);
    this.region.free(this.#slots);
    this.#slots = slots;
    this.#capacity = capacity;
  }

  #reserveKeys(groups: number): void {
    if (groups <= this.#keyCapacity) return;
    const capacity = powerOfTwo(Math.max(32, groups));
    const width = 8 * this.words;
    this.#keys = this.region.reallocate(this.#keys, this.#count * width, capacity * width);
    this.#keyCapacity = capacity;
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
