// The scan port: how the engine reads a table it knows nothing about. Planning and I/O happen on the caller's
// thread and are asynchronous (but for local files, which workers may read); decoding happens on workers and is
// synchronous; what passes between them, a morsel, is plain data. A scan reports which predicates it did not apply: the planner keeps those.
import type { Arena } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Batch, Field } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { ScanRange } from "./scan-ranges.ts";
import type { TableStatistics } from "./statistics.ts";

/** Names a table in plans, so that another process can find it again. */
export interface TableRef {
  /** Which provider: "memory", "parquet", or an extension's name. */
  readonly provider: string;
  readonly name: string;
  /** What the provider needs to open it (paths, a snapshot number ...): plain data. */
  readonly spec: unknown;
}

/** A column that every writable table has behind its own: the number of the row, int8, counted from 0 in the scan's state of the table. */
export const ROW_NUMBER_COLUMN = "ffq:row";

export interface ScanRequest {
  /** Positions in the provider's fields, in output order. */
  readonly columns: readonly number[];
  /** Conjuncts over all the provider's fields (by position). */
  readonly filters: readonly PhysicalExpr[];
  /** Rows with other values are dropped by whoever asks: reading may leave them out. */
  readonly range?: ScanRange;
}

export interface TableProvider {
  readonly ref: TableRef;
  readonly fields: readonly Field[];
  readonly statistics: TableStatistics;
  /** How much of it lies in a memory of the engine. Absent: none. */
  readonly bytesIn?: (arena: Arena) => number;
  plan(request: ScanRequest): PlannedScan;
}

export interface PlannedScan {
  /** The conjuncts that reading does not fully apply, by position in the request's filters. */
  readonly residual: readonly number[];
  /** Rows expected to be read. */
  readonly estimatedRows: number;
  /** What was skipped and read, for EXPLAIN. */
  readonly description: Readonly<Record<string, string | number>>;
  /** Reads each morsel's bytes into `region` and yields it. Reads ahead no further than it is asked. */
  morsels(context: ScanContext): AsyncIterable<Morsel>;
  /**
   * All morsels at once, where there is little to read and they hold no memory (`owned` is empty): a thread may be sent all
   * of them. Absent or undefined: it is not so.
   */
  readonly atHand?: (context: ScanContext) => Promise<readonly Morsel[] | undefined> | readonly Morsel[] | undefined;
  /** What reading took and saved so far, for EXPLAIN ANALYZE. */
  readonly measured?: () => Readonly<Record<string, number>>;
}

export interface ScanContext {
  readonly arena: Arena;
  readonly region: Region;
  readonly signal: AbortSignal;
  /** This task's share of the table: morsels whose number modulo `partitions` is `partition`. */
  readonly partition: number;
  readonly partitions: number;
  /** So many morsels keep all threads busy to the end: a reader with fewer may split them (Morsel.parts). */
  readonly wanted?: number;
  /** So many rows are worth a morsel, as much is done with each: a reader that makes none of so few may. Absent: its own least. */
  readonly leastRows?: number;
  /** Threads read bytes of local files by themselves where a morsel says so: it need not hold them yet. */
  readonly threadsRead?: boolean;
  /**
   * Conditions like the request's filters that wanted rows fulfil as well, as far as is known by now: asked for with each
   * morsel. None has to be applied.
   */
  readonly narrowed?: () => readonly PhysicalExpr[];
  /** Columns, by position among those that are read, that tell of which rows others are wanted (Batch.complete). Absent: all. */
  readonly deciding?: readonly number[];
  /** Rows with the first values of this column are best read first: they tell what else is wanted. */
  readonly first?: { readonly column: number; readonly descending: boolean };
}

/** A unit of scan work, decoded by the MorselReader that `reader` names. */
export interface Morsel {
  readonly reader: string;
  readonly rows: number;
  /** Plain data: arena addresses, lengths, encodings. Undefined where there are only `parts`. */
  readonly payload: unknown;
  /** Plain data that many morsels have in common, one object for all: a thread is given it once. */
  readonly common?: unknown;
  /** The next one has to be waited for: threads had better begin with those that there are. Absent: not known, as if it had. */
  readonly waits?: boolean;
  /** Payloads that take the payload's place: shares of the same rows that several threads may decode. */
  readonly parts?: readonly { readonly rows: number; readonly payload: unknown }[];
  /** Allocations of the scan's region to free when the morsel is done. */
  readonly owned: readonly number[];
}

/** The worker's side of a scan. */
export interface MorselReader {
  /** The next rows, at most `maximumRows`; undefined at the end. Valid until the next call. */
  next(maximumRows: number): Batch | undefined;
  /** Frees what decoding allocated. */
  close(): void;
}
