// The build half of a hash join: threads store their rows, then one task joins them, encodes their keys and builds
// the table over them. What is left is plain data that any number of threads probe.
//
// NULL in a key matches nothing, unless the key says that NULL equals NULL. A mark join also has to know what a
// NULL might have matched: hash-join-null-rule.ts.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { inputsOf } from "../../expr/inputs.ts";
import { JoinTable, type JoinTableData } from "../../kernel/hash-join.ts";
import { SymbolTable, type SymbolTableData } from "../../kernel/hash-symbol.ts";
import type { KeyLayout } from "../key-layout.ts";
import type { Sink, TaskContext } from "../operator.ts";
import type { HashJoinSpec } from "../spec.ts";
import {
  type BuildSide,
  type BuildSpec,
  createBuildSink,
  dropColumns,
  finishBuildSide,
  type JoinBuildPart,
  releaseBuildSide,
} from "./build-side.ts";
import { buildNullRule, type NullRule, releaseNullRule } from "./hash-join-null-rule.ts";
import { joinKeyLayout } from "./join-key-layout.ts";
import { joinShape } from "./join-shape.ts";
import { buildKeyFilters, type KeyFilter, releaseKeyFilter } from "./key-filter.ts";
import { type KeyRange, KeyRanges } from "./key-range.ts";
import { encodeKeys } from "./key-records.ts";
import { pairColumns } from "./pair-condition.ts";

/** A finished build side. Plain data. */
export interface HashJoinState {
  readonly side: BuildSide;
  readonly layout: KeyLayout;
  readonly symbols: SymbolTableData | undefined;
  /** The keys that the table reads; 0 when its slots hold them. */
  readonly records: Pointer;
  readonly table: JoinTableData;
  /** By key: what a probe key must lie in to match anything; undefined where not known. */
  readonly ranges: readonly (KeyRange | undefined)[];
  /** What probe rows may be dropped by before they are looked up. */
  readonly filters: readonly KeyFilter[];
  /** Of mark joins. */
  readonly nullRule: NullRule | undefined;
}

export function hashJoinSink(spec: HashJoinSpec, context: TaskContext): Sink<JoinBuildPart> {
  return createBuildSink(context, hashBuildSpec(spec));
}

/** Takes the parts over. */
export function* combineHashJoin(
  spec: HashJoinSpec,
  context: TaskContext,
  parts: readonly JoinBuildPart[],
): Generator<void, HashJoinState> {
  const { region } = context;
  const layout = joinKeyLayout(spec);
  const whole = yield* finishBuildSide(context, hashBuildSpec(spec), parts);
  const ranges = new KeyRanges(region);
  const exprs = spec.keys.map(({ build }) => build);
  const keys = yield* encodeKeys(context, whole, layout, exprs, (columns, rows) => ranges.add(columns, rows));
  const table = JoinTable.create(region, { ...keys, words: layout.words, keys: keys.records, rows: whole.rows });
  while (table.step()) {
    context.checkCancelled();
    yield;
  }
  const found = ranges.finish(spec.keys.length);
  const isDense = table.toData().shape === "dense";
  const filters = isDense ? [] : yield* buildKeyFilters(context, spec, whole, { layout, ranges: found });
  const nullRule = spec.join === "mark" ? yield* buildNullRule(spec, context, whole, keys.validity) : undefined;
  const { symbols } = keys;
  return finishedBuild(spec, region, {
    side: whole,
    symbols,
    table: table.toData(),
    ranges: found,
    filters,
    nullRule,
  });
}

/** All that building makes; its rows and keys are taken over. */
export type BuiltJoin = Omit<HashJoinState, "layout" | "records">;

/** Without what only building needed. */
export function finishedBuild(spec: HashJoinSpec, region: Region, built: BuiltJoin): HashJoinState {
  const read = pairColumns(spec);
  const { showsBuild } = joinShape(spec.join);
  const side = dropColumns(region, built.side, (position) => showsBuild || read.includes(position));
  return { ...built, side, layout: joinKeyLayout(spec), ...keptOf(region, built.table) };
}

/** Tables of one-word keys hold them in their slots; a built table looks at validity no more. */
function keptOf(region: Region, table: JoinTableData): Pick<HashJoinState, "records" | "table"> {
  region.free(table.validity);
  if (table.words > 1) return { records: table.keys, table: { ...table, validity: 0 } };
  region.free(table.keys);
  return { records: 0, table: { ...table, keys: 0, validity: 0 } };
}

/** Frees what the build left. */
export function releaseHashJoin(region: Region, state: HashJoinState): void {
  releaseBuildSide(region, state.side);
  JoinTable.attach(region, state.table).release();
  region.free(state.records);
  for (const filter of state.filters) releaseKeyFilter(region, filter);
  if (state.symbols !== undefined) SymbolTable.attach(region, state.symbols).release();
  if (state.nullRule !== undefined) releaseNullRule(region, state.nullRule);
}

/** Which build columns are kept. */
export function hashBuildSpec(spec: HashJoinSpec): BuildSpec {
  const { join, buildFields } = spec;
  const read = [...inputsOf(spec.keys.map(({ build }) => build)), ...pairColumns(spec)];
  const stored = buildFields.flatMap((_, position) =>
    joinShape(join).showsBuild || read.includes(position) ? [position] : [],
  );
  return { join, buildFields, stored };
}
