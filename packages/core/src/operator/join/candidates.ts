// Where candidate pairs come from: the pairs of a probe batch that may be true, block by block. A hash join's are
// those of equal keys; a nested loop's are all. Blocks are at most a batch long, and a batch's pairs may be any
// number: whoever asks can stop between two blocks.
import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import type { TaskContext } from "../operator.ts";

export interface Candidates {
  /** Turns to the rows of a batch. */
  begin(batch: Batch): void;
  /**
   * Writes the next pairs to `probe` and `build`; answers how many, 0 when there are no more. Rows whose state is
   * 1 may be passed over (states 0: no row is): their pairs cannot change anything.
   */
  next(states: Pointer): number;
  /** Addresses of u32 row numbers. */
  readonly probe: Pointer;
  readonly build: Pointer;
  close(): void;
}

/** A block of pairs and the cursor of who makes it. */
export class PairBlock {
  readonly probe: Pointer;
  readonly build: Pointer;
  readonly cursor: Pointer;
  readonly capacity: number;
  readonly #context: TaskContext;

  constructor(context: TaskContext) {
    const { region, batchRows } = context;
    this.#context = context;
    this.capacity = batchRows;
    this.cursor = region.allocateZeroed(12);
    this.probe = region.allocate(4 * batchRows);
    this.build = region.allocate(4 * batchRows);
  }

  /** Sets the cursor's three u32. */
  turn(first: number, second: number, third: number): void {
    this.#context.arena.view().u32.set([first, second, third], this.cursor >>> 2);
  }

  close(): void {
    for (const pointer of [this.cursor, this.probe, this.build]) this.#context.region.free(pointer);
  }
}
