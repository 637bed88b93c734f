// A table in memory as the scan port sees it: a list of segments. A change makes a new list; a query keeps the
// list that it began with. Nothing here waits, and nothing knows constraints or SQL.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Field, Vector } from "../column/vector.ts";
import { RecentMap } from "../common/recent-map.ts";
import { loadKernels } from "../kernel/load.ts";
import { INT8 } from "../type/logical-type.ts";
import { combineStatistics } from "./combine-statistics.ts";
import { copyVector } from "./copy-vector.ts";
import { MEMORY, type MemoryPiece, packPieces } from "./memory-morsel.ts";
import type { Segment } from "./segment.ts";
import {
  type Morsel,
  ROW_NUMBER_COLUMN,
  type ScanContext,
  type ScanRequest,
  type TableProvider,
} from "./table-provider.ts";

/** A table as it was at one time. */
export interface TableSnapshot {
  readonly provider: TableProvider;
  readonly segments: readonly Segment[];
  /** Lets go of the rows. Called once. */
  release(): void;
}

export class MemoryTable {
  readonly name: string;
  readonly fields: readonly Field[];
  #segments: readonly Segment[] = [];
  #version = 0;
  /** Of the rows as they are: made when first asked for. */
  #provider: TableProvider | undefined;

  constructor(name: string, fields: readonly Field[]) {
    this.name = name;
    this.fields = fields;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get rows(): number {
    return this.#segments.reduce((total, { rows }) => total + rows, 0);
  }

  snapshot(): TableSnapshot {
    const segments = this.#segments;
    for (const segment of segments) segment.take();
    this.#provider ??= providerOf(this.name, this.#version, this.fields, segments);
    const provider = this.#provider;
    return {
      provider,
      segments,
      release: () => {
        for (const segment of segments) segment.give();
      },
    };
  }

  /** The table's rows from now on. */
  replace(segments: readonly Segment[]): void {
    const before = this.#segments;
    for (const segment of segments) segment.take();
    this.#segments = segments;
    this.#provider = undefined;
    this.#version++;
    for (const segment of before) segment.give();
  }
}

/** Of so many kinds of scans a table keeps the morsels: a statement that is asked again has them at once. */
const KEPT_SCANS = 16;

/** Rows of a piece: small enough to spread, large enough to be worth opening. A segment of more is cut. */
const MORSEL_ROWS = 65536;

function providerOf(
  name: string,
  version: number,
  fields: readonly Field[],
  segments: readonly Segment[],
): TableProvider {
  const rows = segments.reduce((total, segment) => total + segment.rows, 0);
  const rowNumber: Field = { name: ROW_NUMBER_COLUMN, type: INT8, nullable: false };
  const columns = fields.map((_, position) =>
    combineStatistics(
      segments.map(({ statistics, rows: own }) => ({ rows: own, statistics: statistics[position] ?? {} })),
    ),
  );
  const kept = new RecentMap<string, readonly Morsel[] | undefined>({ values: KEPT_SCANS });
  const ready = (columns: readonly number[], context: ReadyContext): readonly Morsel[] | undefined => {
    const { arena, partition, partitions, wanted, leastRows } = context;
    const key = [arena.number, partition, partitions, wanted, leastRows, ...columns].join();
    return kept.get(key, () => readyMorsels(segments, columns, fields.length, context));
  };
  return {
    ref: { provider: MEMORY, name, spec: { version } },
    fields: [...fields.map((field, position) => withoutNulls(field, position, segments)), rowNumber],
    statistics: { rows, columns: [...columns, {}] },
    bytesIn: (arena) => segments.reduce((sum, { region, bytes }) => (region.arena === arena ? sum + bytes : sum), 0),
    plan: (request) => ({
      residual: [...request.filters.keys()],
      estimatedRows: rows,
      description: { segments: segments.length },
      morsels: (context) => {
        const known = ready(request.columns, context);
        return known === undefined ? morselsOf(segments, request, fields.length, context) : each(known);
      },
      atHand: (context) => ready(request.columns, context),
    }),
  };
}

/** What the rows themselves say: a column may hold no NULL though its definition lets it. */
function withoutNulls(field: Field, position: number, segments: readonly Segment[]): Field {
  const nullable = field.nullable && segments.some(({ columns }) => columns[position]?.validity !== 0);
  return { ...field, nullable };
}

/** As many rows in a morsel as leave all threads enough of them: each costs messages that wake a thread. */
function enoughRows(
  segments: readonly Segment[],
  { partitions, wanted = Number.POSITIVE_INFINITY, leastRows = MORSEL_ROWS }: ReadyContext,
): number {
  const total = segments.reduce((rows, segment) => rows + segment.rows, 0);
  return Math.max(1, Math.min(MORSEL_ROWS, leastRows), Math.ceil(total / (partitions * wanted)));
}

type Shares = Pick<ScanContext, "partition" | "partitions">;
type ReadyContext = Shares & Pick<ScanContext, "arena" | "wanted" | "leastRows">;

/** The morsels of a scan that shows rows where they lie; undefined where rows have to be made or copied. */
function readyMorsels(
  segments: readonly Segment[],
  columns: readonly number[],
  rowNumberPosition: number,
  context: ReadyContext,
): readonly Morsel[] | undefined {
  if (columns.some((position) => position >= rowNumberPosition)) return undefined;
  if (segments.some(({ region }) => region.arena !== context.arena)) return undefined;
  const enough = enoughRows(segments, context);
  // Shares are cut where less is enough: which task has which shares must not depend on it.
  const most = enough < MORSEL_ROWS ? enough : Number.POSITIVE_INFINITY;
  const morsels: Morsel[] = [];
  let pieces: MemoryPiece[] = [];
  let rows = 0;
  for (const { segment, range } of sharesOf(segments, context)) {
    const vectors = columns.map((position) => segment.columns[position] as Vector);
    for (let { start } = range; start < range.end; start += most) {
      const end = Math.min(range.end, start + most);
      pieces.push({ columns: vectors, start, end });
      rows += end - start;
      if (rows < enough) continue;
      morsels.push({ ...morselOf(pieces, rows, []), waits: false });
      pieces = [];
      rows = 0;
    }
  }
  if (rows > 0) morsels.push({ ...morselOf(pieces, rows, []), waits: false });
  return morsels;
}

async function* each(morsels: readonly Morsel[]): AsyncGenerator<Morsel> {
  yield* morsels;
}

/** Where rows have to be made or copied. */
async function* morselsOf(
  segments: readonly Segment[],
  { columns }: ScanRequest,
  rowNumberPosition: number,
  context: ScanContext,
): AsyncGenerator<Morsel> {
  const { arena, region, signal } = context;
  // Row numbers are made for each piece, and copies of another memory's rows: they take memory until its morsel is done.
  const numbers = columns.some((position) => position >= rowNumberPosition);
  for (const share of sharesOf(segments, context)) {
    const isHere = share.segment.region.arena === arena;
    for (const part of isHere ? [share] : partsOf(share, region)) {
      signal.throwIfAborted();
      yield isHere && !numbers ? shownMorsel(part, columns) : ownMorsel(part, columns, rowNumberPosition, context);
    }
  }
}

function shownMorsel({ segment, range }: Share, columns: readonly number[]): Morsel {
  const vectors = columns.map((position) => segment.columns[position] as Vector);
  return morselOf([{ columns: vectors, ...range }], range.end - range.start, []);
}

function morselOf(pieces: readonly MemoryPiece[], rows: number, owned: readonly Pointer[]): Morsel {
  return { reader: MEMORY, rows, payload: packPieces(pieces), owned };
}

interface Share {
  readonly segment: Segment;
  /** The row number of the segment's first row. */
  readonly first: number;
  readonly range: { readonly start: number; readonly end: number };
}

/** This partition's pieces of the segments. The same wherever it works: partitions may work in different memories. */
function* sharesOf(segments: readonly Segment[], { partition, partitions }: Shares): Generator<Share> {
  let number = 0;
  let first = 0;
  for (const segment of segments) {
    const count = segment.rows === 0 ? 0 : Math.max(1, Math.floor(segment.rows / MORSEL_ROWS));
    const bound = (at: number): number => Math.floor((segment.rows * at) / count);
    for (let at = 0; at < count; at++) {
      if (number++ % partitions !== partition) continue;
      yield { segment, first, range: { start: bound(at), end: bound(at + 1) } };
    }
    first += segment.rows;
  }
}

/** About so many bytes of another memory are copied for a morsel; fewer where memory is short, as many are under way. */
const MOST_COPIED_BYTES = 1 << 20;
const COPIES_OF_FREE = 128;

/** A share of another memory in parts that are worth copying at one time. */
function* partsOf(share: Share, { freeBytes }: Region): Generator<Share> {
  const { rows, bytes } = share.segment;
  const copied = Math.min(MOST_COPIED_BYTES, freeBytes / COPIES_OF_FREE);
  const step = Math.max(1, Math.floor((copied * rows) / Math.max(1, bytes)));
  const { end } = share.range;
  for (let start = share.range.start; start < end; start += step) {
    yield { ...share, range: { start, end: Math.min(end, start + step) } };
  }
}

/** A morsel with memory of its own: row numbers, and columns that are copied because they lie in another memory. */
function ownMorsel(
  { segment, first, range: { start, end } }: Share,
  columns: readonly number[],
  rowNumberPosition: number,
  { arena, region }: ScanContext,
): Morsel {
  const owned: Pointer[] = [];
  const isHere = segment.region.arena === arena;
  const rows = end - start;
  const shown = isHere ? { first: 0, rows: segment.rows } : { first: start, rows };
  try {
    const vectors = columns.map((position): Vector => {
      if (position >= rowNumberPosition) return rowNumbers(region, first + shown.first, shown.rows, owned);
      const vector = segment.columns[position] as Vector;
      return isHere ? vector : copyVector(vector, { start, rows, from: segment.region, to: region, owned });
    });
    return morselOf([{ columns: vectors, start: start - shown.first, end: end - shown.first }], rows, owned);
  } catch (thrown) {
    for (const pointer of owned) region.free(pointer);
    throw thrown;
  }
}

function rowNumbers(region: Region, first: number, rows: number, owned: Pointer[]): Vector {
  const data = region.allocate(rows * 8);
  owned.push(data);
  loadKernels(region.arena).sequence(BigInt(first), rows, data);
  return { type: INT8, storage: "i64", data, validity: 0, index: 0, slots: rows, dictionary: 0 };
}
