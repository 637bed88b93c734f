// The build half of a join within a memory limit: a thread whose build rows are too many writes them to disk by
// partitions of their keys. At the end the partitions that fit come back as one build side in memory; the others
// stay, and the probe rows of their keys go to disk as well (spilling-probe.ts).
import type { Arena } from "../../arena/arena.ts";
import { Projection } from "../../codegen/projection.ts";
import { takeAll } from "../../column/slice.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import { BOOL } from "../../type/logical-type.ts";
import type { Sink, TaskContext } from "../operator.ts";
import { RowStore, type RowStoreData, releaseRows } from "../row-store.ts";
import { readRows } from "../row-store-read.ts";
import { KeySpiller } from "../spill/key-spiller.ts";
import { joinPartitions } from "../spill/partition-spiller.ts";
import { joinSpilled, readSpilled, type SpilledRows } from "../spill/spilled-rows.ts";
import { takeInCuts } from "../spill/wide-rows.ts";
import type { BuildSide, BuildSpec } from "./build-side.ts";
import { createBuildSink, type JoinBuildPart } from "./build-side.ts";
import { joinRanges, type KeyRange, KeyRanges } from "./key-range.ts";
import { MadeKeys, madeBytes } from "./made-keys.ts";
import { type JoinSpec, type SpillableJoin, storedTypes } from "./spillable-join.ts";

/** One thread's build rows. Plain data. */
export type SpillingBuildPart =
  | {
      readonly kind: "memory";
      readonly stored: JoinBuildPart;
      /** What building over them takes. */
      readonly bytes: number;
    }
  | ({ readonly kind: "spilled" } & SpilledBuild);

/** Build rows on disk, by partition, and by partition key the range of its values. */
export interface SpilledBuild {
  readonly partitions: readonly SpilledRows[];
  readonly ranges: readonly (KeyRange | undefined)[];
  /** Of strings that the keys of all rows make. */
  readonly madeBytes: number;
}

/** A finished build side: in memory, or with some partitions on disk. Plain data. */
export type SpillingJoinState<State> =
  | { readonly kind: "memory"; readonly state: State }
  | {
      readonly kind: "spilled";
      /** Of the partitions that are in memory. */
      readonly state: State;
      /** By partition key: of all build rows. */
      readonly ranges: readonly (KeyRange | undefined)[];
      /** By partition: its build rows; undefined when they are in memory. */
      readonly build: readonly (SpilledRows | undefined)[];
      /** Of strings that the keys of a row make. */
      readonly madeBytes: number;
      /** By partition: the probe rows, once all probing is done. */
      readonly probe: readonly SpilledRows[];
    };

/** Beside the build side, what is built later and probes need room too. */
const PART_OF_MEMORY = 2;

/** Takes build rows to partitions. */
export class BuildSpiller<Spec extends JoinSpec> {
  readonly #arena: Arena;
  readonly #spec: BuildSpec;
  readonly #exprs: readonly PhysicalExpr[];
  readonly #keys: Projection;
  readonly #ranges: KeyRanges;
  readonly #rows: KeySpiller;
  #madeBytes = 0;

  constructor(
    context: TaskContext,
    join: Pick<SpillableJoin<Spec, never>, "keys" | "buildSpec">,
    spec: Spec,
    level: number,
  ) {
    const { build } = join.keys(spec);
    this.#arena = context.arena;
    this.#exprs = build;
    this.#spec = join.buildSpec(spec);
    this.#keys = new Projection(context, build);
    this.#ranges = new KeyRanges(context.region);
    const types = build.map(({ type }) => type);
    this.#rows = new KeySpiller(context, storedTypes(this.#spec), types, level);
  }

