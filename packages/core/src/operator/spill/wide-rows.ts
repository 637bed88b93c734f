// Rows by what they take, not by their number: a batch whose strings are long is measured and taken in cuts, so that
// nothing holds many times the bytes that it was given room for. Variable numerics, lists and structs lie as strings do.
// What a sink computes of its rows may have room for some of them only: it says how many it took, and the others follow.
import type { Arena } from "../../arena/arena.ts";
import { sliceBatch, takeAll } from "../../column/slice.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { resultKernels } from "../../kernel/result.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";

/** Rows and what their strings have. */
export interface MeasuredRows {
  readonly batch: Batch;
  readonly bytes: number;
}

/** Bytes of the strings that the rows show, of one that is shown twice two times. */
export function stringBytes(arena: Arena, { rows, columns }: Batch): number {
  return columns.reduce((sum, column) => (column.storage === "ref" ? sum + shownBytes(arena, column, rows) : sum), 0);
}

function shownBytes(arena: Arena, { data, index, validity }: Vector, rows: number): number {
  return Number(resultKernels(arena).countBytes(data, index, validity, rows));
}

/** The rows in order, in cuts whose strings have at most so many bytes each, down to single rows. */
export function* cutRows(arena: Arena, batch: Batch, mostBytes: number): Generator<MeasuredRows, void> {
  const { rows, columns } = batch;
  const bytes = stringBytes(arena, batch);
  if (bytes <= mostBytes || rows <= 1) {
    yield { batch, bytes };
    return;
  }
  const size = Math.ceil(rows / Math.min(rows, Math.ceil(bytes / mostBytes)));
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from);
    // Long strings may stand together: each cut is measured again.
    yield* cutRows(arena, sliceBatch({ rows, columns }, from, count), mostBytes);
  }
}

/** Where there is room for a batch of such rows, none is measured. */
const WIDE_ROW = 4096;

/** Fewer rows that cannot be measured are not cut off. */
const LEAST_ROWS = 64;

/**
 * Gives a batch to `take`, in cuts where memory is too short to take any batch as it is.
 * @param take answers how many of the first rows it took, at least one
 */
export function takeInCuts(
  arena: Arena,
  gauge: SpillGauge | undefined,
  batch: Batch,
  take: (cut: Batch) => number,
): void {
  const mostBytes = mostOf(gauge, batch);
  if (mostBytes === undefined) takeAll(batch, take);
  else if (batch.complete !== undefined) takeAll(batch, (rest) => take(unmeasuredCut(rest, mostBytes)));
  else for (const cut of cutRows(arena, batch, mostBytes)) takeAll(cut.batch, take);
}

/** The first rows of a batch, or all: those that takeInCuts would give first. */
export function firstCut(arena: Arena, gauge: SpillGauge | undefined, batch: Batch): Batch {
  const mostBytes = mostOf(gauge, batch);
  if (mostBytes === undefined) return batch;
  if (batch.complete !== undefined) return unmeasuredCut(batch, mostBytes);
  for (const cut of cutRows(arena, batch, mostBytes)) return cut.batch;
  return batch;
}

/** Bytes of strings that may be taken of a batch at one time; undefined: of any. */
function mostOf(gauge: SpillGauge | undefined, { rows, columns }: Batch): number | undefined {
  if (gauge === undefined || !columns.some(({ storage }) => storage === "ref")) return undefined;
  const { takenBytes } = gauge;
  return rows * WIDE_ROW <= takenBytes ? undefined : takenBytes;
}

/** Columns that are left unread cannot be measured: rows are taken to be wide. */
function unmeasuredCut(batch: Batch, mostBytes: number): Batch {
  const most = Math.max(LEAST_ROWS, Math.floor(mostBytes / WIDE_ROW));
  return batch.rows <= most ? batch : sliceBatch(batch, 0, most);
}
