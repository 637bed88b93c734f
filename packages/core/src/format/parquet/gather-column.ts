// One column of a row group out of the result batches that hold its rows: without NULLs, in its physical type, as
// the encoders want it (encode-values.ts). The buffers are used again for the next column, so that a row group
// takes the memory of its largest column beside its batches.
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";
import { internal } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import { compactBytes, type DenseValues } from "./encode-values.ts";
import type { ColumnType, ResultForm } from "./write-types.ts";

/** The rows of one column. */
export interface ColumnValues {
  readonly rows: number;
  /** Of the rows that are not NULL. */
  readonly values: DenseValues;
  /** A byte per row, 0 = NULL; absent when no row is. */
  readonly validity?: Uint8Array;
}

/** Buffers that grew beyond this are given back. */
const KEPT_BYTES = 256 * 1024 * 1024;

/** Buffers for one column at a time. */
export class GatherBuffers {
  #words = new Int32Array(0);
  #offsets = new Uint32Array(0);
  #bytes = new Uint8Array(0);
  #validity = new Uint8Array(0);

  get size(): number {
    return this.#words.byteLength + this.#offsets.byteLength + this.#bytes.byteLength + this.#validity.byteLength;
  }

  words(count: number): Int32Array {
    if (this.#words.length < count) this.#words = new Int32Array(count);
    return this.#words;
  }

  offsets(count: number): Uint32Array {
    if (this.#offsets.length < count) this.#offsets = new Uint32Array(count);
    return this.#offsets;
  }

  bytes(count: number): Uint8Array {
    if (this.#bytes.length < count) this.#bytes = new Uint8Array(count + (count >>> 2));
    return this.#bytes;
  }

  validity(count: number): Uint8Array {
    if (this.#validity.length < count) this.#validity = new Uint8Array(count);
    return this.#validity.subarray(0, count);
  }
}

let ofThread = new GatherBuffers();

/** This thread's. Whoever uses them is done with a column before anyone else's turn comes. */
export function gatherBuffers(): GatherBuffers {
  if (ofThread.size > KEPT_BYTES) ofThread = new GatherBuffers();
  return ofThread;
}

/** The column's values; they are valid until the buffers are used again. */
export function gatherColumn(
  batches: readonly ResultBatch[],
  position: number,
  { form, physical }: ColumnType,
  buffers: GatherBuffers,
): ColumnValues {
  const columns = batches.map((batch) => {
    const column = batch.columns[position];
    if (column === undefined) throw internal(`a batch has no column ${position}`);
    return column;
  });
  const rows = columns.reduce((sum, column) => sum + column.rows, 0);
  const nulls = columns.reduce((sum, column) => sum + column.nullCount, 0);
  const validity = nulls === 0 ? undefined : gatherValidity(columns, rows, buffers);
  const valid = { rows, ...(validity === undefined ? {} : { validity }) };
  const count = rows - nulls;
  switch (form) {
    case "bytes":
      return { ...valid, values: gatherBytes(columns, rows, count, validity, buffers) };
    case "bits":
      return { ...valid, values: { kind: "bits", count, values: gatherBits(columns, rows, count, validity, buffers) } };
    case "i16":
    case "i32":
    case "i64":
    case "i128":
    case "uuid": {
      const width = physical === "fixed16" ? 4 : physical === "int64" || physical === "double" ? 2 : 1;
      const words = buffers.words(rows * width);
      let at = 0;
      for (const column of columns) {
        copyWords(column, form, width, words, at);
        at += column.rows * width;
      }
      if (validity !== undefined) compactWords(words, width, validity);
      const turned = form === "uuid" ? { turned: true as const } : {};
      return { ...valid, values: { kind: "words", count, width, words, ...turned } };
    }
    default:
      return unreachable(form);
  }
}

function gatherValidity(columns: readonly ResultColumn[], rows: number, buffers: GatherBuffers): Uint8Array {
  const validity = buffers.validity(rows);
  let at = 0;
  for (const { validity: bits, rows: count } of columns) {
    if (bits === undefined) validity.fill(1, at, at + count);
    else unpackBits(bits, count, validity, at);
    at += count;
  }
  return validity;
}

/** A byte of 0 or 1 for each bit. */
function unpackBits(bits: Uint8Array, count: number, into: Uint8Array, start: number): void {
  for (let row = 0; row < count; row++) into[start + row] = ((bits[row >>> 3] as number) >>> (row & 7)) & 1;
}

function gatherBits(
  columns: readonly ResultColumn[],
  rows: number,
  count: number,
  validity: Uint8Array | undefined,
  buffers: GatherBuffers,
): Uint8Array {
  const values = buffers.bytes(rows);
  let at = 0;
  for (const { data, rows: own } of columns) {
    unpackBits(data, own, values, at);
    at += own;
  }
  if (validity !== undefined) {
    for (let row = 0, to = 0; to < count; row++) {
      if (validity[row] !== 0) values[to++] = values[row] as number;
    }
  }
  return values;
}

function copyWords(
  { data, rows }: ResultColumn,
  form: Exclude<ResultForm, "bits" | "bytes">,
  width: 1 | 2 | 4,
  into: Int32Array,
  at: number,
): void {
  const { buffer, byteOffset } = data;
  if (form === "i16") {
    const source = new Int16Array(buffer, byteOffset, rows);
    for (let row = 0; row < rows; row++) into[at + row] = source[row] as number;
    return;
  }
  const own = form === "i32" ? 1 : form === "i64" ? 2 : 4;
  const source = new Int32Array(buffer, byteOffset, rows * own);
  if (own === width) into.set(source, at);
  else if (own === 4 && width === 2) narrowTo2(source, rows, into, at);
  else if (own === 4 && width === 1) narrowTo1(source, rows, into, at);
  else throw internal(`a column of ${form} as ${width} words`);
}

function narrowTo2(source: Int32Array, rows: number, into: Int32Array, start: number): void {
  let lost = 0;
  for (let row = 0, from = 0, at = start; row < rows; row++, from += 4, at += 2) {
    const high = source[from + 1] as number;
    into[at] = source[from] as number;
    into[at + 1] = high;
    const sign = high >> 31;
    lost |= ((source[from + 2] as number) ^ sign) | ((source[from + 3] as number) ^ sign);
  }
  if (lost !== 0) throw internal("a numeric has more digits than its type says");
}

function narrowTo1(source: Int32Array, rows: number, into: Int32Array, at: number): void {
  let lost = 0;
  for (let row = 0, from = 0; row < rows; row++, from += 4) {
    const low = source[from] as number;
    into[at + row] = low;
    const sign = low >> 31;
    lost |= ((source[from + 1] as number) ^ sign) | ((source[from + 3] as number) ^ sign);
  }
  if (lost !== 0) throw internal("a numeric has more digits than its type says");
}

/** Closes the gaps that NULL rows leave, in place. */
function compactWords(words: Int32Array, width: 1 | 2 | 4, validity: Uint8Array): void {
  let to = 0;
  for (let row = 0; row < validity.length; row++) {
    if (validity[row] === 0) continue;
    for (let word = 0; word < width; word++) words[to++] = words[row * width + word] as number;
  }
}

/** Wide reads of the encoders may pass the last value by so many bytes. */
const MARGIN = 16;

function gatherBytes(
  columns: readonly ResultColumn[],
  rows: number,
  count: number,
  validity: Uint8Array | undefined,
  buffers: GatherBuffers,
): DenseValues {
  const total = columns.reduce((sum, column) => sum + endOf(column), 0);
  const offsets = buffers.offsets(rows + 1);
  const bytes = buffers.bytes(total + MARGIN);
  let row = 0;
  let at = 0;
  for (const column of columns) {
    const own = column.offsets as Int32Array;
    const end = endOf(column);
    bytes.set(column.data.subarray(0, end), at);
    for (let i = 0; i < column.rows; i++) offsets[row + i] = (own[i] as number) + at;
    row += column.rows;
    at += end;
  }
  offsets[rows] = at;
  if (validity === undefined) return { kind: "bytes", count, offsets, bytes };
  return compactBytes(offsets, bytes, validity, rows, count);
}

function endOf({ offsets, rows }: ResultColumn): number {
  if (offsets === undefined) throw internal("a text column without offsets");
  return offsets[rows] as number;
}
