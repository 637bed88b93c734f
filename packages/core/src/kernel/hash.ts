// The hash kernels over one arena, typed, and what needs no table: partitioning of rows by hash. Tables and
// states are in hash-group.ts, hash-join.ts, hash-symbol.ts and hash-aggregate.ts.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { instantiateModule } from "./instantiate.ts";

/** data, index | 0, validity | 0, row list | 0, rows, groups | 0, state, seen; answers -1 on overflow. */
export type SumKernel = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  list: Pointer,
  rows: number,
  groups: Pointer,
  state: Pointer,
  seen: Pointer,
) => number;
/** As SumKernel, then which: 0 min, 1 max, 2 first; of integers 3 and, 4 or, 5 exclusive or. */
export type PickKernel = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  list: Pointer,
  rows: number,
  groups: Pointer,
  state: Pointer,
  seen: Pointer,
  which: number,
) => void;

/**
 * data, index | 0, validity | 0, row list | 0, rows, groups | 0, state, seen, cursor: next row, heap next, heap end,
 * bytes that did not fit. Answers 0, -1 when the heap is full, or -2.
 */
export type ConcatKernel = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  list: Pointer,
  rows: number,
  groups: Pointer,
  state: Pointer,
  seen: Pointer,
  cursor: Pointer,
) => number;

