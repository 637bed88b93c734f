// The rows of some whole partitions in their order, while a window's steps are computed over them: where partitions
// and peers begin and end, each worked out when first asked for, and the memory of all that is computed.
//
// Positions are places in the order from 0; rows are slots of the columns. Long work yields between slices.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { type WindowKernels, windowKernels } from "../../kernel/window.ts";

/** Positions per kernel call. */
export const SLICE_ROWS = 32768;

/** A byte of `bounds` at or above it begins a peer group, or a partition. */
export const PEERS = 1;
export const PARTITION = 2;
type Span = typeof PEERS | typeof PARTITION;

export interface SpanNumbers {
  /** u32 per position and one more: the number of its span. */
  readonly numbers: Pointer;
  /** u32 per span: its first position. */
  readonly firsts: Pointer;
  readonly count: number;
}

/** Where the rows stand in their partition; positions count from their first one, modulo 2^32. */
export interface WindowPlace {
  readonly start: number;
  readonly end: number;
  /** Of the partition's peer groups before the one that the rows begin with. */
  readonly groups: number;
  /** When all of the rows are of one peer group: that one's. */
  readonly peers?: { readonly start: number; readonly end: number };
}

export interface WindowInput {
  readonly columns: readonly Vector[];
  /** u32 per position: its row; 0: positions are rows, which not all steps take. */
  readonly order: Pointer;
  /** A byte per position. */
  readonly bounds: Pointer;
  readonly rows: number;
  /** The slot that shows NULL, behind the last row. */
  readonly none: number;
  /** Of rows that are a part of one partition. */
  readonly place?: WindowPlace;
  /** The position of the first row, where `place` does not count from it. */
  readonly first?: number;
}

export class WindowRows {
  readonly region: Region;
  readonly kernels: WindowKernels;
  readonly columns: readonly Vector[];
  readonly order: Pointer;
  readonly bounds: Pointer;
  readonly rows: number;
  readonly none: number;
  readonly place: WindowPlace | undefined;
  readonly first: number;
  readonly #blocks = new Set<Pointer>();
  readonly #closing: (() => void)[] = [];
  readonly #known = new Map<string, unknown>();

  constructor(region: Region, input: WindowInput) {
    this.region = region;
    this.kernels = windowKernels(region.arena);
    this.columns = input.columns;
    this.order = input.order;
    this.bounds = input.bounds;
    this.rows = input.rows;
    this.none = input.none;
    this.place = input.place;
    this.first = input.first ?? 0;
  }

  /** Memory that lives until close, or free. @throws FfqError MEMORY_LIMIT */
  allocate(bytes: number): Pointer {
    const pointer = this.region.allocate(Math.max(1, bytes));
    this.#blocks.add(pointer);
    return pointer;
  }

  allocateZeroed(bytes: number): Pointer {
    const pointer = this.region.allocateZeroed(Math.max(1, bytes));
    this.#blocks.add(pointer);
    return pointer;
  }

  free(...pointers: readonly Pointer[]): void {
    for (const pointer of pointers) if (this.#blocks.delete(pointer)) this.region.free(pointer);
  }

  /** Called at close. */
  onClose(release: () => void): void {
    this.#closing.push(release);
  }

  close(): void {
    for (const release of this.#closing) release();
    this.free(...this.#blocks);
  }

  /** What was computed under a name before, or is now. */
  *once<Value>(name: string, compute: () => Generator<void, Value>): Generator<void, Value> {
    if (!this.#known.has(name)) this.#known.set(name, yield* compute());
    return this.#known.get(name) as Value;
  }

  /** Calls `work` for slices of the positions, in order. */
  *slices(work: (from: number, to: number) => void): Generator<void, void> {
    for (let from = 0; from < this.rows; from += SLICE_ROWS) {
      work(from, Math.min(this.rows, from + SLICE_ROWS));
      yield;
    }
  }

  /** u32 per position: where its span begins. */
  *starts(least: Span): Generator<void, Pointer> {
    return yield* this.once(`starts ${least}`, () => this.#computeStarts(least));
  }

  /** u32 per position: where its span has ended. */
  *ends(least: Span): Generator<void, Pointer> {
    return yield* this.once(`ends ${least}`, () => this.#computeEnds(least));
  }

  *numbers(least: Span): Generator<void, SpanNumbers> {
    return yield* this.once(`numbers ${least}`, () => this.#computeNumbers(least));
  }

  /** u32 per position, all of one value. */
  constant(value: number): Pointer {
    const out = this.allocate(4 * this.rows);
    this.region.arena.view().u32.fill(value, out >>> 2, (out >>> 2) + this.rows);
    return out;
  }

  #placeOf(least: Span): { readonly start: number; readonly end: number } | undefined {
    return least === PARTITION ? this.place : this.place?.peers;
  }

  *#computeStarts(least: Span): Generator<void, Pointer> {
    const place = this.#placeOf(least);
    if (place !== undefined) return this.constant(place.start);
    const out = this.allocate(4 * this.rows);
    yield* this.slices((from, to) => this.kernels.spanStarts(this.bounds, least, from, to, out));
    return out;
  }

  *#computeEnds(least: Span): Generator<void, Pointer> {
    const place = this.#placeOf(least);
    if (place !== undefined) return this.constant(place.end);
    const out = this.allocate(4 * this.rows);
    for (let to = this.rows; to > 0; ) {
      const from = Math.max(0, to - SLICE_ROWS);
      this.kernels.spanEnds(this.bounds, least, from, to, this.rows, out);
      to = from;
      yield;
    }
    return out;
  }

  *#computeNumbers(least: Span): Generator<void, SpanNumbers> {
    const numbers = this.allocate(4 * (this.rows + 1));
    const firsts = this.allocate(4 * this.rows);
    let count = 0;
    yield* this.slices((from, to) => {
      count = this.kernels.spanNumbers(this.bounds, least, from, to, numbers, firsts) >>> 0;
    });
    return { numbers, firsts, count };
  }
}
