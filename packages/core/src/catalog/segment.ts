// Rows of a memory table that came together: columns in one of the engine's arenas that never change. A segment belongs to every
// list that holds it, the table's and those of running queries; its memory goes with the last of them. The bytes
// of strings are counted apart, because a segment made by picking rows of another one shares them.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import type { ColumnStatistics } from "./statistics.ts";

/** Allocations that are freed together, with the last of their owners. */
export class SharedMemory {
  readonly region: Region;
  readonly bytes: number;
  readonly #pointers: readonly Pointer[];
  #owners = 0;

  constructor(region: Region, pointers: readonly Pointer[]) {
    this.region = region;
    this.#pointers = pointers.filter((pointer) => pointer !== 0);
    this.bytes = this.#pointers.reduce((sum, pointer) => sum + region.capacityOf(pointer), 0);
  }

  take(): void {
    this.#owners++;
  }

  give(): void {
    if (--this.#owners > 0) return;
    for (const pointer of this.#pointers) this.region.free(pointer);
  }
}

export interface SegmentParts {
  readonly rows: number;
  /** Flat, or the codes of a dictionary. */
  readonly columns: readonly Vector[];
  readonly statistics: readonly ColumnStatistics[];
  /** What only this segment has. */
  readonly slots: SharedMemory;
  /** Bytes that its columns refer to, and dictionaries. */
  readonly heaps: readonly SharedMemory[];
}

export class Segment {
  /** Where all of it lies. */
  readonly region: Region;
  readonly rows: number;
  readonly columns: readonly Vector[];
  readonly statistics: readonly ColumnStatistics[];
  readonly heaps: readonly SharedMemory[];
  readonly #memory: ReadonlySet<SharedMemory>;
  #owners = 0;
  #isFreed = false;

  constructor({ rows, columns, statistics, slots, heaps }: SegmentParts) {
    this.region = slots.region;
    this.rows = rows;
    this.columns = columns;
    this.statistics = statistics;
    this.heaps = heaps;
    this.#memory = new Set([slots, ...heaps]);
    for (const memory of this.#memory) memory.take();
  }

  /** Of what it shares with other segments, all. */
  get bytes(): number {
    return [...this.#memory].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  take(): void {
    this.#owners++;
  }

  give(): void {
    this.#owners--;
    this.freeUnowned();
  }

  /** Frees a segment that found no owner; does nothing to one that has. Its maker calls it once it is done. */
  freeUnowned(): void {
    if (this.#owners > 0 || this.#isFreed) return;
    this.#isFreed = true;
    for (const memory of this.#memory) memory.give();
  }
}
