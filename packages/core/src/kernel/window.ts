// The typed door to the window kernels (assembly/window*.ts describes each).
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** Adds the values of a column's rows to prefix sums. */
export type PrefixKernel = (
  data: Pointer,
  order: Pointer,
  mask: Pointer,
  from: number,
  to: number,
  prefix: Pointer,
) => void;

/** Running sums of each partition; -1: an overflow. */
export type RunningKernel = (
  data: Pointer,
  order: Pointer,
  mask: Pointer,
  bounds: Pointer,
  from: number,
  to: number,
  out: Pointer,
) => number;

/** What running values are at the end of each frame, of one width. */
export type FrameEndsKernel = (running: Pointer, table: Pointer, from: number, to: number, out: Pointer) => void;

/** What frames make of prefixes. */
export type FrameKernel<Answer> = (
  prefix: Pointer,
  table: Pointer,
  ranges: number,
  from: number,
  to: number,
  out: Pointer,
) => Answer;

export interface WindowKernels {
  spanStarts(bounds: Pointer, least: number, from: number, to: number, out: Pointer): void;
  /** Slices come from the last to the first. */
  spanEnds(bounds: Pointer, least: number, from: number, to: number, rows: number, out: Pointer): void;
  spanNumbers(bounds: Pointer, least: number, from: number, to: number, out: Pointer, firsts: Pointer): number;
  cutShares(bounds: Pointer, to: number, target: number, cursor: Pointer, out: Pointer, capacity: number): number;
  rowNumbers(partitions: Pointer, from: number, to: number, out: Pointer): void;
  ranks(partitions: Pointer, peers: Pointer, from: number, to: number, out: Pointer): void;
  denseRanks(partitions: Pointer, numbers: Pointer, from: number, to: number, out: Pointer): void;
  percentRanks(partitions: Pointer, ends: Pointer, peers: Pointer, from: number, to: number, out: Pointer): void;
  cumulativeShares(partitions: Pointer, ends: Pointer, peerEnds: Pointer, from: number, to: number, out: Pointer): void;
  /** 1: an argument is not greater than 0. */
  bucketNumbers(
    data: Pointer,
    validity: Pointer,
    order: Pointer,
    partitions: Pointer,
    ends: Pointer,
    from: number,
    to: number,
    cursor: Pointer,
    out: Pointer,
    valid: Pointer,
  ): number;
  rowsWithin(
    words: Pointer,
    groups: Pointer,
    rows: number,
    heaps: Pointer,
    most: number,
    ranking: number,
    exact: number,
    out: Pointer,
  ): number;
  rowsStillWithin(words: Pointer, groups: Pointer, rows: number, heaps: Pointer, most: number, out: Pointer): number;
  wordsOfNull(index: Pointer, validity: Pointer, rows: number, first: number, words: Pointer): void;
  wordsOfWide(data: Pointer, index: Pointer, rows: number, descending: number, words: Pointer): void;
  firstWords(records: Pointer, width: number, rows: number, words: Pointer): void;
  places(from: number, to: number, out: Pointer): void;
  movePositions(positions: Pointer, by: number, from: number, to: number, out: Pointer): void;
  rowBounds(partitions: Pointer, ends: Pointer, from: number, to: number, delta: bigint, out: Pointer): void;
  groupBounds(
    partitions: Pointer,
    ends: Pointer,
    numbers: Pointer,
    firsts: Pointer,
    from: number,
    to: number,
    delta: bigint,
    out: Pointer,
  ): void;
  closeBounds(begins: Pointer, ends: Pointer, from: number, to: number): void;
  excludeRows(
    begins: Pointer,
    ends: Pointer,
    excludedStarts: Pointer,
    excludedEnds: Pointer,
    ties: number,
    base: number,
    from: number,
    to: number,
    table: Pointer,
  ): void;
  offsetRows(
    offsets: Pointer,
    validity: Pointer,
    order: Pointer,
    partitions: Pointer,
    ends: Pointer,
    sign: number,
    none: number,
    base: number,
    from: number,
    to: number,
    out: Pointer,
    outside: Pointer,
  ): void;
  /** 1: an argument is not greater than 0. */
  frameRows(
    table: Pointer,
    ranges: number,
    numbers: Pointer,
    validity: Pointer,
    order: Pointer,
    fromEnd: number,
    none: number,
    from: number,
    to: number,
    out: Pointer,
  ): number;
  nextTarget(targets: Pointer, least: number, from: number, to: number): number;
  slotsOfTargets(
    targets: Pointer,
    start: number,
    end: number,
    base: number,
    from: number,
    to: number,
    list: Pointer,
    out: Pointer,
  ): number;
  rowsOfPositions(positions: Pointer, order: Pointer, none: number, from: number, to: number): void;
  markRows(
    order: Pointer,
    validity: Pointer,
    filter: Pointer,
    filterValidity: Pointer,
    from: number,
    to: number,
    mask: Pointer,
  ): void;
  prefixCounts(mask: Pointer, from: number, to: number, prefix: Pointer): void;
  readonly frameCounts: FrameKernel<void>;
  /** 1: a frame has no row that counts. */
  readonly frameSeen: FrameKernel<number>;
  readonly prefixI32: PrefixKernel;
  readonly prefixI64: PrefixKernel;
  readonly prefixI32Wide: PrefixKernel;
  readonly prefixI64Wide: PrefixKernel;
  readonly prefixI128: PrefixKernel;
  areNarrow(data: Pointer, validity: Pointer, rows: number): number;
  readonly frameSums64: FrameKernel<void>;
  readonly frameSums128: FrameKernel<void>;
  readonly runningF32: RunningKernel;
  readonly runningF32Wide: RunningKernel;
  readonly runningF64: RunningKernel;
  readonly runningF64Twice: RunningKernel;
  readonly runningTwice: RunningKernel;
  readonly frameEnds4: FrameEndsKernel;
  readonly frameEnds8: FrameEndsKernel;
  readonly frameEnds16: FrameEndsKernel;
  positionWords(from: number, to: number, words: Pointer): void;
  scatterWords(order: Pointer, numbers: Pointer, from: number, to: number, words: Pointer): void;
  slidingLeast(
    words: Pointer,
    mask: Pointer,
    begins: Pointer,
    ends: Pointer,
    from: number,
    to: number,
    queue: Pointer,
    cursor: Pointer,
    out: Pointer,
  ): void;
  leastOfBlocks(
    words: Pointer,
    mask: Pointer,
    below: Pointer,
    count: number,
    from: number,
    to: number,
    out: Pointer,
  ): void;
  leastOfFrames(
    words: Pointer,
    mask: Pointer,
    levels: Pointer,
    table: Pointer,
    ranges: number,
    from: number,
    to: number,
    out: Pointer,
  ): void;
  blockNumbers(from: number, to: number, out: Pointer): void;
  frameBlocks(
    level: number,
    levels: number,
    table: Pointer,
    ranges: number,
    order: Pointer,
    mask: Pointer,
    base: number,
    to: number,
    cursor: Pointer,
    outBlock: Pointer,
    outPosition: Pointer,
    capacity: number,
  ): number;
}

const instances = new WeakMap<Arena, WindowKernels>();

/** This thread's instance over the arena. */
export function windowKernels(arena: Arena): WindowKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "window") as unknown as WindowKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
