// The ports through which stages hand rows to each other: in this process (local-exchange.ts) or between
// processes. Nobody behind them knows what computed the rows.
import type { Pointer } from "../arena/arena.ts";
import type { Vector } from "../column/vector.ts";

/** Rows in the arena on their way from one task to another. */
export interface ExchangeRows {
  readonly rows: number;
  /** Of the memory that the rows take. */
  readonly bytes: number;
  readonly pieces: readonly { readonly rows: number; readonly columns: readonly Vector[] }[];
  /** Allocations of the query's region that hold the rows. */
  readonly owned: readonly Pointer[];
}

/** One task's way out. */
export interface ExchangeWriter {
  /** Takes the rows over. Resolves when there is room for more; rejects when the query has been stopped. */
  write(partition: number, rows: ExchangeRows): Promise<void>;
  /** All rows of the task were written. */
  end(): Promise<void>;
  /** False when no reader wants further rows: the task may end early. */
  readonly isWanted: boolean;
}

/** Rows that a reader holds until it releases them. */
export interface ArrivingRows extends Pick<ExchangeRows, "rows" | "pieces"> {
  release(): void;
}

/** Those whose memory is known. */
export interface ReceivedRows extends ExchangeRows, ArrivingRows {}

/** One task's way in to another stage's rows. */
export interface ExchangeReader {
  /** The next rows; undefined when every writer has ended. Rejects when the query has been stopped. */
  next(): Promise<ArrivingRows | undefined>;
  /** No further rows are wanted: writers need not wait for this reader. */
  close(): void;
}
