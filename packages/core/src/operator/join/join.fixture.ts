// Joins in plain JavaScript, by SQL's definition over every pair of rows, and what runs the operators beside it:
// build rows spread over several sinks, probe batches over several probes, as threads would.
import assert from "node:assert/strict";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { Compiler } from "../../codegen/compile.ts";
import type { Batch, Field } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { evaluationFunctions } from "../../function/functions.ts";
import { kernelLibrary } from "../../kernel/library.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import { INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { type BatchSource, isLeaving, type Sink, type StateMorsel, type TaskContext } from "../operator.ts";
import { combineByShares } from "../phased.fixture.ts";
import type { HashJoinSpec, JoinKey, NestedLoopJoinSpec } from "../spec.ts";
import { type MemoryDisk, memoryDisk, spillingContext } from "../spill/spill.fixture.ts";
import { type Layout, layVector, readSource, type Value } from "../vector.fixture.ts";
import type { BuildSide, JoinBuildPart } from "./build-side.ts";
import { combineHashJoin, type HashJoinState } from "./hash-join.ts";
import { withProbeRows } from "./probed-state.ts";
import { sharedBuild } from "./shared-build.ts";
import type { JoinSpec, SpillableJoin } from "./spillable-join.ts";
import { hashJoin, nestedLoopJoin } from "./spillable-joins.ts";
import { type SpillingBuildPart, type SpillingJoinState, spillingJoin } from "./spilling-join.ts";

export const KINDS: readonly PhysicalJoinKind[] = [
  "inner",
  "left",
  "right",
  "full",
  "semi",
  "anti",
  "single",
  "mark",
  "right-semi",
  "right-anti",
];

/** Both sides of every test: a number of the row, an integer, a text and another integer. */
export const COLUMNS: readonly LogicalType[] = [INT8, INT4, TEXT, INT4];

/** The fields of one side's rows: nullable where one of them is NULL. */
function fieldsOf(rows: readonly Row[]): readonly Field[] {
  return COLUMNS.map((type, at) => ({ name: `c${at}`, type, nullable: rows.some((row) => row[at] === null) }));
}

export type Row = readonly Value[];
export type Truth = boolean | null;

export interface JoinCase {
  readonly join: PhysicalJoinKind;
  /** Positions of the keys, the same on both sides. */
  readonly keys: readonly { readonly column: number; readonly nullsEqual: boolean }[];
  /** c3 of the probe side < c3 of the build side. */
  readonly residual: boolean;
}

