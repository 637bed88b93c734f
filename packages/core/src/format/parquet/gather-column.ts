// One column of a row group out of the pieces that its rows came in, into the encoding memory: one behind the other, without
// NULLs, in its physical type, as the encoders want it.
import type { ColumnPlaces } from "../../column/arena-batch.ts";
import { internal } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { BumpMemory } from "../bump-memory.ts";
import type { EncodeSpace } from "../encode-space.ts";
import { LoadedValues } from "./encode-column.ts";
import type { DenseValues } from "./encode-values.ts";
import type { ColumnType, ResultForm } from "./write-types.ts";

/** The rows of one leaf. */
export interface ColumnValues {
  readonly rows: number;
  /** Those that are not NULL. */
  readonly loaded: LoadedValues;
  /** Of a flat column: a byte per row, 0 = NULL; absent when no row is. */
  readonly validity?: Uint8Array;
  /** Of a leaf of a nested column. */
  readonly levels?: LeafLevels;
}

/** Dremel's levels, in the encoding memory: which lists and structs a leaf's values are in. A byte each. */
export interface LeafLevels {
  readonly count: number;
  readonly repetitions: number;
  readonly definitions: number;
}

/** The column's values; they are valid until the encoding memory is used for something else. */
export function gatherColumn(
  memory: BumpMemory,
  pieces: readonly ColumnPlaces[],
  { form, physical }: ColumnType,
  space: EncodeSpace,
): ColumnValues {
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  const nulls = pieces.reduce((sum, piece) => sum + piece.nullCount, 0);
  const validity = nulls === 0 ? undefined : gatherValidity(memory, pieces, rows);
  const gathered = { memory, pieces, rows, count: rows - nulls, validity };
  const valid = { rows, ...(validity === undefined ? {} : { validity }) };
  switch (form) {
    case "bytes":
      return { ...valid, loaded: gatherBytes(space, gathered) };
    case "bits":
      return { ...valid, loaded: LoadedValues.of(space, gatherBits(gathered)) };
    case "i16":
    case "i32":
    case "i64":
    case "i128":
    case "uuid": {
      const width = physical === "fixed16" ? 4 : physical === "int64" || physical === "double" ? 2 : 1;
      return { ...valid, loaded: gatherWords(space, gathered, form, width) };
    }
    default:
      return unreachable(form);
  }
}

interface Gathered {
  /** Of the pieces. */
  readonly memory: BumpMemory;
  readonly pieces: readonly ColumnPlaces[];
  readonly rows: number;
  /** Of rows that are not NULL. */
  readonly count: number;
  readonly validity: Uint8Array | undefined;
}

function gatherWords(
  space: EncodeSpace,
  { memory, pieces, rows, count, validity }: Gathered,
  form: Exclude<ResultForm, "bits" | "bytes">,
  width: 1 | 2 | 4,
): LoadedValues {
  const address = space.allocate(rows * width * 4);
  const words = space.i32(address, rows * width);
  let at = 0;
  for (const piece of pieces) {
    copyWords(memory, piece, form, width, words, at);
    at += piece.rows * width;
  }
  if (validity !== undefined) compactWords(words, width, validity);
  const turned = form === "uuid" ? { turned: true as const } : {};
  return new LoadedValues(space, { kind: "words", count, width, ...turned }, { values: address, bytes: 0 });
}

function gatherValidity(memory: BumpMemory, pieces: readonly ColumnPlaces[], rows: number): Uint8Array {
  const validity = new Uint8Array(rows);
  let at = 0;
  for (const { validity: bits, rows: count } of pieces) {
    if (bits === undefined) validity.fill(1, at, at + count);
    else unpackBits(bitsAt(memory, bits, count), count, validity, at);
    at += count;
  }
  return validity;
}

function bitsAt(memory: BumpMemory, address: number, count: number): Uint8Array {
  return memory.u8(address, Math.ceil(count / 8));
}

/** A byte of 0 or 1 for each bit. */
function unpackBits(bits: Uint8Array, count: number, into: Uint8Array, start: number): void {
  for (let row = 0; row < count; row++) into[start + row] = ((bits[row >>> 3] as number) >>> (row & 7)) & 1;
}

function gatherBits({ memory, pieces, rows, count, validity }: Gathered): Extract<DenseValues, { kind: "bits" }> {
  const values = new Uint8Array(rows);
  let at = 0;
  for (const { data, rows: own } of pieces) {
    unpackBits(bitsAt(memory, data, own), own, values, at);
    at += own;
  }
  if (validity !== undefined) {
    for (let row = 0, to = 0; to < count; row++) {
      if (validity[row] !== 0) values[to++] = values[row] as number;
    }
  }
  return { kind: "bits", count, values };
}

function copyWords(
  memory: BumpMemory,
  { data, rows, narrow }: ColumnPlaces,
  form: Exclude<ResultForm, "bits" | "bytes">,
  width: 1 | 2 | 4,
  into: Int32Array,
  at: number,
): void {
  if (form === "i16") {
    const source = memory.i16(data, rows);
    for (let row = 0; row < rows; row++) into[at + row] = source[row] as number;
    return;
  }
  const own = form === "i32" ? 1 : form === "i64" || narrow === true ? 2 : 4;
  const source = memory.i32(data, rows * own);
  if (own === width) into.set(source, at);
  else if (own === 4 && width === 2) narrowTo2(source, rows, into, at);
  else if (form === "i128" && width === 1) narrowTo1(source, own, into, at);
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

/** @param words of a value in the source: 2 or 4 */
function narrowTo1(source: Int32Array, words: number, into: Int32Array, start: number): void {
  let lost = 0;
  for (let from = 0, at = start; from < source.length; from += words, at++) {
    const low = source[from] as number;
    into[at] = low;
    const sign = low >> 31;
    lost |= ((source[from + 1] as number) ^ sign) | ((source[from + words - 1] as number) ^ sign);
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

function gatherBytes(space: EncodeSpace, { memory, pieces, rows, count, validity }: Gathered): LoadedValues {
  const total = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  const place = { values: space.allocate((rows + 1) * 4), bytes: space.allocate(total) };
  const offsets = space.u32(place.values, rows + 1);
  const bytes = space.u8(place.bytes, total);
  let row = 0;
  let at = 0;
  for (const piece of pieces) {
    if (piece.offsets === undefined) throw internal("a text column without offsets");
    const own = memory.i32(piece.offsets, piece.rows);
    bytes.set(memory.u8(piece.data, piece.bytes), at);
    for (let i = 0; i < piece.rows; i++) offsets[row + i] = (own[i] as number) + at;
    row += piece.rows;
    at += piece.bytes;
  }
  offsets[rows] = at;
  if (validity !== undefined) compactBytes(offsets, bytes, validity);
  return new LoadedValues(space, { kind: "bytes", count }, place);
}

/** Closes the gaps that NULL rows leave, in place: a NULL row may have bytes. */
function compactBytes(offsets: Uint32Array, bytes: Uint8Array, validity: Uint8Array): void {
  let at = offsets[0] as number;
  let value = 0;
  for (let row = 0; row < validity.length; row++) {
    const start = offsets[row] as number;
    const end = offsets[row + 1] as number;
    if (validity[row] === 0) continue;
    if (at !== start) bytes.copyWithin(at, start, end);
    offsets[value++] = at;
    at += end - start;
  }
  offsets[value] = at;
}
