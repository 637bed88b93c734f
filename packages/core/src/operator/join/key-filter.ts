// Which integers a join's build side has in a key column: a bit each, over the range that they lie in. Probe rows
// whose bit is not set match nothing: they are dropped before their keys are made and looked up (key-prefilter.ts).
// Few keys of a wide range share bits: some rows pass that match nothing, and are looked up.
// A dense table needs none: it is as quick itself.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
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

interface Candidate {
  readonly key: JoinKey;
  readonly filter: KeyFilter;
}

/** Filters for the keys where they may pay; none for joins that put out probe rows without match. */
export function* buildKeyFilters(
  context: TaskContext,
  spec: HashJoinSpec,
  side: BuildSide,
  { layout, ranges }: { readonly layout: KeyLayout; readonly ranges: readonly (KeyRange | undefined)[] },
): Generator<void, readonly KeyFilter[]> {
  const { region, arena } = context;
  if (!dropsUnmatched(spec)) return [];
  const candidates = spec.keys.flatMap((key, at): readonly Candidate[] => {
    const range = ranges[at];
    const isPlain = key.probe.kind === "input" && layout.fields[at]?.nulls === "never";
    if (!isPlain || range === undefined || range.least > range.greatest) return [];
    const { range: size, fold } = sizeOf(range.greatest - range.least + 1n, side.rows);
    if (size > MOST_BITS) return [];
    const base = region.allocate(8);
    arena.view().i64[base >>> 3] = range.least;
    const bits = region.allocateZeroed(bytesOf(size));
    return [{ key, filter: { column: key.probe.index, base, range: size, fold, bits } }];
  });
  if (candidates.length === 0) return [];
  const kernels = joinKernels(arena);
  const exprs = candidates.map(({ key }) => key.build);
  yield* evaluateKeys(context, side, exprs, (columns, _from, rows) => {
    for (const [at, { storage, data, index, validity }] of columns.entries()) {
      const { base, fold, bits } = (candidates[at] as Candidate).filter;
      const add = storage === "i32" ? kernels.joinFilterAddI32 : kernels.joinFilterAddI64;
      add(data, index, validity, rows, base, fold, bits);
    }
  });
  return candidates.flatMap(({ filter }) => {
    const set = kernels.joinCountBits(filter.bits, bytesOf(filter.range));
    if (set <= MOST_SHARE * filter.range) return [filter];
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

function bytesOf(range: number): number {
  return Math.ceil((range + 1) / 8);
}

function dropsUnmatched({ join }: HashJoinSpec): boolean {
  const { isProbeOuter, probe } = joinShape(join);
  return probe === "rows" ? join === "semi" : !isProbeOuter;
}

export function releaseKeyFilter(region: Region, { base, bits }: KeyFilter): void {
  region.free(base);
  region.free(bits);
}
