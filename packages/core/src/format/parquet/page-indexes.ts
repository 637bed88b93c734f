// The page indexes of tables' files, for all their scans. What is not known yet of a row group's columns is read together:
// an index is small, and asking an object store for it takes as long as asking for a hundred of them.
import { RecentMap } from "../../common/recent-map.ts";
import type { ByteSource, ByteStores } from "../../io/byte-store.ts";
import { type CoalesceLimits, coalesceRanges } from "../../io/coalesce-ranges.ts";
import { type PageBounds, type PageLocation, readColumnIndex, readOffsetIndex } from "./page-index.ts";
import { readRange } from "./read-range.ts";
import type { ColumnChunk, FileRange } from "./row-group.ts";

/** Where to read indexes. */
export interface IndexReading {
  readonly source: ByteSource;
  /** Where the footer starts: an index that does not lie before it is not used. */
  readonly dataEnd: number;
  readonly signal: AbortSignal;
}

/** A chunk's pages, undefined where the file does not tell, and the bounds of their values if they were asked for. */
export interface ChunkPages {
  readonly pages: readonly PageLocation[] | undefined;
  readonly values: PageBounds | undefined;
}

/** Bytes of the indexes that are kept: as objects they take some ten times as many. */
const MOST_BYTES = 1 << 21;
/** An index that is longer is not worth reading, and not what writers make: chunks have some hundred pages. */
const MOST_INDEX_BYTES = 1 << 20;

/** Indexes of the bounds lie apart from those of the places, each with the other columns' between them. */
const COALESCE: CoalesceLimits = { gap: 256 << 10, largest: 4 << 20 };

/** By the stores that files are read from: an engine has one for all its tables. */
const ofStores = new WeakMap<ByteStores, PageIndexes>();

export function pageIndexesOf(stores: ByteStores): PageIndexes {
  let indexes = ofStores.get(stores);
  if (indexes === undefined) {
    indexes = new PageIndexes();
    ofStores.set(stores, indexes);
  }
  return indexes;
}

interface Known {
  readonly found: ChunkPages;
  /** Whether the bounds of values were asked for. */
  readonly hasValues: boolean;
  readonly bytes: number;
}

export class PageIndexes {
  readonly #known = new RecentMap<ColumnChunk, Known>({ size: MOST_BYTES, sizeOf: (_, { bytes }) => bytes });

  /** Of chunks of a row group with so many rows. @throws whatever the source throws */
  async of(
    reading: IndexReading,
    chunks: readonly ColumnChunk[],
    rows: number,
    what: "places" | "places and values",
  ): Promise<readonly ChunkPages[]> {
    const hasValues = what === "places and values";
    const found = new Map<ColumnChunk, ChunkPages>();
    const asked = new Set<ColumnChunk>();
    for (const chunk of chunks) {
      const known = this.#known.find(chunk);
      if (known === undefined || (hasValues && !known.hasValues)) asked.add(chunk);
      else found.set(chunk, known.found);
    }
    if (asked.size > 0) {
      const ranges = [...asked].flatMap((chunk) => rangesOf(chunk, reading.dataEnd, hasValues));
      const bytes = await readAll(reading, ranges);
      for (const chunk of asked) {
        const read = parse(chunk, rows, bytes);
        found.set(chunk, read);
        const length = rangesOf(chunk, reading.dataEnd, hasValues).reduce((sum, range) => sum + range.length, 0);
        // Without an index there is nothing to be read again.
        if (length > 0) this.#known.set(chunk, { found: read, hasValues, bytes: length });
      }
    }
    return chunks.map((chunk) => found.get(chunk) as ChunkPages);
  }
}

function rangesOf(
  { offsetIndex, columnIndex }: ColumnChunk,
  dataEnd: number,
  hasValues: boolean,
): readonly FileRange[] {
  if (!isIndex(offsetIndex, dataEnd)) return [];
  return hasValues && isIndex(columnIndex, dataEnd) ? [offsetIndex, columnIndex] : [offsetIndex];
}

/** Whether an index is where it can be, and of a length that it may have. */
export function isIndex(range: FileRange | undefined, dataEnd: number): range is FileRange {
  return isInside(range, dataEnd) && range.length <= MOST_INDEX_BYTES;
}

/** Whether a range that a footer names can be read. */
export function isInside(range: FileRange | undefined, dataEnd: number): range is FileRange {
  return range !== undefined && range.offset >= 4 && range.offset + range.length <= dataEnd;
}

async function readAll(
  { source, signal }: IndexReading,
  ranges: readonly FileRange[],
): Promise<ReadonlyMap<FileRange, Uint8Array>> {
  const found = new Map<FileRange, Uint8Array>();
  const reads = coalesceRanges(ranges, COALESCE);
  const read = await Promise.all(reads.map((part) => readRange(source, part, signal)));
  for (const [at, { offset, ranges: covered }] of reads.entries()) {
    for (const position of covered) {
      const range = ranges[position] as FileRange;
      const start = range.offset - offset;
      found.set(range, (read[at] as Uint8Array).subarray(start, start + range.length));
    }
  }
  return found;
}

function parse(chunk: ColumnChunk, rows: number, bytes: ReadonlyMap<FileRange | undefined, Uint8Array>): ChunkPages {
  const offsets = bytes.get(chunk.offsetIndex);
  const pages = offsets === undefined ? undefined : readOffsetIndex(offsets, chunk, rows);
  const bounds = bytes.get(chunk.columnIndex);
  const values = pages === undefined || bounds === undefined ? undefined : readColumnIndex(bounds, pages.length);
  return { pages, values };
}
