// Some rows of a batch whose columns are texts, in buffers of their own.
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";

/** Texts always have offsets. */
const NONE = new Int32Array();

/** The rows [from, to). */
export function sliceTexts({ columns }: ResultBatch, from: number, to: number): ResultBatch {
  return { rows: to - from, columns: columns.map((column) => sliceColumn(column, from, to)) };
}

function sliceColumn({ type, validity, offsets = NONE, data }: ResultColumn, from: number, to: number): ResultColumn {
  const rows = to - from;
  const own = offsets.slice(from, to + 1);
  const first = own[0] as number;
  for (let row = 0; row <= rows; row++) own[row] = (own[row] as number) - first;
  const bytes = data.slice(first, first + (own[rows] as number));
  const flat = { type, rows, nullCount: 0, offsets: own, data: bytes };
  if (validity === undefined) return flat;
  const bits = new Uint8Array((rows + 7) >>> 3);
  let nullCount = 0;
  for (let row = 0; row < rows; row++) {
    const isValid = ((validity[(from + row) >>> 3] as number) >>> ((from + row) & 7)) & 1;
    bits[row >>> 3] = (bits[row >>> 3] as number) | (isValid << (row & 7));
    nullCount += 1 - isValid;
  }
  return nullCount === 0 ? flat : { ...flat, nullCount, validity: bits };
}
