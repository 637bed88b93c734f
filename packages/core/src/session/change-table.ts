// INSERT, UPDATE and DELETE: the rows that a plan gives become segments, constraints are tested, and only then
// does the table have them. Until then nothing is changed; a statement that fails leaves the table as it was.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Segment } from "../catalog/segment.ts";
import type { TableMemory } from "../catalog/table-memory.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { loadKernels } from "../kernel/load.ts";
import { SegmentLoader } from "../runtime/segment-loader.ts";
import type { MemoryEntry } from "./catalog.ts";
import { mergeSegments, pickRows } from "./segment-rows.ts";

/** What has tables in memory. */
interface TableOwner {
  readonly tableMemory: TableMemory;
}

/** Rows for a table. */
export interface RowSource {
  readonly batches: AsyncIterable<ResultBatch> | Iterable<ResultBatch>;
  /** Whether their buffers may be freed, because nobody else holds them. */
  readonly ownsBatches: boolean;
}

/** Adds rows whose columns are the table's. Answers how many. @throws FfqError CONSTRAINT */
export async function insertRows(
  owner: TableOwner,
  entry: MemoryEntry,
  { batches, ownsBatches }: RowSource,
): Promise<number> {
  const loader = loaderOf(owner, entry, ownsBatches);
  try {
    let rows = 0;
    for await (const batch of batches) {
      refuseNulls(entry, batch.columns);
      loader.add(batch);
      rows += batch.rows;
    }
    commit(entry, entry.table.segments, loader.finish());
    return rows;
  } finally {
    loader.release();
  }
}

/** Replaces rows: the first column numbers a row, the others are its new values. Answers how many. */
export async function updateRows(
  owner: TableOwner,
  entry: MemoryEntry,
  { batches, ownsBatches }: RowSource,
): Promise<number> {
  const loader = loaderOf(owner, entry, ownsBatches);
  const marks = new RowMarks(owner.tableMemory.first, entry.table.segments);
  try {
    for await (const batch of batches) {
      const [numbers, ...columns] = batch.columns as readonly [ResultColumn, ...ResultColumn[]];
      refuseNulls(entry, columns);
      marks.add(numbers);
      loader.add({ rows: batch.rows, columns });
    }
    commit(entry, marks.unmarked(), loader.finish());
    return marks.count;
  } finally {
    loader.release();
    marks.release();
  }
}

/** Removes the rows that the only column numbers. Answers how many. */
export async function deleteRows(owner: TableOwner, entry: MemoryEntry, { batches }: RowSource): Promise<number> {
  const marks = new RowMarks(owner.tableMemory.first, entry.table.segments);
  try {
    for await (const { columns } of batches) marks.add((columns as readonly [ResultColumn])[0]);
    commit(entry, marks.unmarked(), []);
    return marks.count;
  } finally {
    marks.release();
  }
}

function loaderOf({ tableMemory }: TableOwner, { table }: MemoryEntry, ownsBatches: boolean): SegmentLoader {
  return new SegmentLoader(
    (bytes) => tableMemory.roomFor(bytes),
    table.fields.map(({ type }) => type),
    ownsBatches,
  );
}

function refuseNulls({ table }: MemoryEntry, columns: ResultBatch["columns"]): void {
  const position = columns.findIndex(({ nullCount }, at) => nullCount > 0 && table.fields[at]?.nullable === false);
  if (position < 0) return;
  const column = (table.fields[position] as Field).name;
  throw new FfqError(
    "CONSTRAINT",
    `null value in column "${column}" of relation "${table.name}" violates not-null constraint`,
    { sqlstate: "23502", context: { table: table.name, column } },
  );
}

/** The table has these rows from now on. @throws FfqError CONSTRAINT where a key is there twice */
function commit({ table, indexes }: MemoryEntry, kept: readonly Segment[], added: readonly Segment[]): void {
  const segments = withoutSmall([...kept, ...added]);
  try {
    const violated = indexes.find((index) => !index.accepts(segments));
    if (violated !== undefined) {
      const { name } = violated.constraint;
      throw new FfqError("CONSTRAINT", `duplicate key value violates unique constraint "${name}"`, {
        sqlstate: "23505",
        context: { table: table.name, constraint: name },
      });
    }
    table.replace(segments);
  } finally {
    for (const segment of segments) segment.freeUnowned();
  }
}

/** Segments below this size are small, and this many at the end become one: a table of many INSERTs stays quick. */
const SMALL_ROWS = 4096;
const MOST_SMALL = 32;

function withoutSmall(segments: readonly Segment[]): readonly Segment[] {
  // Those of one memory: they share the bytes of their strings.
  const here = segments.at(-1)?.region;
  const before = segments.findLastIndex(({ rows, region }) => rows >= SMALL_ROWS || region !== here);
  const small = segments.length - 1 - before;
  if (here === undefined || small <= MOST_SMALL) return segments;
  return [...segments.slice(0, -small), mergeSegments(here.arena, here, segments.slice(-small))];
}

/** Rows of a table, marked by number: a byte for each, in one memory wherever the rows lie. */
class RowMarks {
  readonly #region: Region;
  readonly #segments: readonly Segment[];
  readonly #marks: Pointer;
  readonly #made: Segment[] = [];
  #count = 0;

  constructor(region: Region, segments: readonly Segment[]) {
    this.#region = region;
    this.#segments = segments;
    const rows = segments.reduce((total, segment) => total + segment.rows, 0);
    this.#marks = region.allocateZeroed(Math.max(rows, 1));
  }

  get count(): number {
    return this.#count;
  }

  add({ data, rows }: ResultColumn): void {
    if (rows === 0) return;
    const region = this.#region;
    const staged = region.allocate(rows * 8);
    region.arena.view().u8.set(data.subarray(0, rows * 8), staged);
    loadKernels(region.arena).markRows(staged, rows, this.#marks);
    region.free(staged);
    this.#count += rows;
  }

  /** The table without the marked rows. */
  unmarked(): readonly Segment[] {
    const kept: Segment[] = [];
    let at = this.#marks;
    for (const segment of this.#segments) {
      const rest = this.#unmarkedOf(segment, at);
      if (rest !== undefined) kept.push(rest);
      at += segment.rows;
    }
    return kept;
  }

  /** The segment itself, one of the rows that are left, or undefined when none is. */
  #unmarkedOf(segment: Segment, marks: Pointer): Segment | undefined {
    const { rows: before, region } = segment;
    const { arena } = region;
    const picked = region.allocate(before * 4 + 4);
    const isHere = arena === this.#region.arena;
    const copied = isHere ? 0 : region.allocate(before);
    try {
      if (!isHere) arena.view().u8.set(this.#region.arena.view().u8.subarray(marks, marks + before), copied);
      const rows = loadKernels(arena).rowsWith(isHere ? marks : copied, 0, before, picked);
      if (rows === before) return segment;
      if (rows === 0) return undefined;
      const rest = pickRows(arena, region, segment, picked, rows);
      this.#made.push(rest);
      return rest;
    } finally {
      region.free(picked);
      region.free(copied);
    }
  }

  release(): void {
    for (const segment of this.#made) segment.freeUnowned();
    this.#region.free(this.#marks);
  }
}
