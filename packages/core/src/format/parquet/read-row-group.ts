// Finds what is wanted of a row group (whole chunks, or pages when the page index left some out) and hands it on as a
// morsel: its bytes are read into the arena here, or left to the thread that decodes them. The shell of scan-plan.ts
// and select-pages.ts, on the caller's thread.
import type { Pointer } from "../../arena/arena.ts";
import type { Morsel, ScanContext } from "../../catalog/table-provider.ts";
import { type CoalescedRead, coalesceRanges } from "../../io/coalesce-ranges.ts";
import type { LocalRead } from "../../io/local-read.ts";
import type { ChunkPlace, ParquetFileShape, ParquetMorsel, ReadExtent } from "./chunk-input.ts";
import { isWhole, type PruneRequest, pagesOf, pruneRowGroup } from "./prune-row-group.ts";
import { readInto } from "./read-range.ts";
import type { ColumnChunk, FileRange } from "./row-group.ts";
import { countRows, type RowRange, slice } from "./row-ranges.ts";
import type { RowGroupRead } from "./scan-plan.ts";
import { partialRead } from "./select-pages.ts";

/** The name of this provider and of its morsels' reader. */
export const PARQUET = "parquet";

/** Gaps below this are read through; one read grows to at most the other. */
const COALESCE = { gap: 64 << 10, largest: 32 << 20 };

/**
 * So much of a local file is read where it is decoded, even by a lone thread or the caller's: handing the reads on and
 * hearing of their end takes longer.
 */
export const SMALL_READ: number = 2 << 20;

/** A column of fewer bytes is read with the others, even if it may not be wanted: one more read takes as long. */
const LEAST_LATE = 128 << 10;

/** A share of a row group has at least so many rows: each decodes the dictionaries anew. */
const LEAST_PART_ROWS = 32768;

/** How many shares are made of so many rows where `parts` are wanted. */
export function partsMade(
  rows: number,
  parts: number,
  { leastRows = LEAST_PART_ROWS }: Pick<ScanContext, "leastRows">,
): number {
  return Math.max(1, Math.min(parts, Math.floor(rows / Math.min(leastRows, LEAST_PART_ROWS))));
}

/** A row group's morsel, in at most `parts` shares; undefined when no row of the row group can be wanted. */
export async function readRowGroup(
  request: PruneRequest,
  shape: ParquetFileShape,
  read: RowGroupRead,
  parts: number,
): Promise<Morsel | undefined> {
  const { counters } = request;
  const { deciding } = request.context;
  const wanted = read.columns.flatMap(({ column, chunks }, position): readonly WantedChunk[] => {
    const isOpened = column.kind !== "flat" || deciding?.includes(position) !== false;
    return chunks.map(({ chunk }) => ({ chunk, isOpened }));
  });
  const bytes = wanted.reduce((sum, { chunk }) => sum + chunk.length, 0);
  const ranges = await pruneRowGroup(request, read.rowGroup, bytes);
  if (ranges.length === 0) {
    counters.rowGroupsPruned++;
    return undefined;
  }
  counters.rowGroupsRead++;
  const planned = await Promise.all(wanted.map((chunk) => planChunk(request, chunk, read.rows, ranges)));
  const rows = countRows(ranges);
  const shares = partsMade(rows, parts, request.context);
  const local = shares < 2 ? leftTo(request, planned) : undefined;
  const { reads, chunks } = placeChunks(planned, local !== undefined);
  const held = local === undefined ? await fetch(request, reads) : leave(request, local, reads);
  const claimed = read.claim === undefined ? {} : { claim: read.claim };
  const payload: ParquetMorsel = { rowGroup: read.rowGroup, chunks, ranges, bytes: held, ...claimed };
  const morsel = { reader: PARQUET, rows, payload, common: shape, owned: held.kind === "held" ? held.starts : [] };
  return shares < 2 ? morsel : { ...morsel, parts: split(payload, rows, shares) };
}

function split(whole: ParquetMorsel, rows: number, count: number): NonNullable<Morsel["parts"]> {
  const bound = (part: number): number => Math.floor((rows * part) / count);
  return Array.from({ length: count }, (_, part) => {
    const payload: ParquetMorsel = { ...whole, ranges: slice(whole.ranges, bound(part), bound(part + 1)) };
    return { rows: bound(part + 1) - bound(part), payload };
  });
}

