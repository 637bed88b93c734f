// Merging of sorted runs: from several threads, or read back one block at a time. Rows that are equal come in
// the order of the runs' numbers, so that runs cut from one input in order give a stable sort of it.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { sortKernels } from "./sort.ts";
import type { SortKeys } from "./sort-key.ts";

/** A sorted run: keys of any buffer, and the order of `count` of its rows (u32). */
export interface SortedRun {
  readonly keys: SortKeys;
  readonly order: Pointer;
  readonly count: number;
}

/** Where a merge step leaves its rows: u32 run number and u32 row number (of the run's keys) of each. */
export interface MergeOutput {
  readonly run: Pointer;
  readonly row: Pointer;
  readonly capacity: number;
}

const RUN_BYTES = 20;

export class RunMerge {
  readonly region: Region;
  readonly #words: number;
  readonly #runs: Pointer;
  readonly #heap: Pointer;

  private constructor(region: Region, words: number, runs: Pointer, heap: Pointer) {
    this.region = region;
    this.#words = words;
    this.#runs = runs;
    this.#heap = heap;
  }

  /** All runs have the same layout. @throws FfqError MEMORY_LIMIT */
  static create(region: Region, runs: readonly SortedRun[]): RunMerge {
    const words = runs[0]?.keys.words ?? 1;
    const table = region.allocate(RUN_BYTES * runs.length);
    // The heap's size lies in its first word.
    const heap = region.allocate(4 * runs.length + 4);
    const { u32 } = region.arena.view();
    runs.forEach(({ keys, order, count }, at) =>
      u32.set([keys.keys, keys.ties, order, count, 0], (table + RUN_BYTES * at) >>> 2),
    );
    u32[heap >>> 2] = sortKernels(region.arena).mergeStart(table, runs.length, words, heap + 4);
    return new RunMerge(region, words, table, heap);
  }

  /** The next rows in order, at most `out.capacity`; 0 at the end. */
  next(out: MergeOutput): number {
    return sortKernels(this.region.arena).mergeNext(
      this.#runs,
      this.#words,
      this.#heap + 4,
      this.#heap,
      out.run,
      out.row,
      out.capacity,
    );
  }

  /** Frees the merge's memory, not the runs. */
  release(): void {
    this.region.free(this.#runs);
    this.region.free(this.#heap);
  }
}
