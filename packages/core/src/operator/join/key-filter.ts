// Which integers a join's build side has in a key column: a bit each, over the range that they lie in. Probe rows
// whose bit is not set match nothing: they are dropped before their keys are made and looked up (key-prefilter.ts).
// Few keys of a wide range share bits: some rows pass that match nothing, and are looked up.
// A dense table needs none: it is as quick itself.
import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import { type Share, shareOf } from "../../kernel/hash-join-shares.ts";
import { joinKernels, UNFOLDED } from "../../kernel/join.ts";
import type { KeyLayout } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";
import type { HashJoinSpec, JoinKey } from "../spec.ts";
import type { BuildSide } from "./build-side.ts";
import { joinShape } from "./join-shape.ts";
import type { KeyRange } from "./key-range.ts";
import { evaluateKeys } from "./key-records.ts";

/** Plain data. */
export interface KeyFilter {
  /** Position in the probe's columns. */
  readonly column: number;
  /** Address of the least key, an i64. */
  readonly base: Pointer;
  /** How many keys there could be: one bit each, from the least on, and one that is 0 for all others. */
  readonly range: number;
  /** Distances from the least key are taken & this. */
  readonly fold: number;
  readonly bits: Pointer;
}

/** At most as many bytes per build row as a hash table's slots take, or what a near cache holds. */
const MOST_BITS_PER_ROW = 256;
const LEAST_BITS = 2 ** 21;
const MOST_BITS = 2 ** 30;
/** Folded: so many bits for each row, and at least as many as the nearest cache holds. */
const FOLDED_BITS_PER_ROW = 64;
const LEAST_FOLDED_BITS = 2 ** 16;
/** A filter that more keys of the range pass is not worth its time. */
const MOST_SHARE = 0.5;

/** A filter that may come to pay, and the key that it is of. */
export interface FilterCandidate {
  readonly key: JoinKey;
  readonly filter: KeyFilter;
}

/** Filters for the keys where they may pay; none for joins that put out probe rows without match. */
export function* buildKeyFilters(
  context: TaskContext,
  spec: HashJoinSpec,
  side: BuildSide,
  keys: FilterKeys,
): Generator<void, readonly KeyFilter[]> {
  const candidates = reserveKeyFilters(context.region, spec, side.rows, keys);
  const set = yield* fillFilterShare(context, side, candidates, { at: 0, of: 1 });
  return keepKeyFilters(context.region, candidates, set);
}

export interface FilterKeys {
  readonly layout: KeyLayout;
  readonly ranges: readonly (KeyRange | undefined)[];
}

/** Memory for the filters, which fillFilterShare clears. */
export function reserveKeyFilters(
  region: Region,
  spec: HashJoinSpec,
  rows: number,
  { layout, ranges }: FilterKeys,
): readonly FilterCandidate[] {
  if (!dropsUnmatched(spec)) return [];
  return spec.keys.flatMap((key, at): readonly FilterCandidate[] => {
    const range = ranges[at];
    const isPlain = key.probe.kind === "input" && layout.fields[at]?.nulls === "never";
    if (!isPlain || range === undefined || range.least > range.greatest) return [];
    const { range: size, fold } = sizeOf(range.greatest - range.least + 1n, rows);
    if (size > MOST_BITS) return [];
    const base = region.allocate(8);
    region.arena.view().i64[base >>> 3] = range.least;
    const bits = region.allocate(8 * wordsOf(size));
    return [{ key, filter: { column: key.probe.index, base, range: size, fold, bits } }];
  });
}

/** Clears and sets a share of each filter's bits, by all build rows; answers how many are set, by filter. */
export function* fillFilterShare(
  context: TaskContext,
  side: BuildSide,
  candidates: readonly FilterCandidate[],
  share: Share,
): Generator<void, readonly number[]> {
  if (candidates.length === 0) return [];
  const { arena } = context;
  const kernels = joinKernels(arena);
  const own = candidates.map(({ filter }) => ({ filter, words: shareOf(share, wordsOf(filter.range)) }));
  for (const { filter, words } of own) fillBytes(arena, 0, filter.bits + 8 * words.from, filter.bits + 8 * words.to);
  const exprs = candidates.map(({ key }) => key.build);
  yield* evaluateKeys(context, side, exprs, (columns, _from, rows) => {
    for (const [at, { storage, data, index, validity }] of columns.entries()) {
      const { filter, words } = own[at] as (typeof own)[number];
      const { base, fold, bits } = filter;
      const add = storage === "i32" ? kernels.joinFilterAddI32 : kernels.joinFilterAddI64;
      add(data, index, validity, rows, base, fold, bits, 64 * words.from, 64 * (words.to - words.from));
    }
  });
  return own.map(({ filter, words }) =>
    kernels.joinCountBits(filter.bits + 8 * words.from, 8 * (words.to - words.from)),
  );
}

/** Those that are worth their time; the others are freed. `set`: how many bits of each are. */
export function keepKeyFilters(
  region: Region,
  candidates: readonly FilterCandidate[],
  set: readonly number[],
): readonly KeyFilter[] {
  return candidates.flatMap(({ filter }, at) => {
    if ((set[at] as number) <= MOST_SHARE * filter.range) return [filter];
    releaseKeyFilter(region, filter);
    return [];
  });
}

/** How many bits there are for so many possible keys. */
function sizeOf(keys: bigint, rows: number): Pick<KeyFilter, "range" | "fold"> {
  if (keys <= BigInt(Math.min(MOST_BITS, Math.max(LEAST_BITS, MOST_BITS_PER_ROW * rows)))) {
    return { range: Number(keys), fold: UNFOLDED };
  }
  const range = 2 ** Math.ceil(Math.log2(Math.max(LEAST_FOLDED_BITS, FOLDED_BITS_PER_ROW * rows)));
  return { range, fold: range - 1 };
}

/** Of 64 bits, with the bit behind the last one. */
function wordsOf(range: number): number {
  return Math.ceil((range + 1) / 64);
}

function dropsUnmatched({ join }: HashJoinSpec): boolean {
  const { isProbeOuter, probe } = joinShape(join);
  return probe === "rows" ? join === "semi" : !isProbeOuter;
}

export function releaseKeyFilter(region: Region, { base, bits }: KeyFilter): void {
  region.free(base);
  region.free(bits);
}
