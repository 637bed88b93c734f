// What a worker gets of a column: where its chunks' bytes lie, whole or only the pages that hold wanted rows. Plain data.
// What all row groups of a file have in common is apart, so that a thread is given it once.
import type { Pointer } from "../../arena/arena.ts";
import type { LocalRead } from "../../io/local-read.ts";
import type { ColumnClaim } from "./column-claim.ts";
import type { Extent } from "./decompress.ts";
import type { RowRange } from "./row-ranges.ts";
import type { FlatColumn, NestedColumn, ParquetLeaf } from "./schema.ts";

/** One leaf's chunk. */
export interface ChunkInput {
  readonly leaf: ParquetLeaf;
  readonly codec: number;
  /** Headers and pages in order; 16 readable bytes follow each. */
  readonly segments: readonly Extent[];
  /** How many values (NULLs included) the pages hold; absent: as many as there are. */
  readonly values?: number;
  /** When only some pages are there: the rows that they hold. */
  readonly held?: readonly RowRange[];
  /** And the rows of each page, to be checked. */
  readonly pageRows?: readonly number[];
}

export interface ColumnInput {
  readonly column: FlatColumn | NestedColumn;
  /** Of its leaves, from left to right. */
  readonly chunks: readonly ChunkInput[];
}

/** Bytes within a row group's reads. */
export interface ReadExtent {
  readonly read: number;
  readonly at: number;
  readonly length: number;
}

/** A chunk, but for what its leaf says. */
export type ChunkPlace = Omit<ChunkInput, "leaf" | "segments"> & { readonly segments: readonly ReadExtent[] };

/** What the morsels of a file have in common. */
export interface ParquetFileShape {
  readonly file: string;
  /** In the scan's order. */
  readonly columns: readonly (FlatColumn | NestedColumn)[];
}

/** What Morsel.payload is for this provider. */
export interface ParquetMorsel {
  readonly rowGroup: number;
  /** Of all leaves, from left to right. */
  readonly chunks: readonly ChunkPlace[];
  /** The rows to give. */
  readonly ranges: readonly RowRange[];
  /** What has to be true of all the row group's rows, where some are left to others (operator/range-scan.ts). */
  readonly claim?: ColumnClaim;
  /** Where each read's bytes lie, or how they are read. */
  readonly bytes: { readonly kind: "held"; readonly starts: readonly Pointer[] } | UnreadBytes;
}

export interface UnreadBytes {
  readonly kind: "unread";
  readonly from: LocalRead;
  /** So many of the last parts are of columns that may not be wanted: they are read when one of these is. */
  readonly late: number;
}

/** The columns of a morsel. @param startOf where a read's bytes lie: asked when a column's chunks are */
export function columnInputs(
  { columns }: ParquetFileShape,
  chunks: readonly ChunkPlace[],
  startOf: (read: number) => Pointer,
): readonly ColumnInput[] {
  let next = 0;
  return columns.map((column): ColumnInput => {
    const leaves = column.kind === "nested" ? column.leaves : [column];
    const first = next;
    next += leaves.length;
    return {
      column,
      get chunks(): readonly ChunkInput[] {
        return leaves.map((leaf, at): ChunkInput => {
          const { segments, ...rest } = chunks[first + at] as ChunkPlace;
          return { ...rest, leaf, segments: segments.map((extent) => placed(extent, startOf)) };
        });
      },
    };
  });
}

function placed({ read, at, length }: ReadExtent, startOf: (read: number) => Pointer): Extent {
  return { address: startOf(read) + at, length };
}
