// The values of a column as the encoders want them: without NULLs, in their physical type, as 32-bit words or as
// bytes. Everything after this file works on bit patterns, so equal means the same bits (NaN equals itself, -0
// and 0 differ), and int64 needs no BigInt.
import { internal } from "../../common/error.ts";
import type { ColumnChunkData } from "./write-column-data.ts";
import type { PhysicalType } from "./write-types.ts";

/** `count` values of a physical type. */
export type DenseValues =
  | { readonly kind: "bits"; readonly count: number; readonly values: Uint8Array }
  /** `width` words of 32 bits per value, little endian. */
  | {
      readonly kind: "words";
      readonly count: number;
      readonly width: 1 | 2 | 4;
      readonly words: Int32Array;
      /** The highest bit is turned over in the file: uuids, which the engine keeps in signed order. */
      readonly turned?: true;
    }
  /** Value i is bytes[offsets[i] .. offsets[i + 1]]. */
  | {
      readonly kind: "bytes";
      readonly count: number;
      readonly offsets: Int32Array | Uint32Array;
      readonly bytes: Uint8Array;
    };

/** How many of the first `rows` rows are not NULL. */
export function countValid(validity: Uint8Array | undefined, from: number, to: number): number {
  if (validity === undefined) return to - from;
  let valid = 0;
  for (let row = from; row < to; row++) valid += (validity[row] as number) === 0 ? 0 : 1;
  return valid;
}

/**
 * The values that are not NULL, as `physical`.
 * @throws FfqError INTERNAL when the column's kind does not fit the type, or is shorter than `rows`
 */
export function denseValues(column: ColumnChunkData, rows: number, valid: number, physical: PhysicalType): DenseValues {
  if (lengthOf(column) < rows) throw internal(`a column has ${lengthOf(column)} values for ${rows} rows`);
  const validity = valid === rows ? undefined : column.validity;
  if (column.kind === "bytes") {
    if (physical !== "byteArray") throw misfit(column, physical);
    return validity === undefined
      ? { kind: "bytes", count: rows, offsets: column.offsets, bytes: column.bytes }
      : compactBytes(column.offsets, column.bytes, validity, rows, valid);
  }
  if (column.kind === "bool") {
    if (physical !== "boolean") throw misfit(column, physical);
    if (validity === undefined) return { kind: "bits", count: rows, values: column.values };
    const values = new Uint8Array(valid);
    for (let row = 0, to = 0; row < rows; row++) {
      if (validity[row] !== 0) values[to++] = column.values[row] as number;
    }
    return { kind: "bits", count: valid, values };
  }
  const own = column.kind === "int32" || column.kind === "float" ? 1 : column.kind === "int128" ? 4 : 2;
  const all = new Int32Array(column.values.buffer, column.values.byteOffset, rows * own);
  const words = validity === undefined ? all : compactWords(all, own, validity, rows, valid);
  return { kind: "words", count: valid, ...convert(column, words, valid, physical) };
}

function lengthOf(column: ColumnChunkData): number {
  if (column.kind === "bytes") return column.offsets.length - 1;
  return column.kind === "int128" ? column.values.length >>> 1 : column.values.length;
}

function compactWords(
  words: Int32Array,
  width: 1 | 2 | 4,
  validity: Uint8Array,
  rows: number,
  valid: number,
): Int32Array {
  const dense = new Int32Array(valid * width);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    if (validity[row] === 0) continue;
    for (let word = 0; word < width; word++) dense[to++] = words[row * width + word] as number;
  }
  return dense;
}

/** The values of the rows that are not NULL, one behind the other. */
export function compactBytes(
  offsets: Int32Array | Uint32Array,
  bytes: Uint8Array,
  validity: Uint8Array,
  rows: number,
  valid: number,
): DenseValues {
  let total = 0;
  let gaps = 0;
  for (let row = 0; row < rows; row++) {
    const length = (offsets[row + 1] as number) - (offsets[row] as number);
    if (validity[row] !== 0) total += length;
    else gaps += length;
  }
  const dense = new Uint32Array(valid + 1);
  // NULL rows without bytes leave the values adjacent: offsets alone say it.
  const target = gaps === 0 ? bytes : new Uint8Array(total);
  let at = gaps === 0 ? (offsets[0] as number) : 0;
  let value = 0;
  for (let row = 0; row < rows; row++) {
    if (validity[row] === 0) continue;
    const start = offsets[row] as number;
    const length = (offsets[row + 1] as number) - start;
    dense[value++] = at;
    if (gaps !== 0) for (let i = 0; i < length; i++) target[at + i] = bytes[start + i] as number;
    at += length;
  }
  dense[valid] = at;
  return { kind: "bytes", count: valid, offsets: dense, bytes: target };
}

interface Words {
  readonly width: 1 | 2 | 4;
  readonly words: Int32Array;
}

/** Integers may be given wider or narrower than they are written: numerics lie in memory by other rules. */
function convert(column: ColumnChunkData, words: Int32Array, count: number, physical: PhysicalType): Words {
  const { kind } = column;
  switch (physical) {
    case "int32":
      if (kind === "int32") return { width: 1, words };
      if (kind === "int64") return { width: 1, words: narrow(words, count, 2, 1) };
      if (kind === "int128") return { width: 1, words: narrow(words, count, 4, 1) };
      break;
    case "int64":
      if (kind === "int64") return { width: 2, words };
      if (kind === "int32") return { width: 2, words: widen(words, count, 1, 2) };
      if (kind === "int128") return { width: 2, words: narrow(words, count, 4, 2) };
      break;
    case "fixed16":
      if (kind === "int128") return { width: 4, words };
      if (kind === "int64") return { width: 4, words: widen(words, count, 2, 4) };
      if (kind === "int32") return { width: 4, words: widen(words, count, 1, 4) };
      break;
    case "float":
      if (kind === "float") return { width: 1, words };
      break;
    case "double":
      if (kind === "double") return { width: 2, words };
      break;
    case "boolean":
    case "byteArray":
      break;
  }
  throw misfit(column, physical);
}

function widen(words: Int32Array, count: number, from: number, to: number): Int32Array {
  const wide = new Int32Array(count * to);
  for (let value = 0; value < count; value++) {
    for (let word = 0; word < from; word++) wide[value * to + word] = words[value * from + word] as number;
    wide.fill((words[value * from + from - 1] as number) >> 31, value * to + from, value * to + to);
  }
  return wide;
}

function narrow(words: Int32Array, count: number, from: number, to: number): Int32Array {
  const small = new Int32Array(count * to);
  let lost = 0;
  for (let value = 0; value < count; value++) {
    for (let word = 0; word < to; word++) small[value * to + word] = words[value * from + word] as number;
    const sign = (small[value * to + to - 1] as number) >> 31;
    for (let word = to; word < from; word++) lost |= (words[value * from + word] as number) ^ sign;
  }
  if (lost !== 0) throw internal("a numeric has more digits than its type says");
  return small;
}

function misfit(column: ColumnChunkData, physical: PhysicalType): Error {
  return internal(`a column of kind ${column.kind} cannot be written as ${physical}`);
}