/** Pseudo-random numbers below `bound`. */
export function random(seed: number): (bound: number) => number {
  let state = seed * 2654435761 + 1;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** `stride`: how far apart integers are; far enough, and the table is no array. */
export function randomRows(
  next: (bound: number) => number,
  rows: number,
  distinct: number,
  nulls: boolean,
  stride = 1,
): Row[] {
  const orNull = (value: Value): Value => (nulls && next(6) === 0 ? null : value);
  return Array.from({ length: rows }, (_, row) => [
    BigInt(row),
    orNull((next(distinct) - 3) * stride),
    orNull(`text of some length ${next(distinct)}`),
    orNull(next(10)),
  ]);
}

function and(values: readonly Truth[]): Truth {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

/** Whether a pair of rows joins. */
export function pairTruth({ keys, residual }: JoinCase, probe: Row, build: Row): Truth {
  const values = keys.map(({ column, nullsEqual }): Truth => {
    const [left, right] = [probe[column] as Value, build[column] as Value];
    if (nullsEqual) return left === right;
    return left === null || right === null ? null : left === right;
  });
  if (residual) {
    const [left, right] = [probe[3] as Value, build[3] as Value];
    values.push(left === null || right === null ? null : left < right);
  }
  return and(values);
}

/** The join's rows by definition, in any order; undefined when a single join has a second match. */
export function expectedRows(test: JoinCase, probe: readonly Row[], build: readonly Row[]): Row[] | undefined {
  const nulls = COLUMNS.map(() => null);
  const truths = probe.map((left) => build.map((right) => pairTruth(test, left, right)));
  const pairs = probe.flatMap((left, at) =>
    build.flatMap((right, to) => (truths[at]?.[to] === true ? [[...left, ...right]] : [])),
  );
  const hits = truths.map((row) => row.includes(true));
  const isHit = (at: number): boolean => hits[at] === true;
  const taken = new Set(truths.flatMap((row) => row.flatMap((truth, to) => (truth === true ? [to] : []))));
  const isTaken = (to: number): boolean => taken.has(to);
  const probeRest = probe.filter((_, at) => !isHit(at)).map((left) => [...left, ...nulls]);
  const buildRest = build.filter((_, to) => !isTaken(to)).map((right) => [...nulls, ...right]);
  switch (test.join) {
    case "inner":
      return pairs;
    case "left":
      return [...pairs, ...probeRest];
    case "single":
      if (truths.some((row) => row.filter((truth) => truth === true).length > 1)) return undefined;
      return [...pairs, ...probeRest];
    case "right":
      return [...pairs, ...buildRest];
    case "full":
      return [...pairs, ...probeRest, ...buildRest];
    case "semi":
      return probe.filter((_, at) => isHit(at));
    case "anti":
      return probe.filter((_, at) => !isHit(at));
    case "mark":
      return probe.map((left, at) => [...left, isHit(at) ? true : truths[at]?.includes(null) === true ? null : false]);
    case "right-semi":
      return build.filter((_, to) => isTaken(to));
    case "right-anti":
      return build.filter((_, to) => !isTaken(to));
  }
}

export interface Run {
  readonly batchRows: number;
  readonly shared: boolean;
  readonly threads: number;
  readonly layout: Layout;
  readonly nestedLoop: boolean;
  /** How many threads finish the build side, in phases; absent: one task. Hash joins only. */
  readonly shares?: number;
  /** Bytes from which the build side goes to disk. */
  readonly spillAt?: number;
}

/** The rows that the operators give, in any order. Asserts that all memory comes back. */
export function runJoin(
  test: JoinCase,
  run: Run,
  probe: readonly Row[],
  build: readonly Row[],
  disk: MemoryDisk = memoryDisk(),
): Row[] {
  const { arena, compiler } = machineOf(run.shared);
  const base = usedBytes(arena);
  const budget = Budget.create(arena);
  const region = Region.create(arena, budget);
  const data = Region.create(arena, budget);
  const context: TaskContext = {
    arena,
    region,
    compiler,
    functions: evaluationFunctions(),
    batchRows: run.batchRows,
    checkCancelled: () => {},
  };
  const fields = { probeFields: fieldsOf(probe), buildFields: fieldsOf(build) };
  const spilling = run.spillAt === undefined ? undefined : spillingContext(context, disk, run.spillAt, run.threads);
  const before = usedBytes(arena);
  const door = doorOf(test, spilling?.context ?? context, fields, run);
  const unfinished = new Set(Array.from({ length: run.threads }, () => door.sink()));
  let hasFailed = true;
  try {
    const sinks = [...unfinished];
    for (const [at, batch] of layBatches(data, build, run).entries()) sinks[at % run.threads]?.consume(batch);
    data.freeAll();
    const parts = sinks.map((sink) => {
      const part = sink.finish();
      unfinished.delete(sink);
      return part;
    });
    door.combine(structuredClone(parts));
    const batches = layBatches(data, probe, run);
    const rows: Row[] = [];
    for (let thread = 0; thread < run.threads; thread++) {
      const source = door.probe(listSource(batches.filter((_, at) => at % run.threads === thread)));
      try {
        for (const row of readSource(region, source, run.batchRows)) rows.push(row);
        // Pulled again, as for another morsel.
        assert.equal(source.next(), undefined);
        if (isLeaving(source)) door.leave(structuredClone(source.leave()));
      } finally {
        source.close();
      }
    }
    for (const morsel of door.morsels()) {
      const source = door.rest(morsel);
      try {
        for (const row of readSource(region, source, run.batchRows)) rows.push(row);
      } finally {
        source.close();
      }
    }
    hasFailed = false;
    return rows;
  } finally {
    data.freeAll();
    for (const sink of unfinished) sink.abort();
    door.release();
    assert.deepEqual([...disk.open], []);
    // A query that fails frees its region.
    if (hasFailed) region.freeAll();
    else assert.equal(usedBytes(arena), before);
    if (!hasFailed) spilling?.release();
    assert.equal(region.usedBytes, 0);
    data.release();
    region.release();
    budget.release();
    assert.equal(usedBytes(arena), base);
  }
}

interface Machine {
  readonly arena: Arena;
  readonly compiler: Compiler;
}

const machines = new Map<boolean, Machine>();

/** One memory of each kind for all runs: what one leaves behind, the next would see. */
function machineOf(shared: boolean): Machine {
  let machine = machines.get(shared);
  if (machine === undefined) {
    const arena = Arena.create({ initialBytes: 1 << 20, shared });
    machine = { arena, compiler: new Compiler(arena, kernelLibrary(arena)) };
    machines.set(shared, machine);
  }
  return machine;
}

function listSource(batches: Batch[]): BatchSource {
  return { next: () => batches.shift(), close: () => {} };
}

function layBatches(region: Region, rows: readonly Row[], { batchRows, layout }: Run): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, at) => {
    const slice = rows.slice(at * batchRows, (at + 1) * batchRows);
    const columns = COLUMNS.map((type, column) =>
      layVector(
        region,
        type,
        slice.map((row) => row[column] as Value),
        layout,
      ),
    );
    return { rows: slice.length, columns };
  });
}

type SideFields = Pick<HashJoinSpec, "probeFields" | "buildFields">;

