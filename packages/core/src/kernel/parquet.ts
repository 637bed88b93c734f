// Typed door to the Parquet decoding kernels (assembly/parquet.ts). They return 0 or a count, or a negative
// status when the file's bytes are not what they should be.
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** Bytes of a cursor; `length` and `limit` are fields that the caller fills in for decimals. */
export const CURSOR: { readonly bytes: number; readonly length: number; readonly limit: number } = {
  bytes: 80,
  /** u32: bytes of a fixed-length value. */
  length: 32,
  /** i128: 10^precision. */
  limit: 48,
};

/** Bytes that numericsOfPlain and numericsOfRefs work in. */
export const NUMERIC_SCRATCH = 256;

/** Decodes the next `count` PLAIN values at the cursor into slots at `out`. */
export type PlainKernel = (cursor: Pointer, out: Pointer, count: number) => number;

export interface ParquetKernels {
  openHybrid(cursor: Pointer, from: Pointer, end: Pointer, width: number): void;
  openPlain(cursor: Pointer, from: Pointer, end: Pointer): void;
  /** The next `count` values of a hybrid as u32, each below `limit`. */
  decodeIndexes(cursor: Pointer, out: Pointer, count: number, limit: number): number;
  /** The next `count` one-bit values of a hybrid as bytes; returns how many are 1. */
  decodeLevels(cursor: Pointer, out: Pointer, count: number): number;
  /** Byte arrays as refs into the page; `ascii` (0 or 1): the page is known to be ASCII. */
  plainTexts(cursor: Pointer, out: Pointer, count: number, ascii: number): number;
  isAscii(from: Pointer, length: number): number;
  readonly plainBooleans: PlainKernel;
  readonly plain32: PlainKernel;
  readonly plain64: PlainKernel;
  readonly plainSmall: PlainKernel;
  readonly plainUnsigned32: PlainKernel;
  readonly plainUnsigned64: PlainKernel;
  readonly plainMillis: PlainKernel;
  readonly plainNanos: PlainKernel;
  readonly plainInt96: PlainKernel;
  readonly plainDecimal32: PlainKernel;
  readonly plainDecimal64: PlainKernel;
  /** `wide` (0 or 1): slots are i128 rather than i64. */
  plainDecimalFixed(cursor: Pointer, out: Pointer, count: number, wide: number): number;
  plainDecimalBytes(cursor: Pointer, out: Pointer, count: number, wide: number): number;
  readonly plainTimeMillis: PlainKernel;
  /** `nanos` (0 or 1): nanoseconds rather than microseconds. */
  plainTime(cursor: Pointer, out: Pointer, count: number, nanos: number): number;
  readonly plainHalf: PlainKernel;
  readonly plainInterval: PlainKernel;
  readonly plainUuid: PlainKernel;
  readonly plainFixedBytes: PlainKernel;
  /** How many values the delta-packed integers at the cursor are. */
  deltaCount(cursor: Pointer): number;
  /** All of them as i32, or as i64 when `wide` (0 or 1). */
  deltaIntegers(cursor: Pointer, out: Pointer, wide: number): number;
  /** Byte arrays of these lengths (i32) as refs; `text`: 0 any bytes, 1 must be UTF-8, 2 known to be. */
  refsFromLengths(cursor: Pointer, lengths: Pointer, count: number, out: Pointer, text: number): number;
  /** Bytes of all values of these shared prefixes and own suffixes; `fixed`: the length that each must have, or 0. */
  prefixedBytes(prefixes: Pointer, suffixes: Pointer, count: number, fixed: number): number;
  /** Lays the values at `bytes`, and refs of them at `refs` unless that is 0. */
  joinPrefixes(
    cursor: Pointer,
    prefixes: Pointer,
    suffixes: Pointer,
    count: number,
    bytes: Pointer,
    refs: Pointer,
    text: number,
  ): number;
  /**
   * 1 when one of `count` PLAIN values of `width` bytes (0: byte arrays) in [from, end) is the `length` bytes at
   * `wanted`, else 0.
   */
  findPlain(from: Pointer, end: Pointer, count: number, width: number, wanted: Pointer, length: number): number;
  /** BYTE_STREAM_SPLIT to PLAIN. */
  joinStreams(from: Pointer, count: number, width: number, out: Pointer): void;
  /** The next refs of a page that was turned into refs. */
  readonly takeRefs: PlainKernel;
  takeDecimals(cursor: Pointer, out: Pointer, count: number, wide: number): number;
  // Decimals of many digits: assembly/parquet-numeric.part.ts describes each. Scratch takes NUMERIC_SCRATCH bytes.
  countArrays(from: Pointer, end: Pointer): number;
  numericsOfPlain(
    from: Pointer,
    count: number,
    width: number,
    scale: number,
    out: Pointer,
    heap: Pointer,
    scratch: Pointer,
  ): number;
  numericsOfRefs(refs: Pointer, count: number, scale: number, heap: Pointer, scratch: Pointer): number;
  // Levels of nested columns: assembly/parquet-levels.part.ts describes each.
  decodeLevelBytes(cursor: Pointer, out: Pointer, count: number, most: number): number;
  entriesOfRows(repetitions: Pointer, count: number, rows: number, started: Pointer): number;
  countLevels(levels: Pointer, count: number, value: number): number;
  placeMarks(
    repetitions: Pointer,
    definitions: Pointer,
    count: number,
    repetition: number,
    least: number,
    valid: number,
    out: Pointer,
  ): number;
  listEnds(
    repetitions: Pointer,
    definitions: Pointer,
    count: number,
    repetition: number,
    least: number,
    element: number,
    ends: Pointer,
    present: Pointer,
  ): number;
  repackLevels(from: Pointer, count: number, width: number, out: Pointer): Pointer;
  gatherSlots(slots: Pointer, codes: Pointer, count: number, out: Pointer, widthLog2: number): void;
  sumWords(words: Pointer, count: number): number;
  /**
   * Moves `present` values at the front of `data` to the rows whose validity byte is 1; other rows get `fill`
   * (4-byte values) or 0. `widthLog2` is 0, 2, 3 or 4.
   */
  spread(data: Pointer, validity: Pointer, rows: number, present: number, widthLog2: number, fill: number): void;
}

export function parquetKernels(arena: Arena): ParquetKernels {
  return instantiateModule(arena, "parquet") as unknown as ParquetKernels;
}

/** What a negative status of a kernel means. */
export function describeParquetStatus(status: number): string {
  switch (status) {
    case -1:
      return "the data ends too early";
    case -2:
      return "a dictionary index is outside the dictionary";
    case -3:
      return "a string is not valid UTF-8";
    case -4:
      return "a decimal has more digits than its type";
    case -5:
      return "a value is outside the range of its type";
    case -7:
      return "a value is longer than it can be";
    default:
      return "a run of encoded values is malformed";
  }
}