/** The exports of kernel/assembly/hash.ts; each is described there. */
export interface HashKernels {
  hashKeys(keys: Pointer, words: number, rows: number, out: Pointer): void;
  hashRefs(refs: Pointer, index: Pointer, validity: Pointer, rows: number, hashes: Pointer): void;
  partitionOf(hashes: Pointer, rows: number, partitions: number, out: Pointer, counts: Pointer): void;
  partitionScatter(partitionIds: Pointer, rows: number, partitions: number, counts: Pointer, out: Pointer): void;
  groupFindOrAdd(
    slots: Pointer,
    mask: number,
    groupKeys: Pointer,
    count: number,
    keys: Pointer,
    words: number,
    rows: number,
    hashes: Pointer,
    out: Pointer,
  ): number;
  groupFind(
    slots: Pointer,
    mask: number,
    groupKeys: Pointer,
    keys: Pointer,
    words: number,
    rows: number,
    hashes: Pointer,
    out: Pointer,
  ): void;
  codesCombine(prefix: Pointer, index: Pointer, slots: number, rows: number, out: Pointer): void;
  codesToGroups(
    prefix: Pointer,
    index: Pointer,
    slots: number,
    rows: number,
    codes: number,
    table: Pointer,
    out: Pointer,
    list: Pointer,
  ): number;
  codesLearn(
    prefix: Pointer,
    index: Pointer,
    slots: number,
    list: Pointer,
    count: number,
    groups: Pointer,
    table: Pointer,
  ): void;
  groupDense(
    map: Pointer,
    base: Pointer,
    range: number,
    groupKeys: Pointer,
    keys: Pointer,
    rows: number,
    out: Pointer,
    cursor: Pointer,
  ): void;
  groupIndex(slots: Pointer, mask: number, groupKeys: Pointer, words: number, from: number, to: number): void;
  rehash(from: Pointer, capacity: number, to: Pointer, mask: number): void;
  rowsOfMask(mask: Pointer, rows: number, out: Pointer): number;
  rowsOfTrue(data: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer): number;
  countRows(list: Pointer, rows: number, groups: Pointer, state: Pointer): void;
  countValid(index: Pointer, validity: Pointer, list: Pointer, rows: number, groups: Pointer, state: Pointer): void;
  readonly sumI32: SumKernel;
  readonly sumI64: SumKernel;
  readonly sumI32Wide: SumKernel;
  readonly sumI64Wide: SumKernel;
  readonly sumI128: SumKernel;
  readonly sumF32: SumKernel;
  readonly sumF32Wide: SumKernel;
  readonly sumF64: SumKernel;
  readonly sumF64Twice: SumKernel;
  readonly sumTwice: SumKernel;
  readonly pickU8: PickKernel;
  readonly pickI32: PickKernel;
  readonly pickI64: PickKernel;
  readonly pickF32: PickKernel;
  readonly pickF64: PickKernel;
  readonly pickI128: PickKernel;
  readonly pickRefs: PickKernel;
  readonly pickPaddedRefs: PickKernel;
  refsToKeep(list: Pointer, rows: number, groups: Pointer, state: Pointer, seen: Pointer): number;
  refsKeep(list: Pointer, rows: number, groups: Pointer, state: Pointer, seen: Pointer, heap: Pointer): void;
  refsOf(state: Pointer, count: number, out: Pointer): void;
  readonly concatRefs: ConcatKernel;
  /** Of values of so many bytes. */
  readonly concat1: ConcatKernel;
  readonly concat4: ConcatKernel;
  readonly concat8: ConcatKernel;
  readonly concat16: ConcatKernel;
  readonly distinctOfHashes: ConcatKernel;
  readonly distinctOfStates: ConcatKernel;
  readonly histogramOfDoubles: ConcatKernel;
  readonly histogramOfStates: ConcatKernel;
  joinInsert(
    slots: Pointer,
    mask: number,
    keys: Pointer,
    words: number,
    validity: Pointer,
    next: Pointer,
    from: number,
    to: number,
  ): number;
  joinInsertDense(
    heads: Pointer,
    base: Pointer,
    keys: Pointer,
    validity: Pointer,
    next: Pointer,
    from: number,
    to: number,
  ): number;
  joinInsertShare(
    slots: Pointer,
    mask: number,
    keys: Pointer,
    words: number,
    validity: Pointer,
    next: Pointer,
    from: number,
    to: number,
    first: number,
    size: number,
    list: Pointer,
    state: Pointer,
  ): number;
  joinInsertDenseShare(
    heads: Pointer,
    base: Pointer,
    keys: Pointer,
    validity: Pointer,
    next: Pointer,
    from: number,
    to: number,
    first: number,
    size: number,
    list: Pointer,
  ): number;
  keyRange(keys: Pointer, validity: Pointer, from: number, to: number, range: Pointer): void;
  joinFind(
    slots: Pointer,
    mask: number,
    buildKeys: Pointer,
    keys: Pointer,
    words: number,
    validity: Pointer,
    rows: number,
    hashes: Pointer,
    out: Pointer,
  ): number;
  joinFindDense(
    heads: Pointer,
    base: Pointer,
    range: number,
    keys: Pointer,
    validity: Pointer,
    rows: number,
    out: Pointer,
  ): number;
  joinExpand(
    found: Pointer,
    next: Pointer,
    rows: number,
    outer: number,
    cursor: Pointer,
    outProbe: Pointer,
    outBuild: Pointer,
    capacity: number,
  ): number;
  joinExpandUnique(found: Pointer, rows: number, cursor: Pointer, outProbe: Pointer, outBuild: Pointer): number;
  joinSelect(found: Pointer, rows: number, want: number, out: Pointer): number;
  joinMatched(found: Pointer, rows: number, out: Pointer): void;
  joinMark(list: Pointer, count: number, marks: Pointer): void;
  joinEmitMarked(marks: Pointer, rows: number, want: number, cursor: Pointer, out: Pointer, capacity: number): number;
  symbolIntern(
    slots: Pointer,
    mask: number,
    symbols: Pointer,
    refs: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    out: Pointer,
    state: Pointer,
  ): number;
  symbolFind(
    slots: Pointer,
    mask: number,
    refs: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    out: Pointer,
  ): void;
  symbolRefs(symbols: Pointer, ids: Pointer, rows: number, out: Pointer): void;
}

/** The hash kernels of this arena on this thread. */
export function hashKernels(arena: Arena): HashKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "hash") as unknown as HashKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}

const instances = new WeakMap<Arena, HashKernels>();

/** The least power of two that is at least `value`. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, value)));
}

/**
 * Splits rows by their hashes (hashKernels().hashKeys, hashRefs) into `partitions`: `rowsOut` (u32 per row)
 * gets partition 0's rows, then 1's, in row order within each; answers the partitions' ends.
 */
export function partitionRows(
  region: Region,
  hashes: Pointer,
  rows: number,
  partitions: number,
  rowsOut: Pointer,
): readonly number[] {
  const kernels = hashKernels(region.arena);
  const ids = region.allocate(4 * rows);
  const counts = region.allocateZeroed(4 * partitions);
  try {
    kernels.partitionOf(hashes, rows, partitions, ids, counts);
    kernels.partitionScatter(ids, rows, partitions, counts, rowsOut);
    return [...region.arena.view().u32.subarray(counts >>> 2, (counts >>> 2) + partitions)];
  } finally {
    region.free(ids);
    region.free(counts);
  }
}
