// The build half of a hash join finished by several threads, in two phases: each thread brings some chunks of rows into
// their final place and encodes their keys; then, since the keys' range is known, each fills a share of the table's slots
// and of the filters' bits. The state is that of hash-join-build.ts, but for the order of equal keys.
//
// One task combines what is left: few rows, strings among the keys (one symbol table for all), mark joins with their NULL
// rule, and rows that there is no room for twice.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { type JoinTableData, type KeyBounds, NO_KEYS, reserveJoinTable, widened } from "../../kernel/hash-join.ts";
import { fillTableShare, leftOverBytes, type Share } from "../../kernel/hash-join-shares.ts";
import { KeyEncoder } from "../key-encoder.ts";
import { isSymbol } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";
import type { PhasedCombine, PhaseOptions } from "../phased-combine.ts";
import { dealChunks, type PlacedChunk, placeChunk, reserveRows } from "../row-store-shares.ts";
import type { HashJoinSpec } from "../spec.ts";
import { type BuildSide, fillRowBytes, type JoinBuildPart, layBuildSide } from "./build-side.ts";
import { finishedBuild, type HashJoinState, hashBuildSpec } from "./hash-join-build.ts";
import { joinKeyLayout } from "./join-key-layout.ts";
import { type FilterCandidate, fillFilterShare, keepKeyFilters, reserveKeyFilters } from "./key-filter.ts";
import { joinRanges, type KeyRange, KeyRanges } from "./key-range.ts";
import { encodeRange, reserveRecords } from "./key-records.ts";
import { storedTypes } from "./spillable-join.ts";

/** What the shares of a phase work on. Plain data. */
export type BuildPhase =
  | {
      readonly kind: "place";
      readonly side: BuildSide;
      /** The stored columns, as they lie in the side. */
      readonly columns: readonly Vector[];
      /** By share. */
      readonly chunks: readonly (readonly PlacedChunk[])[];
      readonly records: Pointer;
      readonly validity: Pointer;
    }
  | {
      readonly kind: "index";
      readonly side: BuildSide;
      readonly ranges: readonly (KeyRange | undefined)[];
      readonly table: JoinTableData;
      /** What the table's shares leave for each other. */
      readonly leftOver: Pointer;
      readonly filters: readonly FilterCandidate[];
    };

/** What a share came to. */
export type BuildShare =
  | {
      readonly kind: "placed";
      readonly ranges: readonly (KeyRange | undefined)[];
      /** Of keys of one word. */
      readonly bounds: KeyBounds;
      /** Some key holds a NULL that equals nothing. */
      readonly hasNull: boolean;
    }
  | {
      readonly kind: "indexed";
      /** Rows whose key was there already. */
      readonly duplicates: number;
      /** By filter: how many bits are set. */
      readonly set: readonly number[];
    };

/** So many rows are built by one thread before another has heard of them. */
const LEAST_ROWS = 65536;

export const sharedBuild: PhasedCombine<HashJoinSpec, JoinBuildPart, BuildPhase, BuildShare, HashJoinState> = {
  begin(spec, region, parts, options) {
    if (!canShare(spec, parts, options)) return undefined;
    const build = hashBuildSpec(spec);
    const flat = reserveRows(region, storedTypes(build), parts);
    const side = layBuildSide(region, build, flat);
    const keys = reserveRecords(region, joinKeyLayout(spec), flat.rows);
    const chunks = dealChunks(parts, options.shares);
    return { kind: "phase", phase: { kind: "place", side, columns: flat.columns, chunks, ...keys }, isLast: false };
  },
  share(spec, context, phase, share) {
    return phase.kind === "place" ? placeShare(spec, context, phase, share) : indexShare(context, phase, share);
  },
  next(spec, region, phase, done) {
    if (phase.kind === "index") return { kind: "state", state: finish(spec, region, phase, done) };
    return { kind: "phase", phase: beginIndex(spec, region, phase, done), isLast: true };
  },
};

