// What more can be skipped of a row group once parts of the file may be read for it: all of it, when a bloom filter or
// its dictionary says that no row has a wanted value; pages, when the page index says so. Whatever cannot be right is
// not used: it would only have saved reading.
import type { ScanContext } from "../../catalog/table-provider.ts";
import type { ByteSource } from "../../io/byte-store.ts";
import type { Datum } from "../../type/datum.ts";
import { BLOCK_BYTES, blockHolds, blockOf, bloomHash, HEADER_BYTES, readBloomHeader } from "./bloom-filter.ts";
import type { ColumnBound } from "./column-bound.ts";
import { dictionaryHolds } from "./dictionary-search.ts";
import type { FileMetadata } from "./metadata.ts";
import type { PageLocation } from "./page-index.ts";
import { type ChunkPages, type IndexReading, isIndex, isInside, type PageIndexes } from "./page-indexes.ts";
import { plainLiteral } from "./plain-literal.ts";
import type { PruneTrials } from "./prune-trials.ts";
import { readRange } from "./read-range.ts";
import type { ColumnChunk, RowGroup } from "./row-group.ts";
import { countRows, type RowRange } from "./row-ranges.ts";
import type { FlatColumn, ParquetColumn } from "./schema.ts";
import { type IndexedBounds, wantedRows } from "./select-pages.ts";

/** What was skipped, for EXPLAIN ANALYZE. */
export interface PruneCounters {
  rowGroupsRead: number;
  rowGroupsPruned: number;
  /** Of the pruned row groups, those that a bloom filter or a dictionary spoke for. */
  bloomPruned: number;
  dictionaryPruned: number;
  /** Pages of the columns that are read. */
  pagesRead: number;
  pagesPruned: number;
  bytesRead: number;
  /** Of columns that are read only where rows are left of others. */
  bytesLate: number;
}

export interface PruneRequest {
  readonly source: ByteSource;
  /** The file of the machine that the source is, if it is one. */
  readonly localPath: string | undefined;
  readonly metadata: FileMetadata;
  readonly indexes: PageIndexes;
  readonly columns: readonly ParquetColumn[];
  readonly bounds: readonly ColumnBound[];
  readonly context: ScanContext;
  readonly counters: PruneCounters;
  readonly trials: { readonly lookups: PruneTrials; readonly pages: PruneTrials };
}

/** The rows that may be wanted, as far as can be told; none when the row group can be passed over. */
export async function pruneRowGroup(
  request: PruneRequest,
  rowGroup: number,
  bytes: number,
): Promise<readonly RowRange[]> {
  const group = request.metadata.rowGroups[rowGroup] as RowGroup;
  const { counters, trials } = request;
  const all = lookups(request, group);
  if (all.length > 0 && trials.lookups.next()) {
    for (const lookup of all) {
      const isBloom = await bloomExcludes(request, lookup);
      if (!isBloom && !(await dictionaryExcludes(request, lookup, bytes))) continue;
      counters[isBloom ? "bloomPruned" : "dictionaryPruned"]++;
      trials.lookups.helped();
      return [];
    }
  }
  const indexed = indexedColumns(request, group);
  if (indexed.length === 0 || !trials.pages.next()) return [{ start: 0, end: group.rows }];
  const wanted = await pagesWanted(request, group, indexed);
  if (!isWhole(wanted, group.rows)) trials.pages.helped();
  return wanted;
}

/** Rows must have one of `literals` in the column. */
interface Lookup {
  readonly column: FlatColumn;
  readonly chunk: ColumnChunk;
  readonly literals: readonly Uint8Array[];
}

/** More values than this are not looked up one by one. */
const MOST_LITERALS = 32;

function lookups({ columns, bounds, metadata }: PruneRequest, group: RowGroup): readonly Lookup[] {
  return bounds.flatMap((bound): Lookup[] => {
    const column = columns[bound.column];
    const values = valuesOf(bound);
    if (column?.kind !== "flat" || values === undefined || values.length > MOST_LITERALS) return [];
    const chunk = group.columns[column.chunk] as ColumnChunk;
    if (chunk.encrypted) return [];
    const literals = values.flatMap((value) => (value === null ? [] : [plainLiteral(column, value)]));
    if (!literals.every((literal) => literal !== undefined)) return [];
    const indexed =
      isInside(chunk.bloomFilter, metadata.dataEnd) ||
      (chunk.dictionaryOnly && isInside(chunk.dictionary, metadata.dataEnd));
    return indexed ? [{ column, chunk, literals }] : [];
  });
}

