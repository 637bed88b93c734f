// One query's spill files, on the caller's thread: what its tasks are told, and removing all of it at the end.
import type { Region } from "../arena/region.ts";
import type { SpillFolder } from "../io/spill-folder.ts";
import { COUNTER_BYTES, type SpillData } from "../spill/spill.ts";

export interface SpillOptions {
  /** Bytes from which any operator's state spills, for tests. Absent: when memory is short. */
  readonly spillThreshold?: number;
  /** The most bytes that a query may have on disk. Absent: what the disk holds. */
  readonly spillLimit?: number;
}

export class QuerySpill {
  readonly data: SpillData;
  readonly #folder: SpillFolder;
  readonly #region: Region;

  constructor(folder: SpillFolder, region: Region, threads: number, options: SpillOptions) {
    this.#folder = folder;
    this.#region = region;
    this.data = {
      folder: folder.nextQuery(),
      threshold: options.spillThreshold ?? 0,
      limit: options.spillLimit ?? 0,
      threads,
      counters: region.allocateZeroed(COUNTER_BYTES),
    };
  }

  /** When no task of the query runs any more, and its region is still there. */
  close(): void {
    const files = this.#region.arena.view().u32[this.data.counters >>> 2];
    if (files !== 0) this.#folder.removeQuery(this.data.folder);
  }
}
