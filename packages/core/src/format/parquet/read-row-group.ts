// Finds what is wanted of a row group (whole chunks, or pages when the page index left some out) and hands it on as a
// morsel: its bytes are read into the arena here, or left to the thread that decodes them. Shares of a row group read their own
// pages where the file tells where these lie. The shell of scan-plan.ts, select-pages.ts and plan-chunks.ts, on the caller's thread.
import type { Pointer } from "../../arena/arena.ts";
import type { Morsel, ScanContext } from "../../catalog/table-provider.ts";
import type { LocalRead } from "../../io/local-read.ts";
import type { ParquetFileShape, ParquetMorsel } from "./chunk-input.ts";
import type { PageLocation } from "./page-index.ts";
import { isIndex } from "./page-indexes.ts";
import {
  chunkInPart,
  type PlannedChunk,
  type PlannedRead,
  placeChunks,
  type WantedChunk,
  wholeChunk,
} from "./plan-chunks.ts";
import { isWhole, type PruneCounters, type PruneRequest, pagesOf, pruneRowGroup } from "./prune-row-group.ts";
import { readInto } from "./read-range.ts";
import type { ColumnChunk } from "./row-group.ts";
import { inShares, type SplitLimits, sharesMade } from "./row-group-shares.ts";
import { countRows, type RowRange } from "./row-ranges.ts";
import type { RowGroupRead } from "./scan-plan.ts";

/** The name of this provider and of its morsels' reader. */
export const PARQUET = "parquet";

/**
 * So much of a local file is read where it is decoded, even by a lone thread or the caller's: handing the reads on and
 * hearing of their end takes longer.
 */
export const SMALL_READ: number = 2 << 20;

/** A row group's morsel, in shares if so many are wanted and have rows enough; undefined when no row of the row group can be wanted. */
export async function readRowGroup(
  request: PruneRequest,
  shape: ParquetFileShape,
  read: RowGroupRead,
  split: SplitLimits,
): Promise<Morsel | undefined> {
  const { counters } = request;
  const wanted = wantedChunks(read, request.context);
  const bytes = wanted.reduce((sum, { chunk }) => sum + chunk.length, 0);
  const ranges = await pruneRowGroup(request, read.rowGroup, bytes);
  if (ranges.length === 0) {
    counters.rowGroupsPruned++;
    return undefined;
  }
  counters.rowGroupsRead++;
  const planned = await planChunks(request, wanted, read.rows, ranges);
  countPages(counters, planned);
  const rows = countRows(ranges);
  const morsel = { reader: PARQUET, rows, common: shape };
  const shares = sharesMade(rows, split);
  if (shares < 2) return { ...morsel, ...(await wholeMorsel(request, read, planned, ranges)) };
  const apart = await sharesApart(request, read, wanted, { ranges, shares });
  if (apart !== undefined) return { ...morsel, payload: undefined, parts: apart, owned: [] };
  const { payload, owned } = await heldMorsel(request, read, planned, ranges);
  const inParts = inShares(ranges, shares).map((share) => ({
    rows: countRows(share),
    payload: { ...payload, ranges: share },
  }));
  return { ...morsel, payload, parts: inParts, owned };
}

function wantedChunks({ columns }: RowGroupRead, { deciding }: ScanContext): readonly WantedChunk[] {
  return columns.flatMap(({ column, chunks }, position): readonly WantedChunk[] => {
    const isOpened = column.kind !== "flat" || deciding?.includes(position) !== false;
    return chunks.map(({ chunk }) => ({ chunk, isOpened }));
  });
}

type PayloadAndOwned = { readonly payload: ParquetMorsel; readonly owned: readonly Pointer[] };

async function wholeMorsel(
  request: PruneRequest,
  read: RowGroupRead,
  planned: readonly PlannedChunk[],
  ranges: readonly RowRange[],
): Promise<PayloadAndOwned> {
  const bytes = planned.reduce((sum, chunk) => sum + chunk.bytes, 0);
  const file = request.context.threadsRead === true || bytes <= SMALL_READ ? localFile(request) : undefined;
  if (file === undefined) return heldMorsel(request, read, planned, ranges);
  return { payload: unreadPart(request, file, read, planned, ranges), owned: [] };
}

/** Its bytes are read here. */
async function heldMorsel(
  request: PruneRequest,
  { rowGroup, claim }: RowGroupRead,
  planned: readonly PlannedChunk[],
  ranges: readonly RowRange[],
): Promise<PayloadAndOwned> {
  const { reads, chunks } = placeChunks(planned, false);
  const starts = await fetch(request, reads);
  const claimed = claim === undefined ? {} : { claim };
  return { payload: { rowGroup, chunks, ranges, bytes: { kind: "held", starts }, ...claimed }, owned: starts };
}

