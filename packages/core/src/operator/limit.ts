// LIMIT and OFFSET: passes the rows whose numbers, counted over all threads that run the node, lie in the window.
// The count is one i64 in the arena, so that any rows will do when the input has no order; an ordered input comes
// from one thread.
import type { Arena, Pointer } from "../arena/arena.ts";
import { sliceVector } from "../column/slice.ts";
import type { Batch } from "../column/vector.ts";
import type { BatchSource, TaskContext } from "./operator.ts";

export interface LimitOptions {
  /** Absent: no limit. */
  readonly limit?: number;
  readonly offset: number;
  /** 8 bytes, zero at first, that all threads of the node share. */
  readonly counter: Pointer;
}

/** A limit's output; `isSatisfied` when no further row will pass, so that the pipeline may end. */
export interface LimitSource extends BatchSource {
  readonly isSatisfied: boolean;
}

export function createLimit(context: TaskContext, options: LimitOptions, input: BatchSource): LimitSource {
  const { arena } = context;
  const { offset } = options;
  const end = offset + (options.limit ?? Infinity);
  return {
    get isSatisfied(): boolean {
      return countRows(arena, options.counter, 0) >= end;
    },
    next(): Batch | undefined {
      while (countRows(arena, options.counter, 0) < end) {
        const batch = input.next();
        if (batch === undefined) return undefined;
        const first = countRows(arena, options.counter, batch.rows);
        const start = Math.max(0, offset - first);
        const rows = Math.min(batch.rows, end - first) - start;
        if (rows === batch.rows) return batch;
        if (rows > 0) return { rows, columns: batch.columns.map((column) => sliceVector(column, start, rows)) };
        context.checkCancelled();
      }
      return undefined;
    },
    close: () => input.close(),
  };
}

/** Counts rows; answers how many were counted before. */
function countRows(arena: Arena, counter: Pointer, rows: number): number {
  return Number(Atomics.add(arena.view().i64, counter >>> 3, BigInt(rows)));
}
