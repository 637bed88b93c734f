// Which bytes of a row group's chunks are read, whole or only pages that hold wanted rows, and where the chunks lie in what is
// read at once. Pure.
import { type CoalescedRead, type CoalesceLimits, coalesceRanges } from "../../io/coalesce-ranges.ts";
import type { ChunkPlace, ReadExtent } from "./chunk-input.ts";
import type { PageLocation } from "./page-index.ts";
import type { ColumnChunk, FileRange } from "./row-group.ts";
import type { RowRange } from "./row-ranges.ts";
import { partialRead } from "./select-pages.ts";

/** Gaps below this are read through; one read grows to at most the other. */
const COALESCE: CoalesceLimits = { gap: 64 << 10, largest: 32 << 20 };

/** A column of fewer bytes is read with the others, even if it may not be wanted: one more read takes as long. */
const LEAST_LATE = 128 << 10;

export interface WantedChunk {
  readonly chunk: ColumnChunk;
  /** Its column is opened (row-group-reader.ts) whatever rows are left. */
  readonly isOpened: boolean;
}

/** A chunk's bytes to read, and all of its input but their places. */
export interface PlannedChunk {
  readonly ranges: readonly FileRange[];
  readonly bytes: number;
  /** It may not be wanted, and is worth a read of its own. */
  readonly isLate: boolean;
  /** Of the whole chunk; absent: they do not matter. */
  readonly pages?: number;
  readonly input: Omit<ChunkPlace, "segments">;
}

export function wholeChunk(wanted: WantedChunk): PlannedChunk {
  const { offset, length, codec, values } = wanted.chunk;
  return plannedChunk(wanted, [{ offset, length }], { codec, values });
}

export function chunkInPart(
  wanted: WantedChunk,
  pages: readonly PageLocation[],
  rows: number,
  ranges: readonly RowRange[],
): PlannedChunk {
  const { segments, held, pageRows } = partialRead(wanted.chunk, pages, rows, ranges);
  return { ...plannedChunk(wanted, segments, { codec: wanted.chunk.codec, held, pageRows }), pages: pages.length };
}

function plannedChunk(
  { isOpened }: WantedChunk,
  ranges: readonly FileRange[],
  input: PlannedChunk["input"],
): PlannedChunk {
  const bytes = ranges.reduce((sum, { length }) => sum + length, 0);
  return { ranges, bytes, isLate: !isOpened && bytes >= LEAST_LATE, input };
}

export interface PlannedRead extends CoalescedRead {
  readonly isLate: boolean;
}

interface PlacedChunks {
  readonly reads: readonly PlannedRead[];
  readonly chunks: readonly ChunkPlace[];
}

/** What is read at once, and where the chunks lie in it. @param apart what is late is, behind the rest */
export function placeChunks(planned: readonly PlannedChunk[], apart: boolean): PlacedChunks {
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
