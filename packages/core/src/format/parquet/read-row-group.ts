// Reads what is wanted of a row group into the arena and hands it on as a morsel: whole chunks, or pages when the page
// index left some out. The shell of scan-plan.ts and select-pages.ts, on the caller's thread.
import type { Pointer } from "../../arena/arena.ts";
import type { Morsel } from "../../catalog/table-provider.ts";
import { coalesceRanges } from "../../io/coalesce-ranges.ts";
import type { ChunkInput, ColumnInput } from "./chunk-input.ts";
import { isWhole, type PruneRequest, pagesOf, pruneRowGroup } from "./prune-row-group.ts";
import { readInto } from "./read-range.ts";
import type { ColumnChunk, FileRange } from "./row-group.ts";
import { countRows, type RowRange } from "./row-ranges.ts";
import type { ChunkRead, RowGroupRead } from "./scan-plan.ts";
import type { ParquetLeaf } from "./schema.ts";
import { partialRead } from "./select-pages.ts";

/** What Morsel.payload is for this provider. */
export interface ParquetMorsel {
  readonly file: string;
  readonly rowGroup: number;
  readonly columns: readonly ColumnInput[];
  /** The rows to give. */
  readonly ranges: readonly RowRange[];
}

/** The name of this provider and of its morsels' reader. */
export const PARQUET = "parquet";

/** Gaps below this are read through; one read grows to at most the other. */
const COALESCE = { gap: 64 << 10, largest: 32 << 20 };

/** undefined when no row of the row group can be wanted. */
export async function readRowGroup(request: PruneRequest, read: RowGroupRead): Promise<Morsel | undefined> {
  const { counters, source } = request;
  const chunks = read.columns.flatMap((column) => column.chunks);
  const bytes = chunks.reduce((sum, { chunk }) => sum + chunk.length, 0);
  const ranges = await pruneRowGroup(request, read.rowGroup, bytes);
  if (ranges.length === 0) {
    counters.rowGroupsPruned++;
    return undefined;
  }
  counters.rowGroupsRead++;
  const planned = await Promise.all(chunks.map((chunk) => planChunk(request, chunk, read.rows, ranges)));
  const { inputs, owned } = await readChunks(request, planned);
  let next = 0;
  const columns = read.columns.map(({ column, chunks: own }): ColumnInput => {
    if (column.kind === "unreadable") throw new TypeError(`${column.name} was planned`);
    return { column, chunks: own.map(() => inputs[next++] as ChunkInput) };
  });
  const payload: ParquetMorsel = { file: source.name, rowGroup: read.rowGroup, columns, ranges };
  return { reader: PARQUET, rows: countRows(ranges), payload, owned };
}

/** A chunk's bytes to read, and all of its input but their addresses. */
interface PlannedChunk {
  readonly leaf: ParquetLeaf;
  readonly ranges: readonly FileRange[];
  readonly input: Omit<ChunkInput, "segments">;
}

async function planChunk(
  request: PruneRequest,
  { leaf, chunk }: ChunkRead,
  rows: number,
  wanted: readonly RowRange[],
): Promise<PlannedChunk> {
  const input = { leaf, codec: chunk.codec };
  if (!isWhole(wanted, rows)) {
    const pages = await pagesOf(request, chunk, rows);
    if (pages !== undefined) {
      const { segments, held, pageRows } = partialRead(chunk, pages, rows, wanted);
      request.counters.pagesRead += pageRows.length;
      request.counters.pagesPruned += pages.length - pageRows.length;
      return { leaf, ranges: segments, input: { ...input, held, pageRows } };
    }
  }
  return { leaf, ranges: [rangeOf(chunk)], input: { ...input, values: chunk.values } };
}

function rangeOf({ offset, length }: ColumnChunk): FileRange {
  return { offset, length };
}

async function readChunks(
  { source, context, counters }: PruneRequest,
  planned: readonly PlannedChunk[],
): Promise<{ readonly inputs: readonly ChunkInput[]; readonly owned: readonly Pointer[] }> {
  const { region, signal } = context;
  const ranges = planned.flatMap((chunk) => chunk.ranges);
  const addresses: Pointer[] = ranges.map(() => 0);
  const owned: Pointer[] = [];
  try {
    for (const part of coalesceRanges(ranges, COALESCE)) {
      signal.throwIfAborted();
      const start = region.allocate(part.length);
      owned.push(start);
      await readInto(source, part, start, context);
      counters.bytesRead += part.length;
      for (const position of part.ranges) {
        addresses[position] = start + (ranges[position] as FileRange).offset - part.offset;
      }
    }
  } catch (thrown) {
    for (const pointer of owned) region.free(pointer);
    throw thrown;
  }
  let next = 0;
  const inputs = planned.map(({ input, ranges: own }): ChunkInput => {
    const segments = own.map(({ length }) => ({ address: addresses[next++] as Pointer, length }));
    return { ...input, segments };
  });
  return { inputs, owned };
}
