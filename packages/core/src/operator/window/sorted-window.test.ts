// Windows that are sorted on disk and computed in pages, against their definition in JavaScript: without partitions, or
// with a huge one among others, at every size from which they go to disk, every step that can be computed so. What came
// out tells in which order equal rows were taken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { FfqError } from "../../common/error.ts";
import type { InputRef, PhysicalExpr } from "../../expr/expr.ts";
import type { AccumulatorOperator } from "../../function/aggregate-registry.ts";
import { random } from "../../kernel/hash.fixture.ts";
import type { PhysicalFrame, PhysicalWindowStep } from "../../physical/plan.ts";
import { BOOL, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import type { WindowSpec } from "../spec.ts";
import { eachFault, faultState, faultyDisk, memoryDisk, spillingContext } from "../spill/spill.fixture.ts";
import { type Run, run } from "../spill/spilling-run.fixture.ts";
import type { Value } from "../vector.fixture.ts";
import { frameRows, type Partition, partitionsOf, type Row, stepValue } from "./oracle.fixture.ts";
import { spillingWindow } from "./spilling-window.ts";

/** By position: one value for all rows, a partition key, an order key, values of several types, a filter, an offset. */
const types: readonly LogicalType[] = [INT4, INT4, INT4, INT4, INT8, TEXT, FLOAT8, fixedNumeric(30, 0), BOOL, INT4];
const ONE = 0;
const KEY = 1;
const ORDER = 2;
const FILTER = 8;
const OFFSET = 9;
const DISTANCE = 3;

const inputFields = types.map((type) => ({ name: "", type, nullable: true }));
const ref = (index: number): InputRef => ({ kind: "input", index, type: types[index] as LogicalType });

/** `peers`: about so many rows share an order key. One partition has most rows. */
function tableOf(rows: number, peers: number, seed = 7): Row[] {
  const draw = random(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  const orNull = <Item extends Value>(value: Item): Item | null => (draw() < 0.2 ? null : value);
  return Array.from({ length: rows }, (): Row => {
    const order = below(Math.ceil(rows / peers));
    return [
      1,
      draw() < 0.96 ? 1 : below(20) + 2,
      order === 0 ? null : order,
      orNull(below(50) - 25),
      orNull(BigInt(below(1000)) * 2n ** 40n),
      orNull(["", "a", "ab", "b", "the same start a", "the same start b"][below(6)] as string),
      orNull(below(40) / 4),
      orNull(BigInt(below(100) - 50) * 2n ** (draw() < 0.3 ? 90n : 3n)),
      orNull(draw() < 0.5),
      DISTANCE,
    ];
  });
}

const accumulators: readonly (readonly [AccumulatorOperator, number | undefined, LogicalType])[] = [
  ["count-rows", undefined, INT8],
  ["count", 5, INT8],
  ["sum", 3, INT8],
  ["sum", 4, fixedNumeric(38, 0)],
  ["sum", 6, FLOAT8],
  ["sum", 7, fixedNumeric(38, 0)],
  ["min", 3, INT4],
  ["max", 4, INT8],
  ["min", 5, TEXT],
  ["max", 7, fixedNumeric(30, 0)],
  ["first", 5, TEXT],
  ["bit-xor", 3, INT4],
];

const frames: readonly PhysicalFrame[] = (["rows", "range", "groups"] as const).flatMap((mode) =>
  (["current-row", "unbounded-following"] as const).map(
    (end): PhysicalFrame => ({
      mode,
      start: { kind: "unbounded-preceding" },
      end: { kind: end },
      exclude: "no-others",
    }),
  ),
);

/** Of rows at a distance. */
const near = (
  [
    [{ kind: "preceding", offset: 5 }, { kind: "current-row" }, "no-others"],
    [{ kind: "preceding", offset: 2 }, { kind: "following", offset: 3 }, "current-row"],
    [{ kind: "following", offset: 1 }, { kind: "following", offset: 7 }, "no-others"],
    [{ kind: "preceding", offset: 40 }, { kind: "preceding", offset: 30 }, "no-others"],
  ] as const
).map(([start, end, exclude]): PhysicalFrame => ({ mode: "rows", start, end, exclude }));

/** Every step, the frames in turn. */
function stepsOf(offset: PhysicalExpr, turn: number): readonly PhysicalWindowStep[] {
  const value = ref(5);
  const frameAt = (at: number): PhysicalFrame => frames[(at + turn) % frames.length] as PhysicalFrame;
  return [
    { kind: "row-number", type: INT8 },
    { kind: "rank", type: INT8 },
    { kind: "dense-rank", type: INT8 },
    { kind: "percent-rank", type: FLOAT8 },
    { kind: "cume-dist", type: FLOAT8 },
    { kind: "lag", value, type: TEXT },
    { kind: "lag", value, offset, type: TEXT },
    { kind: "lead", value, offset, type: TEXT },
    { kind: "outside-lag", offset, type: BOOL },
    { kind: "outside-lead", type: BOOL },
    { kind: "nth-value", value, fromEnd: false, frame: frameAt(0), type: TEXT },
    { kind: "nth-value", value, fromEnd: true, frame: frameAt(2), type: TEXT },
    { kind: "nth-value", value, fromEnd: true, frame: near[turn % near.length] as PhysicalFrame, type: TEXT },
    ...accumulators.map(([operator, input, type], at): PhysicalWindowStep => {
      const filter = at % 4 === 1 ? { filter: ref(FILTER) } : {};
      const own = input === undefined ? {} : { input: ref(input) };
      const accumulator = { operator, type, distinct: false, ...own, ...filter };
      return { kind: "accumulate", accumulator, frame: frameAt(at), type };
    }),
    ...near.map((frame, at): PhysicalWindowStep => {
      const [operator, input, type] = accumulators[
        (2 + at + 2 * turn) % accumulators.length
      ] as (typeof accumulators)[0];
      const own = input === undefined ? {} : { input: ref(input) };
      return { kind: "accumulate", accumulator: { operator, type, distinct: false, ...own }, frame, type };
    }),
  ];
}

interface Shape {
  readonly partitionBy: boolean;
  readonly orderBy: boolean;
  readonly turn: number;
}

function specOf({ partitionBy, orderBy, turn }: Shape): WindowSpec {
  return {
    kind: "window",
    inputFields,
    partitionBy: partitionBy ? [ref(KEY)] : [],
    orderBy: orderBy ? [{ expr: ref(ORDER), descending: turn % 2 === 1, nullsFirst: turn % 3 === 1 }] : [],
    steps: stepsOf({ kind: "constant", value: DISTANCE, type: INT4 }, turn),
  };
}

/** The same for the definition, which reads partitions, orders and offsets from columns. */
function definitionOf({ partitionBy, orderBy, turn }: Shape): WindowSpec {
  const spec = specOf({ partitionBy: true, orderBy: true, turn });
  const [key] = spec.orderBy;
  return {
    ...spec,
    partitionBy: [ref(partitionBy ? KEY : ONE)],
    orderBy: [{ ...(key as NonNullable<typeof key>), expr: ref(orderBy ? ORDER : ONE) }],
    steps: stepsOf(ref(OFFSET), turn),
  };
}

/** Where a frame ends that begins with its partition. */
function frameEnd({ rows, groups }: Partition, at: number, { mode, end }: PhysicalFrame): number {
  if (end.kind === "unbounded-following") return rows.length;
  if (mode === "rows") return at + 1;
  const behind = groups.indexOf((groups[at] as number) + 1, at);
  return behind < 0 ? rows.length : behind;
}

/** The definition's values by row and step. Those over frames that end alike are one. */
function valuesOfPartition(steps: readonly PhysicalWindowStep[], partition: Partition): Value[][] {
  const known = new Map<string, Value>();
  return partition.rows.map((_, at) =>
    steps.map((step, number) => {
      if (!("frame" in step)) return stepValue(step, partition, at, []);
      if (step.frame.start.kind !== "unbounded-preceding") {
        return stepValue(step, partition, at, frameRows(partition, at, step.frame));
      }
      const end = frameEnd(partition, at, step.frame);
      const name = `${number} ${end}`;
      const value = known.get(name) ?? stepValue(step, partition, at, [...partition.rows.keys()].slice(0, end));
      known.set(name, value);
      return value;
    }),
  );
}

const textOf = (row: readonly Value[]): string => row.map(String).join("|");

function check(table: readonly Row[], shape: Shape, one: Run): void {
  const at = JSON.stringify({ ...shape, ...one });
  const disk = memoryDisk();
  const rows = run(spillingWindow, specOf(shape), types, table, one, disk);
  assert.ok(disk.files.size > 0, at);
  // Only those of the sinks are left, for who has the state. What partitions were spread to goes with the query.
  assert.ok(shape.partitionBy || disk.files.size <= one.threads + 1, `${disk.files.size} files, ${at}`);
  const inputs = rows.map((row) => textOf(row.slice(0, types.length)));
  assert.deepEqual(inputs.toSorted(), table.map(textOf).toSorted(), at);
  const { steps, ...spec } = definitionOf(shape);
  for (const partition of partitionsOf({ ...spec, steps }, rows)) {
    const found = partition.rows.map((row) => row.slice(types.length));
    assert.deepEqual(found, valuesOfPartition(steps, partition), at);
  }
}

const RUNS: readonly Run[] = [
  { batchRows: 1, threads: 1, shared: false, threshold: 60_000 },
  { batchRows: 63, threads: 2, shared: true, threshold: 20_000 },
  { batchRows: 64, threads: 1, shared: true, threshold: 40_000 },
  { batchRows: 65, threads: 2, shared: true, threshold: 5_000 },
  { batchRows: 8192, threads: 2, shared: true, threshold: 1_000 },
];

for (const [name, partitionBy, orderBy, peers] of [
  ["rows that differ", false, true, 1],
  ["few peers", false, true, 4],
  ["peers of several pages", false, true, 300],
  ["no order", false, false, 1],
  ["one huge partition", true, true, 3],
  ["one huge partition, peers of several pages", true, true, 300],
  ["one huge partition without order", true, false, 1],
] as const) {
  test(`a window in pages: ${name}`, () => {
    const table = tableOf(620, peers);
    for (const [turn, one] of RUNS.entries()) check(table, { partitionBy, orderBy, turn }, one);
  });
}

const ascending = { descending: false, nullsFirst: false };

/** What one step gives for rows that are numbered from 0 in column `ORDER`. */
function valuesOf(step: PhysicalWindowStep, table: readonly Row[], one: Run): Value[] {
  const orderBy = [{ expr: ref(ORDER), ...ascending }];
  const spec: WindowSpec = { kind: "window", inputFields, partitionBy: [], orderBy, steps: [step] };
  return run(spillingWindow, spec, types, table, one).map((row) => row.at(-1) as Value);
}

const numbered = (rows: number): Row[] => tableOf(rows, 1).map((row, at) => row.with(ORDER, (at * 7919) % rows));

test("many pages", () => {
  const rows = 20_011;
  const table = numbered(rows);
  const one = { batchRows: 4096, threads: 2, shared: true, threshold: 100_000 };
  const frame = frames[0] as PhysicalFrame;
  const accumulator = { operator: "sum", input: ref(ORDER), type: INT8, distinct: false } as const;
  const sums = valuesOf({ kind: "accumulate", accumulator, frame, type: INT8 }, table, one);
  assert.deepEqual(
    sums,
    Array.from({ length: rows }, (_, at) => (BigInt(at) * BigInt(at + 1)) / 2n),
  );
  const offset: PhysicalExpr = { kind: "constant", value: 1000, type: INT4 };
  const far = valuesOf({ kind: "lead", value: ref(ORDER), offset, type: INT4 }, table, one);
  assert.deepEqual(
    far,
    Array.from({ length: rows }, (_, at) => (at + 1000 < rows ? at + 1000 : null)),
  );
});

test("ntile: the buckets that the first value says, counted from there", () => {
  const rows = 1000;
  for (const one of RUNS) {
    // NULL up to row 299: 7 buckets of the partition's 1000 rows, the first of 143 rows, from row 300 on.
    const table = numbered(rows).map((row) => row.with(3, (row[ORDER] as number) < 300 ? null : 7));
    const found = valuesOf({ kind: "ntile", buckets: ref(3), type: INT4 }, table, one);
    const expected = Array.from({ length: rows }, (_, at) => {
      if (at < 300) return null;
      const place = at - 300;
      return place < 6 * 143 ? Math.floor(place / 143) + 1 : 7;
    });
    assert.deepEqual(found, expected, JSON.stringify(one));
    const wrong = table.map((row) => row.with(3, row[3] === null ? null : 0));
    assert.throws(
      () => valuesOf({ kind: "ntile", buckets: ref(3), type: INT4 }, wrong, one),
      (thrown) => thrown instanceof FfqError && thrown.sqlstate === "22014",
    );
  }
});

test("a sum that leaves its type on the way", () => {
  const table = numbered(1000).map((row) => row.with(4, 2n ** 62n));
  const frame = frames[0] as PhysicalFrame;
  const step = (type: LogicalType): PhysicalWindowStep => {
    return { kind: "accumulate", accumulator: { operator: "sum", input: ref(4), type, distinct: false }, frame, type };
  };
  const one = RUNS[3] as Run;
  assert.throws(
    () => valuesOf(step(INT8), table, one),
    (thrown) => thrown instanceof FfqError && thrown.sqlstate === "22003",
  );
  const sums = valuesOf(step(fixedNumeric(38, 0)), table, one);
  assert.deepEqual(
    sums,
    Array.from({ length: 1000 }, (_, at) => BigInt(at + 1) * 2n ** 62n),
  );
});

test("without partitions, what needs the whole partition stays in memory", () => {
  const sliding: PhysicalFrame = {
    mode: "groups",
    start: { kind: "preceding", offset: 2 },
    end: { kind: "current-row" },
    exclude: "no-others",
  };
  const excluding: PhysicalFrame = { ...(frames[0] as PhysicalFrame), exclude: "current-row" };
  const accumulator = { operator: "count-rows", type: INT8, distinct: false } as const;
  for (const step of [
    { kind: "accumulate", accumulator, frame: sliding, type: INT8 },
    { kind: "accumulate", accumulator, frame: excluding, type: INT8 },
    { kind: "accumulate", accumulator, frame: { ...sliding, mode: "rows", exclude: "ties" }, type: INT8 },
    { kind: "lag", value: ref(ORDER), offset: ref(OFFSET), type: INT4 },
    { kind: "lag", value: ref(ORDER), offset: { kind: "constant", value: 5000, type: INT4 }, type: INT4 },
    { kind: "nth-value", value: ref(ORDER), position: ref(OFFSET), fromEnd: false, frame: sliding, type: INT4 },
  ] satisfies readonly PhysicalWindowStep[]) {
    const disk = memoryDisk();
    const spec: WindowSpec = { ...specOf({ partitionBy: false, orderBy: true, turn: 0 }), steps: [step] };
    assert.equal(run(spillingWindow, spec, types, numbered(600), RUNS[3] as Run, disk).length, 600);
    assert.equal(disk.files.size, 0, step.kind);
  }
});

test("a window that is closed while it sorts, looks and computes leaves nothing", () => {
  const spec = specOf({ partitionBy: false, orderBy: true, turn: 2 });
  const table = tableOf(620, 3);
  for (let pulls = 0; pulls < 400; pulls += 13) {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const region = Region.create(arena, Budget.create(arena));
    const disk = memoryDisk();
    const { context, release } = spillingContext(contextOf(arena, region, 64), disk, 20_000);
    const sink = spillingWindow.sink(spec, context);
    for (const batch of layBatches(inputs, types, table, 64)) sink.consume(batch);
    const combining = spillingWindow.combine(spec, context, [sink.finish()]);
    let step = combining.next();
    while (step.done !== true) step = combining.next();
    const state = step.value;
    const [share] = spillingWindow.morsels(spec, state);
    assert.ok(share);
    const source = spillingWindow.source(spec, context, state, share);
    for (let pull = 0; pull < pulls; pull++) source.next();
    source.close();
    spillingWindow.release(spec, context, state);
    release();
    assert.equal(region.usedBytes, 0, `after ${pulls} pulls`);
    assert.deepEqual([...disk.open], [], `after ${pulls} pulls`);
  }
});

test("a disk that fails: at each call, in each way", () => {
  const spec = specOf({ partitionBy: false, orderBy: true, turn: 0 });
  const table = tableOf(620, 3);
  const one = { batchRows: 64, threads: 2, shared: true, threshold: 20_000 };
  eachFault(
    (disk) => run(spillingWindow, spec, types, table, one, disk),
    (fault) => {
      const disk = faultyDisk(fault);
      const at = JSON.stringify(fault);
      assert.throws(
        () => run(spillingWindow, spec, types, table, one, disk),
        (thrown) => thrown instanceof FfqError && thrown.code === "IO" && thrown.sqlstate === faultState(fault),
        at,
      );
      assert.ok(disk.happened(), at);
      assert.deepEqual([...disk.open], [], at);
    },
  );
});