/** The operator's doors over one state, which is cloned as if it went to another thread. */
interface Door {
  sink(): Sink<unknown>;
  combine(parts: readonly unknown[]): void;
  probe(input: BatchSource): BatchSource;
  morsels(): readonly StateMorsel[];
  rest(morsel: StateMorsel): BatchSource;
  /** Takes what a probe leaves for later. */
  leave(left: unknown): void;
  release(): void;
}

const input = (index: number): PhysicalExpr => ({
  kind: "input",
  index,
  type: COLUMNS[index % COLUMNS.length] as LogicalType,
});

function residualOf({ residual }: JoinCase): PhysicalExpr | undefined {
  if (!residual) return undefined;
  return {
    kind: "call",
    overload: "<(int4,int4)",
    args: [input(3), input(3 + COLUMNS.length)],
    type: { kind: "bool" },
  };
}

function doorOf(test: JoinCase, context: TaskContext, fields: SideFields, { nestedLoop, shares }: Run): Door {
  if (nestedLoop) return openDoor(nestedLoopJoin, nestedLoopSpec(test, fields), context);
  const spec = hashSpec(test, fields);
  const door = openDoor(hashJoin, spec, context);
  if (shares === undefined) return door;
  return openDoor(
    { ...hashJoin, combine: (_spec, own, parts) => combineInPhases(spec, own, parts, shares) },
    spec,
    context,
  );
}

/** The build side, finished by so many threads that take turns. Where one task finishes it, that does. */
function* combineInPhases(
  spec: HashJoinSpec,
  context: TaskContext,
  parts: readonly JoinBuildPart[],
  shares: number,
): Generator<void, HashJoinState> {
  return combineByShares(sharedBuild, spec, context, parts, shares) ?? (yield* combineHashJoin(spec, context, parts));
}

function openDoor<Spec extends JoinSpec, State extends { readonly side: BuildSide }>(
  join: SpillableJoin<Spec, State>,
  spec: Spec,
  context: TaskContext,
): Door {
  const doors = spillingJoin(join);
  const left: unknown[] = [];
  let state: SpillingJoinState<State> | undefined;
  const own = (): TaskContext => ({ ...context, region: context.region.createChild() });
  return {
    sink() {
      const inside = own();
      const sink = doors.sink(spec, inside);
      return {
        isSatisfied: false,
        consume: (batch) => sink.consume(batch),
        abort() {
          sink.abort();
          inside.region.release();
        },
        finish() {
          const part = sink.finish();
          inside.region.dissolve();
          return part;
        },
      };
    },
    combine(parts) {
      const inside = own();
      state = drain(doors.combine(spec, inside, parts as readonly SpillingBuildPart[]));
      inside.region.dissolve();
    },
    probe: (source) => doors.probe(context, spec, structuredClone(state as SpillingJoinState<State>), source),
    leave: (one) => void left.push(one),
    morsels: () => doors.restMorsels(spec, state as SpillingJoinState<State>),
    rest(morsel) {
      const whole = withProbeRows(structuredClone(state), left) as SpillingJoinState<State>;
      return doors.rest(context, spec, whole, morsel);
    },
    release() {
      if (state !== undefined) doors.release(context.region, state);
    },
  };
}

function hashSpec(test: JoinCase, fields: SideFields): HashJoinSpec {
  const keys = test.keys.map(
    ({ column, nullsEqual }): JoinKey => ({ probe: input(column), build: input(column), nullsEqual }),
  );
  const residual = residualOf(test);
  return {
    kind: "hash-join",
    join: test.join,
    ...fields,
    keys,
    ...(residual === undefined ? {} : { residual }),
    fields: [],
  };
}

/** The same join, with the keys' equality as a part of the predicate. Keys must be integers. */
function nestedLoopSpec(test: JoinCase, fields: SideFields): NestedLoopJoinSpec {
  const bool = { kind: "bool" } as const;
  const conjuncts = test.keys.map(({ column, nullsEqual }): PhysicalExpr => {
    const [left, right] = [input(column), input(column + COLUMNS.length)];
    const equal: PhysicalExpr = { kind: "call", overload: "=(int4,int4)", args: [left, right], type: bool };
    if (!nullsEqual) return equal;
    const missing = (side: PhysicalExpr): PhysicalExpr => ({ kind: "is-null", input: side, type: bool });
    const both: PhysicalExpr = { kind: "and", args: [missing(left), missing(right)], type: bool };
    return { kind: "coalesce", args: [equal, both], type: bool };
  });
  const residual = residualOf(test);
  if (residual !== undefined) conjuncts.push(residual);
  return {
    kind: "nested-loop-join",
    join: test.join,
    ...fields,
    ...(conjuncts.length === 0 ? {} : { predicate: { kind: "and", args: conjuncts, type: bool } }),
    fields: [],
  };
}

export function drain<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Rows as text, sorted: for comparing them in any order. */
export function sorted(rows: readonly Row[]): string[] {
  return rows.map((row) => row.map((value) => (value === null ? "NULL" : String(value))).join("|")).toSorted();
}