function canShare(
  spec: HashJoinSpec,
  parts: readonly JoinBuildPart[],
  { leastRows = LEAST_ROWS }: PhaseOptions,
): boolean {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return rows >= leastRows && spec.join !== "mark" && !joinKeyLayout(spec).fields.some(isSymbol);
}

function* placeShare(
  spec: HashJoinSpec,
  context: TaskContext,
  { side, columns, chunks, records, validity }: Extract<BuildPhase, { kind: "place" }>,
  { at }: Share,
): Generator<void, BuildShare> {
  const { region, arena } = context;
  const layout = joinKeyLayout(spec);
  const encoder = KeyEncoder.create(region, layout);
  const ranges = new KeyRanges(region);
  const exprs = spec.keys.map(({ build }) => build);
  const scratch = region.allocate(16);
  const watch = (keys: readonly Vector[], rows: number): void => ranges.add(keys, rows);
  let bounds = NO_KEYS;
  let hasNull = false;
  for (const placed of chunks[at] as readonly PlacedChunk[]) {
    const range = { from: placed.first, to: placed.first + placed.chunk.rows };
    placeChunk(region, columns, placed);
    fillRowBytes(arena, side, range.from, range.to);
    const own = { encoder, exprs, records, validity, range, watch };
    if (yield* encodeRange(context, side, own)) hasNull = true;
    if (layout.words === 1)
      bounds = widened(region, bounds, { keys: records, validity }, range.from, range.to, scratch);
    yield;
  }
  encoder.close();
  region.free(scratch);
  return { kind: "placed", ranges: ranges.finish(spec.keys.length), bounds, hasNull };
}

function beginIndex(
  spec: HashJoinSpec,
  region: Region,
  { side, chunks, records, validity }: Extract<BuildPhase, { kind: "place" }>,
  done: readonly BuildShare[],
): BuildPhase {
  const placed = done.map((share) => (share.kind === "placed" ? share : mixedUp()));
  const hasNull = placed.some((share) => share.hasNull);
  if (!hasNull) region.free(validity);
  // A share without chunks knows no ranges.
  const ranges = joinRanges(placed.filter((_, at) => chunks[at]?.length !== 0).map((share) => share.ranges));
  const layout = joinKeyLayout(spec);
  const bounds = layout.words === 1 ? placed.map((share) => share.bounds).reduce(joined) : undefined;
  const keys = { words: layout.words, keys: records, validity: hasNull ? validity : 0, rows: side.rows };
  const table = reserveJoinTable(region, keys, bounds);
  const leftOver = region.allocateZeroed(leftOverBytes(done.length));
  const filters = table.shape === "dense" ? [] : reserveKeyFilters(region, spec, side.rows, { layout, ranges });
  return { kind: "index", side, ranges, table, leftOver, filters };
}

function joined(left: KeyBounds, right: KeyBounds): KeyBounds {
  return {
    least: left.least < right.least ? left.least : right.least,
    greatest: left.greatest > right.greatest ? left.greatest : right.greatest,
  };
}

function* indexShare(
  context: TaskContext,
  { side, table, leftOver, filters }: Extract<BuildPhase, { kind: "index" }>,
  share: Share,
): Generator<void, BuildShare> {
  const duplicates = yield* fillTableShare(context.region, table, share, leftOver);
  const set = yield* fillFilterShare(context, side, filters, share);
  return { kind: "indexed", duplicates, set };
}

function finish(
  spec: HashJoinSpec,
  region: Region,
  { side, ranges, table, leftOver, filters }: Extract<BuildPhase, { kind: "index" }>,
  done: readonly BuildShare[],
): HashJoinState {
  const indexed = done.map((share) => (share.kind === "indexed" ? share : mixedUp()));
  region.free(leftOver);
  const unique = indexed.every(({ duplicates }) => duplicates === 0);
  const set = filters.map((_, at) => indexed.reduce((sum, share) => sum + (share.set[at] as number), 0));
  return finishedBuild(spec, region, {
    side,
    symbols: undefined,
    table: { ...table, unique },
    ranges,
    filters: keepKeyFilters(region, filters, set),
    nullRule: undefined,
  });
}

function mixedUp(): never {
  throw internal("a share of a build side is of another phase");
}
