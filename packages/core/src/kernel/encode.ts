// Typed door to the encoding kernels (assembly/encode.ts). They work on a memory of their own, one per thread: what
// they encode has left the arena.
import { instantiateOver } from "./instantiate.ts";

type Address = number;

/** Finds distinct values; negative when a dictionary would not pay. */
type BuildDictionary = (
  values: Address,
  count: number,
  limit: number,
  entries: Address,
  codes: Address,
  table: Address,
  tableBits: number,
) => number;

/** Two positions, the largest value's in the upper half; -1n: no value counts, -2n: one is no number. */
type FindBounds = (values: Address, from: number, to: number, marks: Address) => bigint;

export interface EncodeKernels {
  readonly dictionary4: BuildDictionary;
  readonly dictionary8: BuildDictionary;
  readonly dictionary16: BuildDictionary;
  dictionaryTexts(
    offsets: Address,
    bytes: Address,
    count: number,
    limit: number,
    limitBytes: number,
    entries: Address,
    codes: Address,
    table: Address,
    tableBits: number,
  ): number;
  /** The entries' texts one behind the other, and their offsets. */
  joinEntries(entries: Address, count: number, bytes: Address, offsets: Address, target: Address): void;
  readonly bounds4: FindBounds;
  readonly bounds8: FindBounds;
  readonly bounds16: FindBounds;
  readonly boundsFloat4: FindBounds;
  readonly boundsFloat8: FindBounds;
  boundsTexts(offsets: Address, bytes: Address, from: number, to: number, marks: Address): bigint;
  /** How many bytes the codes become. */
  encodeCodes(codes: Address, count: number, width: number, target: Address): number;
  markCodes(codes: Address, count: number, marks: Address): void;
  /** Texts with their lengths before them: how many bytes they become. */
  plainTexts(offsets: Address, bytes: Address, from: number, to: number, target: Address): number;
  /** 16 bytes each, in big endian; `turned`: 1 to turn over the highest bit of each. */
  plain16(values: Address, from: number, to: number, target: Address, turned: number): void;
  /** How many bytes the rows' lines are; the layouts of `columns` and `format` are told in encode-lines.part.ts. */
  writeLines(columns: Address, count: number, rows: number, format: Address, target: Address): number;
  /** Cuts rows into fields: see encode-fields.part.ts. */
  cutRows(
    from: Address,
    end: Address,
    columns: number,
    most: number,
    format: Address,
    fields: Address,
    cut: Address,
  ): void;
  countFields(fields: Address, rows: number, columns: number, column: number): number;
  joinFields(
    fields: Address,
    rows: number,
    columns: number,
    column: number,
    target: Address,
    ends: Address,
    valid: Address,
  ): number;
  snappyCompress(source: Address, length: number, target: Address, table: Address): number;
  lz4Compress(source: Address, length: number, target: Address, table: Address): number;
}

/** Kernels over a memory that is not shared. Its first 512 KiB are theirs. */
export function encodeKernels(memory: WebAssembly.Memory): EncodeKernels {
  return instantiateOver(memory, "encode") as unknown as EncodeKernels;
}

/** Where buffers may begin. */
export const ENCODE_HEAP_START: number = 512 * 1024;
