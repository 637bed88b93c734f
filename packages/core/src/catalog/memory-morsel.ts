// What a scan of columns that lie in the arena hands to workers: memory tables' segments. The columns belong to
// the table, and stay as they are while any query that started with them runs.
import type { Vector } from "../column/vector.ts";

/** The name of the provider of memory tables and of its morsels' reader. */
export const MEMORY = "memory";

/** Morsel.payload: pieces of segments, one after the other. */
export interface MemoryMorsel {
  readonly pieces: readonly MemoryPiece[];
}

/** The rows [start, end) of the columns, in the request's order. */
export interface MemoryPiece {
  readonly columns: readonly Vector[];
  readonly start: number;
  readonly end: number;
}