  /** The stored columns of at most a batch. */
  append(batch: Batch): void {
    takeAll(batch, (rest) => this.#appendFirst(rest));
  }

  #appendFirst({ rows, columns }: Batch): number {
    const { stored, buildFields } = this.#spec;
    const all = buildFields.map((_, position) => columns[stored.indexOf(position)] ?? ABSENT);
    const keys = this.#keys.evaluateFirst({ rows, columns: all });
    this.#ranges.add(keys.columns, keys.rows);
    this.#madeBytes += madeBytes(this.#arena, this.#exprs, keys.columns, keys.rows);
    this.#rows.append({ rows: keys.rows, columns }, keys.columns);
    return keys.rows;
  }

  finish(): SpilledBuild {
    const partitions = this.#rows.finish();
    this.#keys.close();
    return { partitions, ranges: this.#ranges.finish(this.#exprs.length), madeBytes: this.#madeBytes };
  }

  release(): void {
    this.#ranges.finish(0);
    this.#keys.close();
    this.#rows.release();
  }
}

/** Stands for columns that nobody reads. */
const ABSENT: Vector = { type: BOOL, storage: "u8", data: 0, validity: 0, index: 0, slots: 0, dictionary: 0 };

export class SpillingBuildSink<Spec extends JoinSpec, State extends { readonly side: BuildSide }>
  implements Sink<SpillingBuildPart>
{
  readonly isSatisfied = false;
  readonly #join: SpillableJoin<Spec, State>;
  readonly #spec: Spec;
  readonly #context: TaskContext;
  readonly #gauge: SpillGauge | undefined;
  #sink: Sink<JoinBuildPart>;
  /** What the sink had is being written, or is: it is not used any more. */
  #isWritten = false;
  #spiller: BuildSpiller<Spec> | undefined;
  /** Of those that may be spilled. */
  readonly #made: MadeKeys | undefined;
  #rows = 0;

  /** `context.region` is the sink's alone. */
  constructor(join: SpillableJoin<Spec, State>, spec: Spec, context: TaskContext) {
    this.#join = join;
    this.#spec = spec;
    this.#context = context;
    this.#gauge = context.spill?.gauge(context.region);
    if (this.#gauge !== undefined) this.#made = MadeKeys.of(context, join.keys(spec).build);
    this.#sink = createBuildSink(context, join.buildSpec(spec));
  }

  consume(batch: Batch): void {
    if (batch.rows === 0) return;
    this.#made?.add(batch);
    takeInCuts(this.#context.arena, this.#gauge, batch, (cut) => this.#take(cut));
  }

  #take(batch: Batch): number {
    const { rows } = batch;
    this.#sink.consume(batch);
    this.#rows += rows;
    if (this.#gauge?.isFull(PART_OF_MEMORY * this.#needed) !== true) return rows;
    this.#write();
    this.#sink = createBuildSink(this.#context, this.#join.buildSpec(this.#spec));
    this.#isWritten = false;
    return rows;
  }

  finish(): SpillingBuildPart {
    this.#made?.close();
    if (this.#spiller === undefined && this.#mayBuild)
      return { kind: "memory", stored: this.#sink.finish(), bytes: this.#needed };
    return { kind: "spilled", ...this.#write().finish() };
  }

  /** Few rows, which did not fill their share, may make keys that do. */
  get #mayBuild(): boolean {
    return this.#made === undefined || this.#gauge?.mayHold(PART_OF_MEMORY * this.#needed) !== false;
  }

  abort(): void {
    this.#made?.close();
    if (!this.#isWritten) this.#sink.abort();
    this.#spiller?.release();
  }

  get #needed(): number {
    const made = this.#made?.bytesOf(this.#rows) ?? 0;
    return this.#join.buildBytes(this.#spec, this.#rows, this.#context.region.usedBytes) + made;
  }

  #write(): BuildSpiller<Spec> {
    this.#isWritten = true;
    this.#spiller ??= new BuildSpiller(this.#context, this.#join, this.#spec, 0);
    const stored = this.#sink.finish();
    for (const _ of writeRows(this.#context, this.#spiller, stored)) this.#context.checkCancelled();
    this.#rows = 0;
    return this.#spiller;
  }
}

/** Takes the rows over. */
function* writeRows<Spec extends JoinSpec>(
  context: TaskContext,
  spiller: BuildSpiller<Spec>,
  stored: RowStoreData,
): Generator<void, void> {
  const source = readRows(stored, context.batchRows);
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    spiller.append(batch);
    yield;
  }
  releaseRows(context.region, stored);
}

export function* combineSpilling<Spec extends JoinSpec, State extends { readonly side: BuildSide }>(
  join: SpillableJoin<Spec, State>,
  spec: Spec,
  context: TaskContext,
  parts: readonly SpillingBuildPart[],
): Generator<void, SpillingJoinState<State>> {
  const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
  const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
  const fits = inMemory.length < 2 || context.spill?.gauge(context.region).fits(bytes) !== false;
  const stored = inMemory.map((part) => part.stored);
  if (inMemory.length === parts.length && fits) {
    return { kind: "memory", state: yield* join.combine(spec, context, stored) };
  }
  const spilled: SpilledBuild[] = parts.flatMap((part) => (part.kind === "spilled" ? [part] : []));
  if (inMemory.length > 0) spilled.push(yield* spillParts(join, spec, context, stored));
  const partitions = joinPartitions(spilled.map((part) => part.partitions));
  const ranges = joinRanges(spilled.map((part) => part.ranges));
  const madeBytes = spilled.reduce((sum, part) => sum + part.madeBytes, 0);
  return yield* bringBack(join, spec, context, { partitions, ranges, madeBytes });
}

function* spillParts<Spec extends JoinSpec, State extends { readonly side: BuildSide }>(
  join: SpillableJoin<Spec, State>,
  spec: Spec,
  context: TaskContext,
  parts: readonly RowStoreData[],
): Generator<void, SpilledBuild> {
  let spiller: BuildSpiller<Spec> | undefined = new BuildSpiller(context, join, spec, 0);
  try {
    for (const part of parts) yield* writeRows(context, spiller, part);
    const written = spiller.finish();
    spiller = undefined;
    return written;
  } finally {
    spiller?.release();
  }
}

/** The smallest partitions in memory, as many as there is room for. */
function* bringBack<Spec extends JoinSpec, State extends { readonly side: BuildSide }>(
  join: SpillableJoin<Spec, State>,
  spec: Spec,
  context: TaskContext,
  { partitions, ranges, madeBytes: allMade }: SpilledBuild,
): Generator<void, SpillingJoinState<State>> {
  const gauge = context.spill?.gauge(context.region);
  const build: (SpilledRows | undefined)[] = [...partitions];
  const resident: SpilledRows[] = [];
  const allRows = partitions.reduce((sum, { rows }) => sum + rows, 0);
  const madeBytes = allMade / Math.max(1, allRows);
  let needed = 0;
  for (const [at, rows] of [...partitions.entries()].toSorted(([, left], [, right]) => left.bytes - right.bytes)) {
    needed += PART_OF_MEMORY * (join.buildBytes(spec, rows.rows, rows.bytes) + madeBytes * rows.rows);
    if (gauge?.mayHold(needed) !== true) break;
    resident.push(rows);
    build[at] = undefined;
  }
  const stored = yield* loadRows(context, storedTypes(join.buildSpec(spec)), joinSpilled(resident));
  const state = yield* join.combine(spec, context, [stored]);
  return { kind: "spilled", state, ranges, build, madeBytes, probe: [] };
}

/** Rows from disk to memory. */
export function* loadRows(
  context: TaskContext,
  types: RowStoreData["types"],
  rows: SpilledRows,
): Generator<void, RowStoreData> {
  const store = RowStore.create(context.region, types);
  const source = readSpilled(context, types, rows);
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    store.append(batch);
    yield;
  }
  source.close();
  return store.finish();
}
