// INSERT, UPDATE and DELETE: the rows that a plan gives become segments, constraints are tested, and only then
// does the table have them. Until then nothing is changed; a statement that fails leaves the table as it was.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Segment } from "../catalog/segment.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { loadKernels } from "../kernel/load.ts";
import { SegmentLoader } from "../runtime/segment-loader.ts";
import type { MemoryEntry } from "./catalog.ts";
import { mergeSegments, pickRows } from "./segment-rows.ts";

/** Where a table's rows lie. */
export interface TableMemory {
  readonly arena: Arena;
  readonly tableRegion: Region;
}

/** Adds rows whose columns are the table's. Answers how many. @throws FfqError CONSTRAINT */
export async function insertRows(
  memory: TableMemory,
  entry: MemoryEntry,
  batches: AsyncIterable<ResultBatch> | Iterable<ResultBatch>,
): Promise<number> {
  const loader = loaderOf(memory, entry);
  try {
    let rows = 0;
    for await (const batch of batches) {
      refuseNulls(entry, batch.columns);
      loader.add(batch);
      rows += batch.rows;
    }
    commit(memory, entry, entry.table.segments, loader.finish());
    return rows;
  } finally {
    loader.release();
  }
}

/** Replaces rows: the first column numbers a row, the others are its new values. Answers how many. */
export async function updateRows(
  memory: TableMemory,
  entry: MemoryEntry,
  batches: AsyncIterable<ResultBatch>,
): Promise<number> {
  const loader = loaderOf(memory, entry);
  const marks = new RowMarks(memory, entry.table.segments);
  try {
    for await (const batch of batches) {
      const [numbers, ...columns] = batch.columns as readonly [ResultColumn, ...ResultColumn[]];
      refuseNulls(entry, columns);
      marks.add(numbers);
      loader.add({ rows: batch.rows, columns });
    }
    commit(memory, entry, marks.unmarked(), loader.finish());
    return marks.count;
  } finally {
    loader.release();
    marks.release();
  }
}

/** Removes the rows that the only column numbers. Answers how many. */
export async function deleteRows(
  memory: TableMemory,
  entry: MemoryEntry,
  batches: AsyncIterable<ResultBatch>,
): Promise<number> {
  const marks = new RowMarks(memory, entry.table.segments);
  try {
    for await (const { columns } of batches) marks.add((columns as readonly [ResultColumn])[0]);
    commit(memory, entry, marks.unmarked(), []);
    return marks.count;
  } finally {
    marks.release();
  }
}

function loaderOf({ arena, tableRegion }: TableMemory, { table }: MemoryEntry): SegmentLoader {
  return new SegmentLoader(
    arena,
    tableRegion,
    table.fields.map(({ type }) => type),
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
function commit(
  memory: TableMemory,
  { table, indexes }: MemoryEntry,
  kept: readonly Segment[],
  added: readonly Segment[],
): void {
  const segments = withoutSmall(memory, [...kept, ...added]);
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

function withoutSmall({ arena, tableRegion }: TableMemory, segments: readonly Segment[]): readonly Segment[] {
  const small = segments.length - 1 - segments.findLastIndex(({ rows }) => rows >= SMALL_ROWS);
  if (small <= MOST_SMALL) return segments;
  return [...segments.slice(0, -small), mergeSegments(arena, tableRegion, segments.slice(-small))];
}

/** Rows of a table, marked by number. */
class RowMarks {
  readonly #memory: TableMemory;
  readonly #segments: readonly Segment[];
  readonly #marks: Pointer;
  readonly #made: Segment[] = [];
  #count = 0;

  constructor(memory: TableMemory, segments: readonly Segment[]) {
    this.#memory = memory;
    this.#segments = segments;
    const rows = segments.reduce((total, segment) => total + segment.rows, 0);
    this.#marks = memory.tableRegion.allocateZeroed(Math.max(rows, 1));
  }

  get count(): number {
    return this.#count;
  }

  add({ data, rows }: ResultColumn): void {
    if (rows === 0) return;
    const { arena, tableRegion } = this.#memory;
    const staged = tableRegion.allocate(rows * 8);
    arena.view().u8.set(data.subarray(0, rows * 8), staged);
    loadKernels(arena).markRows(staged, rows, this.#marks);
    tableRegion.free(staged);
    this.#count += rows;
  }

  /** The table without the marked rows. */
  unmarked(): readonly Segment[] {
    const { arena, tableRegion } = this.#memory;
    const kept: Segment[] = [];
    let at = this.#marks;
    for (const segment of this.#segments) {
      const picked = tableRegion.allocate(segment.rows * 4 + 4);
      const rows = loadKernels(arena).rowsWith(at, 0, segment.rows, picked);
      if (rows === segment.rows) kept.push(segment);
      else if (rows > 0) {
        const rest = pickRows(arena, tableRegion, segment, picked, rows);
        this.#made.push(rest);
        kept.push(rest);
      }
      tableRegion.free(picked);
      at += segment.rows;
    }
    return kept;
  }

  release(): void {
    for (const segment of this.#made) segment.freeUnowned();
    this.#memory.tableRegion.free(this.#marks);
  }
}