/** Shares that the threads which decode them read by themselves; undefined where the file does not tell where all pages lie. */
async function sharesApart(
  request: PruneRequest,
  read: RowGroupRead,
  wanted: readonly WantedChunk[],
  { ranges, shares }: { readonly ranges: readonly RowRange[]; readonly shares: number },
): Promise<NonNullable<Morsel["parts"]> | undefined> {
  const file = localFile(request);
  if (file === undefined || !mayReadApart(request, read)) return undefined;
  const pages = await pagesOf(request, chunksOf(wanted), read.rows);
  if (!pages.every((own) => own !== undefined)) return undefined;
  return inShares(ranges, shares, largestOf(wanted, pages)).map((own) => {
    const planned = wanted.map((chunk, at) => chunkInPart(chunk, pages[at] ?? [], read.rows, own));
    return { rows: countRows(own), payload: unreadPart(request, file, read, planned, own) };
  });
}

/** The pages of the chunk that has the most bytes. */
function largestOf(
  wanted: readonly WantedChunk[],
  pages: readonly (readonly PageLocation[] | undefined)[],
): readonly PageLocation[] {
  const bytes = (at: number): number => wanted[at]?.chunk.length ?? 0;
  const [largest = 0] = [...wanted.keys()].toSorted((left, right) => bytes(right) - bytes(left));
  return pages[largest] ?? [];
}

/**
 * Whether threads read shares of the row group by themselves, as far as its footer tells. Not lists and structs: there are writers
 * whose index is wrong of them, and whose files can be read without it.
 */
export function mayReadApart(
  request: Pick<PruneRequest, "localPath" | "metadata" | "context">,
  { columns }: Pick<RowGroupRead, "columns">,
): boolean {
  if (request.context.threadsRead !== true || localFile(request) === undefined) return false;
  const { dataEnd } = request.metadata;
  return columns.every(
    ({ column, chunks }) => column.kind === "flat" && chunks.every(({ chunk }) => isIndex(chunk.offsetIndex, dataEnd)),
  );
}

/** The file that threads may read by themselves. */
function localFile({
  localPath,
  metadata: { version },
}: Pick<PruneRequest, "localPath" | "metadata">): LocalFileName | undefined {
  return localPath !== undefined && version !== undefined ? { path: localPath, version } : undefined;
}

type LocalFileName = Omit<LocalRead, "parts">;

/** With the order to read, for the only thread that will want the bytes. */
function unreadPart(
  { counters }: PruneRequest,
  file: LocalFileName,
  { rowGroup, claim }: RowGroupRead,
  planned: readonly PlannedChunk[],
  ranges: readonly RowRange[],
): ParquetMorsel {
  const { reads, chunks } = placeChunks(planned, true);
  for (const { length, isLate } of reads) counters[isLate ? "bytesLate" : "bytesRead"] += length;
  const parts = reads.map(({ offset, length }) => ({ offset, length }));
  const late = reads.filter(({ isLate }) => isLate).length;
  const claimed = claim === undefined ? {} : { claim };
  return { rowGroup, chunks, ranges, bytes: { kind: "unread", from: { ...file, parts }, late }, ...claimed };
}

async function planChunks(
  request: PruneRequest,
  wanted: readonly WantedChunk[],
  rows: number,
  ranges: readonly RowRange[],
): Promise<readonly PlannedChunk[]> {
  if (isWhole(ranges, rows)) return wanted.map(wholeChunk);
  const pages = await pagesOf(request, chunksOf(wanted), rows);
  return wanted.map((chunk, position) => {
    const own = pages[position];
    return own === undefined ? wholeChunk(chunk) : chunkInPart(chunk, own, rows, ranges);
  });
}

function countPages(counters: PruneCounters, planned: readonly PlannedChunk[]): void {
  for (const { input, pages = 0 } of planned) {
    const read = input.pageRows?.length ?? 0;
    counters.pagesRead += read;
    counters.pagesPruned += pages - read;
  }
}

function chunksOf(wanted: readonly WantedChunk[]): readonly ColumnChunk[] {
  return wanted.map(({ chunk }) => chunk);
}

/** The reads' bytes. */
async function fetch(
  { source, context, counters }: PruneRequest,
  reads: readonly PlannedRead[],
): Promise<readonly Pointer[]> {
  counters.bytesRead += reads.reduce((sum, { length }) => sum + length, 0);
  const { region, signal } = context;
  const starts: Pointer[] = [];
  try {
    signal.throwIfAborted();
    for (const { length } of reads) starts.push(region.allocate(length));
    // Memory is freed only when nothing is written to it any more.
    const ends = await Promise.allSettled(
      reads.map((read, at) => readInto(source, read, starts[at] as Pointer, context)),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } catch (thrown) {
    for (const pointer of starts) region.free(pointer);
    throw thrown;
  }
  return starts;
}
