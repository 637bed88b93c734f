// What is known of a table without reading it. It chooses plans and sizes, and of files it says what need not be read:
// there it is believed where it can be right, so that a footer that lies may lose rows (docs/parquet.md). Nothing else
// that is answered rests on it.
import type { Datum } from "../type/datum.ts";

export interface ColumnStatistics {
  readonly minimum?: Datum;
  readonly maximum?: Datum;
  readonly nullCount?: number;
  readonly distinctCount?: number;
  /** Average bytes of a value, for strings. */
  readonly averageBytes?: number;
  /**
   * Where the table is sorted by the column: its parts that can be read alone, ascending, each with its least value. Parts
   * have at most single values in common; none has NULLs.
   */
  readonly blocks?: readonly ValueBlock[];
}

export interface ValueBlock {
  readonly first: Datum;
  readonly rows: number;
}

export interface TableStatistics {
  readonly rows: number;
  /** By position of the table's fields. */
  readonly columns: readonly ColumnStatistics[];
}
