// A share of a result batch's rows as a batch of its own, copied: row groups end where they must, and what moves to
// another thread must not take its neighbours' rows along.
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";
import { internal } from "../../common/error.ts";
import type { ResultForm } from "./write-types.ts";

/** Bytes of a row in a result column. */
const WIDTHS: Readonly<Record<Exclude<ResultForm, "bits" | "bytes">, number>> = {
  i16: 2,
  i32: 4,
  i64: 8,
  i128: 16,
  uuid: 16,
};

/** Rows `from` to `to` (exclusive), in buffers of their own. `forms`: how the columns hold their values. */
export function sliceResult(batch: ResultBatch, forms: readonly ResultForm[], from: number, to: number): ResultBatch {
  const columns = batch.columns.map((column, position) => sliceColumn(column, forms[position] as ResultForm, from, to));
  return { rows: to - from, columns };
}

function sliceColumn(column: ResultColumn, form: ResultForm, from: number, to: number): ResultColumn {
  const rows = to - from;
  const { type, validity, offsets, data } = column;
  const nulls = validity === undefined ? undefined : sliceBits(validity, from, to);
  const nullCount = nulls === undefined ? 0 : rows - countBits(nulls);
  const base = { type, rows, nullCount, ...(nulls === undefined || nullCount === 0 ? {} : { validity: nulls }) };
  if (form === "bytes") {
    if (offsets === undefined) throw internal("a text column without offsets");
    const start = offsets[from] as number;
    const own = offsets.slice(from, to + 1);
    for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) - start;
    return { ...base, offsets: own, data: data.slice(start, start + (own[rows] as number)) };
  }
  if (form === "bits") return { ...base, data: sliceBits(data, from, to) };
  const width = WIDTHS[form];
  return { ...base, data: data.slice(from * width, to * width) };
}

function sliceBits(bits: Uint8Array, from: number, to: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((to - from + 7) >>> 3);
  const shift = from & 7;
  for (let i = 0, at = from >>> 3; i < out.length; i++, at++) {
    out[i] = ((bits[at] as number) >>> shift) | (shift === 0 ? 0 : ((bits[at + 1] ?? 0) << (8 - shift)) & 255);
  }
  const rest = (to - from) & 7;
  if (rest !== 0) out[out.length - 1] = (out.at(-1) as number) & ((1 << rest) - 1);
  return out;
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) count++;
  return count;
}