function valuesOf(bound: ColumnBound): readonly Datum[] | undefined {
  if (bound.kind === "in") return bound.values;
  return bound.kind === "compare" && bound.op === "=" ? [bound.value] : undefined;
}

/** A filter up to this size is read whole, others a block at a time. */
const WHOLE_FILTER_BYTES = 64 << 10;

async function bloomExcludes(request: PruneRequest, { chunk, literals }: Lookup): Promise<boolean> {
  const { source, metadata, context } = request;
  const { bloomFilter } = chunk;
  if (!isInside(bloomFilter, metadata.dataEnd)) return false;
  const { offset } = bloomFilter;
  const room = metadata.dataEnd - offset;
  const isWhole = bloomFilter.length > 0 && bloomFilter.length <= WHOLE_FILTER_BYTES;
  const first = Math.min(room, isWhole ? bloomFilter.length : HEADER_BYTES);
  const bytes = await readRange(source, { offset, length: first }, context.signal);
  const header = readBloomHeader(bytes);
  if (header === undefined || header.offset + header.blocks * BLOCK_BYTES > room) return false;
  for (const literal of literals) {
    const hash = bloomHash(literal);
    const start = header.offset + blockOf(hash, header.blocks) * BLOCK_BYTES;
    const block =
      start + BLOCK_BYTES <= first
        ? bytes.subarray(start, start + BLOCK_BYTES)
        : await readRange(source, { offset: offset + start, length: BLOCK_BYTES }, context.signal);
    if (blockHolds(block, hash)) return false;
  }
  return true;
}

/** A dictionary is looked into when it is so much smaller than what reading the row group would take. */
const DICTIONARY_SHARE = 8;

async function dictionaryExcludes(request: PruneRequest, lookup: Lookup, groupBytes: number): Promise<boolean> {
  const { source, metadata, context } = request;
  const { dictionary, dictionaryOnly, codec } = lookup.chunk;
  if (!dictionaryOnly || !isInside(dictionary, metadata.dataEnd)) return false;
  if (dictionary.length * DICTIONARY_SHARE > groupBytes) return false;
  const bytes = await readRange(source, dictionary, context.signal);
  return !dictionaryHolds(context.region, lookup.column, codec, bytes, lookup.literals);
}

interface IndexedColumn {
  readonly column: FlatColumn;
  readonly chunk: ColumnChunk;
  readonly bounds: readonly ColumnBound[];
}

/** What an offset index of two pages takes at least: of one page the row group's bounds tell as much, where writers give both. */
const TWO_PAGES = 17;

/** Columns that there are conditions on, and a page index of several pages. */
function indexedColumns({ columns, bounds, metadata }: PruneRequest, group: RowGroup): readonly IndexedColumn[] {
  return [...new Set(bounds.map(({ column }) => column))].flatMap((position): IndexedColumn[] => {
    const column = columns[position];
    if (column?.kind !== "flat") return [];
    const chunk = group.columns[column.chunk] as ColumnChunk;
    const { encrypted, columnIndex, offsetIndex } = chunk;
    if (encrypted || !isIndex(columnIndex, metadata.dataEnd) || (offsetIndex?.length ?? 0) < TWO_PAGES) return [];
    return [{ column, chunk, bounds: bounds.filter((bound) => bound.column === position) }];
  });
}

async function pagesWanted(
  request: PruneRequest,
  { rows }: RowGroup,
  columns: readonly IndexedColumn[],
): Promise<readonly RowRange[]> {
  const chunks = columns.map(({ chunk }) => chunk);
  const found = await request.indexes.of(indexReading(request), chunks, rows, "places and values");
  const indexed = columns.flatMap(({ column, bounds }, position): readonly IndexedBounds[] => {
    const { pages, values } = found[position] as ChunkPages;
    if (pages === undefined || pages.length < 2 || values === undefined) return [];
    return [{ column, pages, values, bounds }];
  });
  return wantedRows(request.metadata, rows, indexed);
}

/** Where chunks' pages lie; undefined for those of which the file does not tell. */
export async function pagesOf(
  request: PruneRequest,
  chunks: readonly ColumnChunk[],
  rows: number,
): Promise<readonly (readonly PageLocation[] | undefined)[]> {
  const found = await request.indexes.of(indexReading(request), chunks, rows, "places");
  return found.map(({ pages }) => pages);
}

function indexReading({ source, metadata: { dataEnd }, context: { signal } }: PruneRequest): IndexReading {
  return { source, dataEnd, signal };
}

export function isWhole(ranges: readonly RowRange[], rows: number): boolean {
  return countRows(ranges) === rows;
}
