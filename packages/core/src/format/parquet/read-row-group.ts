// Finds what is wanted of a row group (whole chunks, or pages when the page index left some out) and hands it on as a
// morsel: its bytes are read into the arena here, or left to the thread that decodes them. The shell of scan-plan.ts
// and select-pages.ts, on the caller's thread.
import type { Pointer } from "../../arena/arena.ts";
import type { Morsel } from "../../catalog/table-provider.ts";
import { type CoalescedRead, coalesceRanges } from "../../io/coalesce-ranges.ts";
import type { ChunkPlace, ParquetFileShape, ParquetMorsel, ReadExtent } from "./chunk-input.ts";
import { isWhole, type PruneRequest, pagesOf, pruneRowGroup } from "./prune-row-group.ts";
import { readInto } from "./read-range.ts";
import type { ColumnChunk, FileRange } from "./row-group.ts";
import { countRows, type RowRange, slice } from "./row-ranges.ts";
import type { ChunkRead, RowGroupRead } from "./scan-plan.ts";
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

/** A share of a row group has at least so many rows: each decodes the dictionaries anew. */
const LEAST_PART_ROWS = 32768;

/** A row group's morsel, in at most `parts` shares; undefined when no row of the row group can be wanted. */
export async function readRowGroup(
  request: PruneRequest,
  shape: ParquetFileShape,
  read: RowGroupRead,
  parts: number,
): Promise<Morsel | undefined> {
  const { counters } = request;
  const wanted = read.columns.flatMap((column) => column.chunks);
  const bytes = wanted.reduce((sum, { chunk }) => sum + chunk.length, 0);
  const ranges = await pruneRowGroup(request, read.rowGroup, bytes);
  if (ranges.length === 0) {
    counters.rowGroupsPruned++;
    return undefined;
  }
  counters.rowGroupsRead++;
  const planned = await Promise.all(wanted.map((chunk) => planChunk(request, chunk, read.rows, ranges)));
  const { reads, chunks } = placeChunks(planned);
  const rows = countRows(ranges);
  const shares = Math.min(parts, Math.floor(rows / LEAST_PART_ROWS));
  const held = await fetch(request, reads, shares);
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

/** A chunk's bytes to read, and all of its input but their places. */
interface PlannedChunk {
  readonly ranges: readonly FileRange[];
  readonly input: Omit<ChunkPlace, "segments">;
}

async function planChunk(
  request: PruneRequest,
  { chunk }: ChunkRead,
  rows: number,
  wanted: readonly RowRange[],
): Promise<PlannedChunk> {
  const input = { codec: chunk.codec };
  if (!isWhole(wanted, rows)) {
    const pages = await pagesOf(request, chunk, rows);
    if (pages !== undefined) {
      const { segments, held, pageRows } = partialRead(chunk, pages, rows, wanted);
      request.counters.pagesRead += pageRows.length;
      request.counters.pagesPruned += pages.length - pageRows.length;
      return { ranges: segments, input: { ...input, held, pageRows } };
    }
  }
  return { ranges: [rangeOf(chunk)], input: { ...input, values: chunk.values } };
}

function rangeOf({ offset, length }: ColumnChunk): FileRange {
  return { offset, length };
}

interface PlacedChunks {
  readonly reads: readonly CoalescedRead[];
  readonly chunks: readonly ChunkPlace[];
}

/** What is read at once, and where the chunks lie in it. */
function placeChunks(planned: readonly PlannedChunk[]): PlacedChunks {
  const ranges = planned.flatMap((chunk) => chunk.ranges);
  const reads = coalesceRanges(ranges, COALESCE);
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

/** The reads' bytes, or the order to read them where only one thread will want them. */
async function fetch(
  { source, localPath, context, counters, metadata }: PruneRequest,
  reads: readonly CoalescedRead[],
  shares: number,
): Promise<ParquetMorsel["bytes"]> {
  const bytes = reads.reduce((sum, { length }) => sum + length, 0);
  counters.bytesRead += bytes;
  const { version } = metadata;
  const isLeft = context.threadsRead === true || bytes <= SMALL_READ;
  if (isLeft && localPath !== undefined && version !== undefined && shares < 2) {
    const parts = reads.map(({ offset, length }) => ({ offset, length }));
    return { kind: "unread", from: { path: localPath, version, parts } };
  }
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
