// Batches that a query gives become segments of a memory table. Rows are held in the batches' own buffers until
// there are enough for a segment.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { Segment, SharedMemory } from "../catalog/segment.ts";
import { freeBatch, type ResultBatch, type ResultColumn } from "../column/result-batch.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { type LoadContext, loadColumn } from "./load-column.ts";
import { NumericReader } from "./numeric-reader.ts";

/** Rows at which a segment is made. */
const SEGMENT_ROWS = 65536;

export class SegmentLoader {
  #segments: Segment[] = [];
  readonly #roomFor: (bytes: number) => Region;
  readonly #types: readonly LogicalType[];
  readonly #ownsBatches: boolean;
  #context: LoadContext | undefined;
  #held: ResultBatch[] = [];
  #heldRows = 0;

  /**
   * @param roomFor where a segment of so many bytes is to lie
   * @param ownsBatches nobody else looks at the batches' buffers: they are freed as soon as their rows are in a segment
   */
  constructor(roomFor: (bytes: number) => Region, types: readonly LogicalType[], ownsBatches: boolean) {
    this.#roomFor = roomFor;
    this.#types = types;
    this.#ownsBatches = ownsBatches;
  }

  /** @throws FfqError MEMORY_LIMIT when the arena is full */
  add(batch: ResultBatch): void {
    if (batch.rows === 0) return;
    this.#held.push(batch);
    this.#heldRows += batch.rows;
    if (this.#heldRows >= SEGMENT_ROWS) this.#flush();
  }

  /** The segments so far, which are the caller's from now on; rows that are at least so many, or all for 0, are one too. */
  take(atLeast: number): readonly Segment[] {
    if (this.#heldRows > 0 && this.#heldRows >= atLeast) this.#flush();
    const taken = this.#segments;
    this.#segments = [];
    return taken;
  }

  /** All rows that were added. */
  finish(): readonly Segment[] {
    if (this.#heldRows > 0) this.#flush();
    return this.#segments;
  }

  /** Frees what was loaded and is nobody's. Called once, whatever happened. */
  release(): void {
    for (const segment of this.#segments) segment.freeUnowned();
    this.#held = [];
  }

  #flush(): void {
    const allocated: Pointer[] = [];
    const rows = this.#heldRows;
    const batches = this.#held;
    this.#held = [];
    this.#heldRows = 0;
    const context = this.#contextFor(batches.reduce((sum, { columns }) => sum + bytesOf(columns), 0));
    const { region } = context;
    try {
      const columns = this.#types.map((type, position) => {
        const parts = batches.map((batch) => batch.columns[position] as ResultColumn);
        return loadColumn(context, type, parts, allocated);
      });
      const slots = new SharedMemory(
        region,
        columns.flatMap((column) => column.slots),
      );
      const heaps = columns
        .filter((column) => column.heaps.length > 0)
        .map((column) => new SharedMemory(region, column.heaps));
      const vectors = columns.map(({ vector }) => vector);
      const statistics = columns.map((column) => column.statistics);
      this.#segments.push(new Segment({ rows, columns: vectors, statistics, slots, heaps }));
      if (this.#ownsBatches) for (const batch of batches) freeBatch(batch);
    } catch (thrown) {
      for (const pointer of allocated) region.free(pointer);
      throw thrown;
    }
  }

  /** Twice the bytes: they are there a second time while they become slots. */
  #contextFor(bytes: number): LoadContext {
    const region = this.#roomFor(2 * bytes);
    if (this.#context?.region !== region) {
      const { arena } = region;
      this.#context = { arena, region, numerics: new NumericReader(arena, region) };
    }
    return this.#context;
  }
}

function bytesOf(columns: readonly ResultColumn[]): number {
  return columns.reduce((sum, { data, offsets }) => sum + data.length + (offsets?.byteLength ?? 0), 0);
}
