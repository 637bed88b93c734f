// What a worker gets of a column: its chunks' bytes in the arena, whole or only the pages that hold wanted rows. Plain
// data.
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
