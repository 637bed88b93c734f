// Cuts sorted runs in memory into ranges of their keys, so that threads can merge a range each: what lies in one range
// comes before all of the next in every run. Bounds are rows of the runs, chosen by samples; equal rows are in one range.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import {
  allocateSortKeys,
  releaseSortKeys,
  rowsBefore,
  type SortKeys,
  type SortLayout,
  sortLayout,
} from "../../kernel/sort-key.ts";
import { RowSort } from "../../kernel/sort-rows.ts";
import type { TaskContext } from "../operator.ts";
import type { SortSpec } from "../spec.ts";
import { SortKeyWriter, sortColumns } from "./sort-key-writer.ts";
import { keyColumns, type SortPlan } from "./sort-plan.ts";
import type { SortedRows } from "./sort-stored.ts";

/** A range: its places in each run's order, and how many of its rows are wanted. */
export interface SortedRange {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly rows: number;
}

/** About the rows of a range. */
const RANGE_ROWS = 32768;
const SAMPLES_PER_RANGE = 64;
/** Rows that are compared with a bound at one time. */
const PROBES = 64;

/** Ranges of all runs, in order, up to the sort's limit; none is empty. */
export function* rangesOf(
  context: TaskContext,
  spec: SortSpec,
  plan: SortPlan,
  runs: readonly SortedRows[],
): Generator<void, readonly SortedRange[]> {
  const total = runs.reduce((sum, { rows }) => sum + rows, 0);
  const count = Math.max(1, Math.round(total / RANGE_ROWS));
  const cuts: (readonly number[])[] = [runs.map(() => 0)];
  if (count > 1) {
    const cutter = new Cutter(context, spec, plan, runs, Math.max(1, Math.floor(total / (count * SAMPLES_PER_RANGE))));
    try {
      for (let bound = 1; bound < count; bound++) {
        context.checkCancelled();
        cuts.push(cutter.cut(bound / count));
        yield;
      }
    } finally {
      cutter.close();
    }
  }
  cuts.push(runs.map(({ rows }) => rows));
  return withinLimit(cuts, spec.limit ?? total);
}

function withinLimit(cuts: readonly (readonly number[])[], limit: number): readonly SortedRange[] {
  const ranges: SortedRange[] = [];
  let left = limit;
  for (const [at, ends] of cuts.slice(1).entries()) {
    const starts = cuts[at] as readonly number[];
    const rows = Math.min(
      left,
      ends.reduce((sum, end, run) => sum + end - (starts[run] as number), 0),
    );
    if (rows > 0) ranges.push({ starts, ends, rows });
    left -= rows;
  }
  return ranges;
}

class Cutter {
  readonly #context: TaskContext;
  readonly #plan: SortPlan;
  readonly #runs: readonly SortedRows[];
  readonly #samples: SortKeys;
  /** The samples' numbers in order (u32). */
  readonly #order: Pointer;
  readonly #sampleWriter: SortKeyWriter;
  readonly #probes: SortKeys;
  readonly #writer: SortKeyWriter;
  /** Row numbers, and room for what rowsBefore answers. */
  readonly #list: Pointer;
  readonly #found: Pointer;

  constructor(context: TaskContext, spec: SortSpec, plan: SortPlan, runs: readonly SortedRows[], step: number) {
    const { region } = context;
    const layout: SortLayout = sortLayout(sortColumns(spec.keys, []));
    const counts = runs.map(({ rows }) => Math.ceil(rows / step));
    this.#context = context;
    this.#plan = plan;
    this.#runs = runs;
    this.#list = region.allocate(4 * Math.max(PROBES, ...counts));
    this.#found = region.allocate(4 * PROBES);
    this.#samples = allocateSortKeys(
      region,
      layout,
      counts.reduce((sum, count) => sum + count, 0),
    );
    this.#sampleWriter = new SortKeyWriter(region, layout);
    let from = 0;
    for (const [at, run] of runs.entries()) {
      const count = counts[at] as number;
      const places = Array.from({ length: count }, (_, sample) => sample * step);
      if (count > 0) this.#sampleWriter.write(this.#samples, this.#show(run, places), from, count);
      from += count;
    }
    this.#order = RowSort.sort(region, this.#samples);
    this.#probes = allocateSortKeys(region, layout, PROBES);
    this.#writer = new SortKeyWriter(region, layout);
  }

  /** By run: the place before which rows come before those of this part of the samples. */
  cut(part: number): readonly number[] {
    const { rows } = this.#samples;
    const bound = this.#context.arena.view().u32[(this.#order >>> 2) + Math.floor(part * rows)] as number;
    return this.#runs.map((run) => this.#firstNotBefore(run, bound));
  }

  close(): void {
    const { region } = this.#context;
    this.#sampleWriter.close();
    this.#writer.close();
    releaseSortKeys(region, this.#samples);
    releaseSortKeys(region, this.#probes);
    for (const pointer of [this.#order, this.#list, this.#found]) region.free(pointer);
  }

  #firstNotBefore(run: SortedRows, bound: number): number {
    let [low, high] = [0, run.rows];
    while (low < high) {
      const count = Math.min(PROBES, high - low);
      const places = Array.from({ length: count }, (_, probe) => low + Math.floor((probe * (high - low)) / count));
      this.#writer.write(this.#probes, this.#show(run, places), 0, count);
      const before = rowsBefore(
        this.#context.region,
        { ...this.#probes, rows: count },
        this.#samples,
        bound,
        this.#found,
      );
      this.#writer.forget();
      if (before < count) high = places[before] as number;
      if (before > 0) low = (places[before - 1] as number) + 1;
    }
    return low;
  }

  /** The key columns of rows at these places of a run's order. */
  #show({ order, columns }: SortedRows, places: readonly number[]): readonly Vector[] {
    const { u32 } = this.#context.arena.view();
    for (const [at, place] of places.entries()) u32[(this.#list >>> 2) + at] = u32[(order >>> 2) + place] as number;
    return keyColumns(this.#plan, columns).map((column) => ({ ...column, index: this.#list }));
  }
}