interface WantedChunk {
  readonly chunk: ColumnChunk;
  /** Its column is opened (row-group-reader.ts) whatever rows are left. */
  readonly isOpened: boolean;
}

/** A chunk's bytes to read, and all of its input but their places. */
interface PlannedChunk {
  readonly ranges: readonly FileRange[];
  readonly bytes: number;
  /** It may not be wanted, and is worth a read of its own. */
  readonly isLate: boolean;
  readonly input: Omit<ChunkPlace, "segments">;
}

async function planChunk(
  request: PruneRequest,
  { chunk, isOpened }: WantedChunk,
  rows: number,
  wanted: readonly RowRange[],
): Promise<PlannedChunk> {
  const planned = (ranges: readonly FileRange[], input: PlannedChunk["input"]): PlannedChunk => {
    const bytes = ranges.reduce((sum, { length }) => sum + length, 0);
    return { ranges, bytes, isLate: !isOpened && bytes >= LEAST_LATE, input };
  };
  const input = { codec: chunk.codec };
  if (!isWhole(wanted, rows)) {
    const pages = await pagesOf(request, chunk, rows);
    if (pages !== undefined) {
      const { segments, held, pageRows } = partialRead(chunk, pages, rows, wanted);
      request.counters.pagesRead += pageRows.length;
      request.counters.pagesPruned += pages.length - pageRows.length;
      return planned(segments, { ...input, held, pageRows });
    }
  }
  const { offset, length } = chunk;
  return planned([{ offset, length }], { ...input, values: chunk.values });
}

interface PlannedRead extends CoalescedRead {
  readonly isLate: boolean;
}

interface PlacedChunks {
  readonly reads: readonly PlannedRead[];
  readonly chunks: readonly ChunkPlace[];
}

/** What is read at once, and where the chunks lie in it. @param apart what is late is, behind the rest */
function placeChunks(planned: readonly PlannedChunk[], apart: boolean): PlacedChunks {
  const ranges = planned.flatMap((chunk) => chunk.ranges);
  const areLate = planned.flatMap((chunk) => chunk.ranges.map(() => apart && chunk.isLate));
  const reads = [false, true].flatMap((isLate) => {
    const own = [...ranges.keys()].filter((position) => areLate[position] === isLate);
    const joined = coalesceRanges(
      own.map((position) => ranges[position] as FileRange),
      COALESCE,
    );
    return joined.map((read) => ({ ...read, ranges: read.ranges.map((at) => own[at] as number), isLate }));
  });
  const places: ReadExtent[] = [];
  for (const [read, part] of reads.entries()) {
    for (const position of part.ranges) {
      const { offset, length } = ranges[position] as FileRange;
      places[position] = { read, at: offset - part.offset, length };
    }
  }
  let next = 0;
  const chunks = planned.map(({ input, ranges: own }): ChunkPlace => {
    return { ...input, segments: own.map(() => places[next++] as ReadExtent) };
  });
  return { reads, chunks };
}

/** The file that a thread reads by itself, where that is how the chunks are best read. */
function leftTo(
  { localPath, context, metadata: { version } }: PruneRequest,
  planned: readonly PlannedChunk[],
): Omit<LocalRead, "parts"> | undefined {
  const bytes = planned.reduce((sum, chunk) => sum + chunk.bytes, 0);
  const isLeft = context.threadsRead === true || bytes <= SMALL_READ;
  return isLeft && localPath !== undefined && version !== undefined ? { path: localPath, version } : undefined;
}

/** The order to read, for the only thread that will want the bytes. */
function leave(
  { counters }: PruneRequest,
  file: Omit<LocalRead, "parts">,
  reads: readonly PlannedRead[],
): ParquetMorsel["bytes"] {
  for (const { length, isLate } of reads) counters[isLate ? "bytesLate" : "bytesRead"] += length;
  const parts = reads.map(({ offset, length }) => ({ offset, length }));
  return { kind: "unread", from: { ...file, parts }, late: reads.filter(({ isLate }) => isLate).length };
}

/** The reads' bytes. */
async function fetch(
  { source, context, counters }: PruneRequest,
  reads: readonly PlannedRead[],
): Promise<ParquetMorsel["bytes"]> {
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
  return { kind: "held", starts };
}
