// Rows by what they take, not by their number: a batch whose strings are long is measured and taken in cuts, so that
// nothing holds many times the bytes that it was given room for. Variable numerics, lists and structs lie as strings do.
import type { Arena } from "../../arena/arena.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { resultKernels } from "../../kernel/result.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import { sliceVector } from "../scan-vectors.ts";

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
    yield* cutRows(arena, { rows: count, columns: columns.map((one) => sliceVector(one, from, count)) }, mostBytes);
  }
}

/** Where there is room for a batch of such rows, none is measured. */
const WIDE_ROW = 4096;

/** Gives a batch to `take`, in cuts where memory is too short to take any batch as it is. */
export function takeInCuts(
  arena: Arena,
  gauge: SpillGauge | undefined,
  batch: Batch,
  take: (cut: Batch) => void,
): void {
  const { rows, columns, complete } = batch;
  // Of columns that are left unread few rows are taken.
  const isWhole = gauge === undefined || complete !== undefined || !columns.some(({ storage }) => storage === "ref");
  if (isWhole || rows * WIDE_ROW <= gauge.takenBytes) take(batch);
  else for (const cut of cutRows(arena, batch, gauge.takenBytes)) take(cut.batch);
}
