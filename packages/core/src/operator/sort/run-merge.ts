// Sorted runs (on disk, or a range of each in memory), read as one: a window of each lies in flat columns, with the
// records of its keys, and a kernel merges the windows until one of them is used up, which is then filled anew.
//
// The rule: rows that were put out refer to windows, so windows are filled only when the next rows are asked for.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import { sliceVector } from "../../column/slice.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { allocateSortKeys, releaseSortKeys, type SortKeys, sortLayout } from "../../kernel/sort-key.ts";
import { spillKernels } from "../../kernel/spill.ts";
import { storageOf, storageWidth } from "../../type/storage.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import { copySlots } from "../row-store-slots.ts";
import type { SortSpec } from "../spec.ts";
import { SortKeyWriter, sortColumns } from "./sort-key-writer.ts";
import { keyColumns, type SortPlan } from "./sort-plan.ts";

interface Run {
  readonly reader: BatchSource;
  readonly writer: SortKeyWriter;
  /** The frame that the window is filled from, and its first row that no window has had. */
  frame: Batch | undefined;
  from: number;
}

export interface RunMergeOptions {
  readonly spec: SortSpec;
  readonly plan: SortPlan;
  /** Each gives its rows in order; a batch with all that is kept of them is valid until the next one. Closed here. */
  readonly runs: readonly BatchSource[];
  readonly windowRows: number;
  /** With the computed keys, for a further merge. */
  readonly isWhole: boolean;
}

export class RunMergeSource implements BatchSource {
  readonly #context: TaskContext;
  readonly #plan: SortPlan;
  readonly #windowRows: number;
  readonly #isWhole: boolean;
  readonly #runs: readonly Run[];
  readonly #keys: SortKeys;
  readonly #columns: readonly Vector[];
  /** Two u32 per run: the window's next record, and the one behind its last. */
  readonly #windows: Pointer;
  readonly #heap: Pointer;
  readonly #order: Pointer;
  #left: number;

  constructor(context: TaskContext, { spec, plan, runs, windowRows, isWhole }: RunMergeOptions) {
    const { region, batchRows } = context;
    const { types } = plan;
    const layout = sortLayout(
      sortColumns(
        spec.keys,
        spec.keys.map(() => true),
      ),
    );
    const slots = runs.length * windowRows;
    this.#context = context;
    this.#plan = plan;
    this.#windowRows = windowRows;
    this.#isWhole = isWhole;
    this.#runs = runs.map((reader) => ({
      reader,
      writer: new SortKeyWriter(region, layout),
      frame: undefined,
      from: 0,
    }));
    this.#keys = allocateSortKeys(region, layout, slots);
    this.#columns = types.map((type): Vector => {
      const storage = storageOf(type);
      const data = region.allocate(slots * storageWidth(storage));
      return { type, storage, data, validity: region.allocate(slots), index: 0, slots, dictionary: 0 };
    });
    this.#windows = region.allocateZeroed(8 * runs.length);
    this.#heap = region.allocate(4 * runs.length);
    this.#order = region.allocate(4 * batchRows);
    this.#left = spec.limit ?? Number.POSITIVE_INFINITY;
  }

  next(): Batch | undefined {
    const { arena, batchRows } = this.#context;
    for (const [number, run] of this.#runs.entries()) if (this.#isEmpty(number)) this.#fill(number, run);
    const { keys, words, ties } = this.#keys;
    const most = Math.min(batchRows, this.#left);
    const rows =
      most === 0
        ? 0
        : spillKernels(arena).mergeWindows(
            this.#windows,
            this.#runs.length,
            keys,
            words,
            ties,
            this.#heap,
            this.#order,
            most,
          );
    if (rows === 0) return undefined;
    this.#left -= rows;
    const outputs = this.#isWhole ? this.#columns : this.#columns.slice(0, this.#plan.outputs);
    return { rows, columns: outputs.map((column) => ({ ...column, index: this.#order })) };
  }

  close(): void {
    const { region } = this.#context;
    for (const { reader, writer } of this.#runs) {
      reader.close();
      writer.close();
    }
    releaseSortKeys(region, this.#keys);
    for (const { data, validity } of this.#columns) {
      region.free(data);
      region.free(validity);
    }
    for (const pointer of [this.#windows, this.#heap, this.#order]) region.free(pointer);
  }

  #isEmpty(number: number): boolean {
    const { u32 } = this.#context.arena.view();
    const at = (this.#windows >>> 2) + 2 * number;
    return u32[at] === u32[at + 1];
  }

  /** The next rows of a run's frame, or of its next frame; none when there are no more. */
  #fill(number: number, run: Run): void {
    if (run.frame === undefined || run.from === run.frame.rows) {
      run.frame = run.reader.next();
      run.from = 0;
    }
    const { frame } = run;
    if (frame === undefined) return;
    const rows = Math.min(this.#windowRows, frame.rows - run.from);
    const first = number * this.#windowRows;
    const columns = frame.columns.map((column) => sliceVector(column, run.from, rows));
    for (const [at, column] of columns.entries()) this.#copy(column, this.#columns[at] as Vector, first, rows);
    run.writer.forget();
    run.writer.write(this.#keys, keyColumns(this.#plan, columns), first, rows);
    run.from += rows;
    this.#context.arena.view().u32.set([first, first + rows], (this.#windows >>> 2) + 2 * number);
  }

  #copy(column: Vector, { data, validity, storage }: Vector, first: number, rows: number): void {
    const { arena } = this.#context;
    copySlots(arena, column, storage, rows, data + first * storageWidth(storage));
    const at = validity + first;
    if (column.validity === 0) fillBytes(arena, 1, at, at + rows);
    else copySlots(arena, { ...column, storage: "u8", data: column.validity }, "u8", rows, at);
  }
}
