// INSERT, UPDATE and DELETE: the rows that plans give become segments, constraints are tested, and only then
// do the tables have them. Until then nothing is changed; a statement that fails leaves its tables as they were.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Segment } from "../catalog/segment.ts";
import type { TableMemory } from "../catalog/table-memory.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { FfqError, internal, unsupported } from "../common/error.ts";
import { loadKernels } from "../kernel/load.ts";
import { SegmentLoader } from "../runtime/segment-loader.ts";
import type { Catalog, MemoryEntry } from "./catalog.ts";
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
export async function insertRows(owner: TableOwner, entry: MemoryEntry, source: RowSource): Promise<number> {
  return changing(owner, (changes) => changes.insert(entry, source));
}

/** The table in memory that a statement changes. @throws FfqError 0A000, 55000 for what is none */
export function tableToChange(catalog: Catalog, name: string): MemoryEntry {
  const entry = catalog.get(name);
  if (entry === undefined) throw internal(`table ${name} went while its statement ran`);
  if (entry.kind === "memory") return entry;
  if (entry.kind === "external") throw unsupported(`changing ${name}, which is not a table in memory,`);
  throw new FfqError("INVALID_QUERY", `cannot change view "${name}"`, { sqlstate: "55000" });
}

/** Runs what changes tables: they have the changes when it ends, and none if it fails. */
export async function changing<Result>(
  owner: TableOwner,
  run: (changes: TableChanges) => Promise<Result>,
): Promise<Result> {
  const changes = new TableChanges(owner);
  try {
    const result = await run(changes);
    changes.commit();
    return result;
  } finally {
    changes.release();
  }
}

/** Of one table. */
interface Pending {
  /** The rows that go. */
  marks?: RowMarks;
  readonly added: Segment[];
}

/** The changes of a statement to tables, which have none of them before all are there. */
export class TableChanges {
  readonly #owner: TableOwner;
  readonly #tables = new Map<MemoryEntry, Pending>();
  readonly #loaders: SegmentLoader[] = [];
  readonly #afterwards: (() => void)[] = [];
  /** What the tables are to have. */
  readonly #next: { readonly entry: MemoryEntry; readonly segments: readonly Segment[] }[] = [];
  #isPrepared = false;

  constructor(owner: TableOwner) {
    this.#owner = owner;
  }

  change(kind: "insert" | "update" | "delete", entry: MemoryEntry, source: RowSource): Promise<number> {
    return this[kind](entry, source);
  }

  /** To be done when the tables have their changes. */
  afterwards(run: () => void): void {
    this.#afterwards.push(run);
  }

  /** Adds rows whose columns are the table's. Answers how many. @throws FfqError CONSTRAINT */
  async insert(entry: MemoryEntry, { batches, ownsBatches }: RowSource): Promise<number> {
    const loader = this.#loader(entry, ownsBatches);
    let rows = 0;
    for await (const batch of batches) {
      refuseNulls(entry, batch.columns);
      loader.add(batch);
      rows += batch.rows;
    }
    this.#of(entry).added.push(...loader.finish());
    return rows;
  }

  /** Replaces rows: the first column numbers a row, the others are its new values. Answers how many. */
  async update(entry: MemoryEntry, { batches, ownsBatches }: RowSource): Promise<number> {
    const loader = this.#loader(entry, ownsBatches);
    const marks = this.#marks(entry);
    let rows = 0;
    for await (const batch of batches) {
      const [numbers, ...columns] = batch.columns as readonly [ResultColumn, ...ResultColumn[]];
      refuseNulls(entry, columns);
      marks.add(numbers);
      loader.add({ rows: batch.rows, columns });
      rows += batch.rows;
    }
    this.#of(entry).added.push(...loader.finish());
    return rows;
  }

  /** Removes the rows that the only column numbers. Answers how many. */
  async delete(entry: MemoryEntry, { batches }: RowSource): Promise<number> {
    const marks = this.#marks(entry);
    let rows = 0;
    for await (const batch of batches) {
      marks.add((batch.columns as readonly [ResultColumn])[0]);
      rows += batch.rows;
    }
    return rows;
  }

  /** Does what can fail of a commit. @throws FfqError CONSTRAINT where a key is there twice */
  prepare(): void {
    for (const [entry, { marks, added }] of this.#tables) {
      const kept = marks === undefined ? entry.table.segments : marks.unmarked();
      this.#next.push({ entry, segments: withoutSmall([...kept, ...added]) });
    }
    for (const { entry, segments } of this.#next) refuseDuplicates(entry, segments);
    this.#isPrepared = true;
  }

  /** The tables have these rows from now on: all of them, or none. @throws FfqError CONSTRAINT, unless it is prepared */
  commit(): void {
    if (!this.#isPrepared) this.prepare();
    for (const { entry, segments } of this.#next) entry.table.replace(segments);
    for (const run of this.#afterwards) run();
  }

  /** Frees what no table has. Called once, whatever happened. */
  release(): void {
    for (const { segments } of this.#next) for (const segment of segments) segment.freeUnowned();
    for (const loader of this.#loaders) loader.release();
    for (const { marks } of this.#tables.values()) marks?.release();
  }

  #of(entry: MemoryEntry): Pending {
    let pending = this.#tables.get(entry);
    if (pending === undefined) {
      pending = { added: [] };
      this.#tables.set(entry, pending);
    }
    return pending;
  }

  #marks(entry: MemoryEntry): RowMarks {
    const pending = this.#of(entry);
    pending.marks ??= new RowMarks(this.#owner.tableMemory.first, entry.table.segments);
    return pending.marks;
  }

  #loader({ table }: MemoryEntry, ownsBatches: boolean): SegmentLoader {
    const { tableMemory } = this.#owner;
    const types = table.fields.map(({ type }) => type);
    const loader = new SegmentLoader((bytes) => tableMemory.roomFor(bytes), types, ownsBatches);
    this.#loaders.push(loader);
    return loader;
  }
}

/** @throws FfqError CONSTRAINT where a column without NULLs has one */
export function refuseNulls({ table }: MemoryEntry, columns: ResultBatch["columns"]): void {
  const position = columns.findIndex(({ nullCount }, at) => nullCount > 0 && table.fields[at]?.nullable === false);
  if (position < 0) return;
  const column = (table.fields[position] as Field).name;
  throw new FfqError(
    "CONSTRAINT",
    `null value in column "${column}" of relation "${table.name}" violates not-null constraint`,
    { sqlstate: "23502", context: { table: table.name, column } },
  );
}

/** @throws FfqError CONSTRAINT where a key is there twice */
function refuseDuplicates({ table, indexes }: MemoryEntry, segments: readonly Segment[]): void {
  const violated = indexes.find((index) => !index.accepts(segments));
  if (violated === undefined) return;
  const { name } = violated.constraint;
  throw new FfqError("CONSTRAINT", `duplicate key value violates unique constraint "${name}"`, {
    sqlstate: "23505",
    context: { table: table.name, constraint: name },
  });
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

  constructor(region: Region, segments: readonly Segment[]) {
    this.#region = region;
    this.#segments = segments;
    const rows = segments.reduce((total, segment) => total + segment.rows, 0);
    this.#marks = region.allocateZeroed(Math.max(rows, 1));
  }

  add({ data, rows }: ResultColumn): void {
    if (rows === 0) return;
    const region = this.#region;
    const staged = region.allocate(rows * 8);
    region.arena.view().u8.set(data.subarray(0, rows * 8), staged);
    loadKernels(region.arena).markRows(staged, rows, this.#marks);
    region.free(staged);
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
