// The sort kernels over one arena, typed. Keys are built by sort-key.ts, sorted by sort-rows.ts and merged by
// sort-runs.ts.
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** data, index | 0, validity | 0, rows, out, bytes between records, flags. */
export type EncodeKernel = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  rows: number,
  out: Pointer,
  stride: number,
  flags: number,
) => void;

/** The exports of kernel/assembly/sort.ts; each is described there. */
export interface SortKernels {
  readonly encodeU8: EncodeKernel;
  readonly encodeI32: EncodeKernel;
  readonly encodeF32: EncodeKernel;
  readonly encodeI64: EncodeKernel;
  readonly encodeF64: EncodeKernel;
  readonly encodeI128: EncodeKernel;
  encodeRefs(
    data: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    out: Pointer,
    stride: number,
    flags: number,
    refsOut: Pointer,
    skip: number,
  ): void;
  commonPrefix(data: Pointer, index: Pointer, validity: Pointer, rows: number, state: Pointer): number;
  ranksOf(order: Pointer, count: number, ranks: Pointer): void;
  rankIds(ids: Pointer, rows: number, ranks: Pointer, count: number): void;
  numericOrder(data: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer, heap: Pointer): void;
  recordRanges(keys: Pointer, words: number, from: number, to: number, ranges: Pointer): void;
  packedBits(words: number, ranges: Pointer): number;
  packRecords(
    keys: Pointer,
    words: number,
    from: number,
    to: number,
    ranges: Pointer,
    bits: number,
    rowBits: number,
    out: Pointer,
    counts: Pointer,
  ): void;
  radixStarts(counts: Pointer, rows: number): number;
  radixScatter(source: Pointer, target: Pointer, from: number, to: number, shift: number, counts: Pointer): void;
  unpackRows(source: Pointer, from: number, to: number, rowBits: number, out: Pointer): void;
  packPrefixes(
    keys: Pointer,
    words: number,
    prefixWords: number,
    from: number,
    to: number,
    ranges: Pointer,
    bits: number,
    out: Pointer,
    counts: Pointer,
  ): void;
  radixScatterWide(source: Pointer, target: Pointer, from: number, to: number, shift: number, counts: Pointer): void;
  sortTies(
    elements: Pointer,
    keys: Pointer,
    words: number,
    ties: Pointer,
    from: number,
    rows: number,
    word: number,
    step: number,
    state: Pointer,
    budget: number,
  ): number;
  elementRows(source: Pointer, from: number, to: number, out: Pointer): void;
  mergeStart(runs: Pointer, count: number, words: number, heap: Pointer): number;
  mergeNext(
    runs: Pointer,
    words: number,
    heap: Pointer,
    size: Pointer,
    outRun: Pointer,
    outRow: Pointer,
    capacity: number,
  ): number;
  packedBounds(source: Pointer, leadingShift: number, keyShift: number, from: number, to: number, out: Pointer): void;
  elementBounds(
    source: Pointer,
    keys: Pointer,
    words: number,
    leading: number,
    ties: Pointer,
    leadingShift: number,
    isExact: number,
    from: number,
    to: number,
    out: Pointer,
  ): void;
  valueBounds(
    keys: Pointer,
    ties: Pointer,
    bounds: Pointer,
    boundTies: Pointer,
    words: number,
    validity: Pointer,
    order: Pointer,
    starts: Pointer,
    ends: Pointer,
    peers: Pointer,
    after: number,
    from: number,
    to: number,
    cursor: Pointer,
    out: Pointer,
  ): void;
  boundsAmong(
    keys: Pointer,
    ties: Pointer,
    count: number,
    base: number,
    last: number,
    bounds: Pointer,
    boundTies: Pointer,
    words: number,
    validity: Pointer,
    after: number,
    from: number,
    to: number,
    out: Pointer,
  ): number;
  rowsBefore(
    keys: Pointer,
    words: number,
    ties: Pointer,
    rows: number,
    boundKeys: Pointer,
    boundRow: number,
    boundTies: Pointer,
    out: Pointer,
  ): number;
}

/** The sort kernels of this arena on this thread. */
export function sortKernels(arena: Arena): SortKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "sort") as unknown as SortKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}

const instances = new WeakMap<Arena, SortKernels>();
