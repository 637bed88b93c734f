// Window steps against their definition in JavaScript, row by row: every step and aggregate over random frames of all
// modes, bounds and exclusions, any batch size and number of threads, shared and unshared memory; no byte left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import type { InputRef } from "../../expr/expr.ts";
import type { AccumulatorOperator } from "../../function/aggregate-registry.ts";
import { random } from "../../kernel/hash.fixture.ts";
import type { PhysicalFrame, PhysicalWindowStep } from "../../physical/plan.ts";
import { BOOL, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import { combineByShares } from "../phased.fixture.ts";
import type { WindowSpec } from "../spec.ts";
import { readSource, type Value } from "../vector.fixture.ts";
import { frameRows, partitionsOf, type Row, stepValue } from "./oracle.fixture.ts";
import { sharedWindow } from "./shared-window.ts";
import { spillingWindow } from "./spilling-window.ts";
import { type WindowState, window } from "./window.ts";

/** By position: a partition key, an order key, values of several types, a filter, an offset, the bounds of RANGE. */
const types: readonly LogicalType[] = [
  INT4,
  INT4,
  INT4,
  INT8,
  TEXT,
  FLOAT8,
  fixedNumeric(30, 0),
  BOOL,
  INT4,
  INT4,
  INT4,
];
const KEY = 0;
const ORDER = 1;
const FILTER = 7;
const OFFSET = 8;
const LOW = 9;
const HIGH = 10;

const ref = (index: number): InputRef => ({ kind: "input", index, type: types[index] as LogicalType });

function tableOf(rows: number, seed: number): Row[] {
  const draw = random(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  const orNull = <Item extends Value>(value: Item): Item | null => (draw() < 0.2 ? null : value);
  return Array.from({ length: rows }, (): Row => {
    const order = orNull(below(12));
    return [
      orNull(below(3)),
      order,
      orNull(below(50) - 25),
      orNull(BigInt(below(1000)) * 2n ** 40n),
      orNull(["", "a", "ab", "b", "the same start a", "the same start b"][below(6)] as string),
      orNull(below(40) / 4),
      orNull(BigInt(below(100) - 50) * 2n ** (draw() < 0.3 ? 90n : 3n)),
      orNull(draw() < 0.5),
      orNull(below(4)),
      order === null ? null : order - 2,
      order === null ? null : order + 3,
    ];
  });
}

/** A frame by chance; RANGE with offsets reads the columns LOW and HIGH, which follow from the order key. */
function randomFrame(draw: () => number): PhysicalFrame {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)] as Item;
  const mode = pick(["rows", "range", "groups"] as const);
  const low = mode === "range" ? { key: ref(ORDER), value: ref(LOW) } : Math.floor(draw() * 4);
  const high = mode === "range" ? { key: ref(ORDER), value: ref(HIGH) } : Math.floor(draw() * 20);
  const [start, end] = pick([
    [{ kind: "unbounded-preceding" }, { kind: "current-row" }],
    [{ kind: "unbounded-preceding" }, { kind: "unbounded-following" }],
    [{ kind: "unbounded-preceding" }, { kind: "following", offset: high }],
    [{ kind: "preceding", offset: low }, { kind: "current-row" }],
    [
      { kind: "preceding", offset: low },
      { kind: "following", offset: high },
    ],
    [{ kind: "current-row" }, { kind: "unbounded-following" }],
    [{ kind: "following", offset: high }, { kind: "unbounded-following" }],
    [
      { kind: "following", offset: high },
      { kind: "following", offset: high },
    ],
  ] as const);
  return { mode, start, end, exclude: pick(["no-others", "no-others", "current-row", "group", "ties"] as const) };
}

const accumulators: readonly (readonly [AccumulatorOperator, number | undefined, LogicalType])[] = [
  ["count-rows", undefined, INT8],
  ["count", 4, INT8],
  ["sum", 2, INT8],
  ["sum", 3, fixedNumeric(38, 0)],
  ["sum", 5, FLOAT8],
  ["sum", 6, fixedNumeric(38, 0)],
  ["min", 2, INT4],
  ["max", 3, INT8],
  ["min", 4, TEXT],
  ["max", 5, FLOAT8],
  ["max", 6, fixedNumeric(30, 0)],
  ["first", 4, TEXT],
  ["bit-xor", 2, INT4],
];

function stepsOf(draw: () => number): readonly PhysicalWindowStep[] {
  const value = ref(4);
  return [
    { kind: "row-number", type: INT8 },
    { kind: "rank", type: INT8 },
    { kind: "dense-rank", type: INT8 },
    { kind: "percent-rank", type: FLOAT8 },
    { kind: "cume-dist", type: FLOAT8 },
    { kind: "lag", value, type: TEXT },
    { kind: "lead", value, offset: ref(OFFSET), type: TEXT },
    { kind: "outside-lead", offset: ref(OFFSET), type: BOOL },
    { kind: "nth-value", value, fromEnd: false, frame: randomFrame(draw), type: TEXT },
    { kind: "nth-value", value, fromEnd: true, frame: randomFrame(draw), type: TEXT },
    ...accumulators.map(([operator, input, type]): PhysicalWindowStep => {
      const filter = draw() < 0.3 ? { filter: ref(FILTER) } : {};
      const own = input === undefined ? {} : { input: ref(input) };
      const accumulator = { operator, type, distinct: false, ...own, ...filter };
      return { kind: "accumulate", accumulator, frame: randomFrame(draw), type };
    }),
  ];
}

function specOf(steps: readonly PhysicalWindowStep[], descending: boolean, nullsFirst: boolean): WindowSpec {
  return {
    kind: "window",
    inputFields: types.map((type) => ({ name: "", type, nullable: true })),
    partitionBy: [ref(KEY)],
    orderBy: [{ expr: ref(ORDER), descending, nullsFirst }],
    steps,
  };
}

function run(region: Region, spec: WindowSpec, threads: readonly Iterable<Batch>[], batchRows: number): Value[][] {
  const context = contextOf(region.arena, region, batchRows);
  const parts = threads.map((batches) => {
    const sink = window.sink(spec, context);
    for (const batch of batches) sink.consume(batch);
    return structuredClone(sink.finish());
  });
  const steps = window.combine(spec, context, parts);
  let result = steps.next();
  while (result.done !== true) result = steps.next();
  const state = structuredClone(result.value) as WindowState;
  const rows = window.morsels(spec, state).flatMap((morsel) => {
    const source = window.source(spec, context, state, morsel);
    const read = readSource(region, source, batchRows);
    source.close();
    return read;
  });
  window.release(spec, context, state);
  assert.equal(region.usedBytes, 0, "bytes left");
  return rows;
}

/** The rows of the window that several threads sort, in turns; undefined where one task sorts them. */
function runShared(
  region: Region,
  spec: WindowSpec,
  threads: readonly Iterable<Batch>[],
  batchRows: number,
  shares: number,
): Value[][] | undefined {
  const context = contextOf(region.arena, region, batchRows);
  const parts = threads.map((batches) => {
    const sink = spillingWindow.sink(spec, context);
    for (const batch of batches) sink.consume(batch);
    return structuredClone(sink.finish());
  });
  const state = combineByShares(sharedWindow, spec, context, parts, shares);
  if (state === undefined) return undefined;
  const rows = spillingWindow.morsels(spec, state).flatMap((morsel) => {
    const source = spillingWindow.source(spec, context, structuredClone(state), morsel);
    const read = readSource(region, source, batchRows);
    source.close();
    return read;
  });
  spillingWindow.release(spec, context, state);
  assert.equal(region.usedBytes, 0, "bytes left");
  return rows;
}

/** In any order. */
const texts = (rows: readonly (readonly Value[])[]): string[] =>
  rows.map((row) => row.map((value) => (value === null ? "NULL" : String(value))).join("|")).toSorted();

/** Doubles are added up in another order than the definition's. */
function rounded(row: readonly Value[]): readonly Value[] {
  return row.map((value) => (typeof value === "number" ? Number(value.toPrecision(12)) : value));
}

function expectedOf(spec: WindowSpec, table: readonly Row[]): Value[][] {
  return partitionsOf(spec, table).flatMap((partition) =>
    partition.rows.map((row, at) => [
      ...row,
      ...spec.steps.map((step) => {
        const frame = "frame" in step ? frameRows(partition, at, step.frame) : [];
        return stepValue(step, partition, at, frame);
      }),
    ]),
  );
}

function check(shared: boolean, rows: number, batchRows: number, seed: number): void {
  const arena = Arena.create({ shared, initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const draw = random(seed);
  const spec = specOf(stepsOf(draw), draw() < 0.5, draw() < 0.5);
  const table = tableOf(rows, seed);
  const expected = expectedOf(spec, table).map(rounded);
  for (const threads of [1, 3]) {
    const cut = (part: number): number => Math.floor((part * rows) / threads);
    const parts = Array.from({ length: threads }, (_, part) =>
      layBatches(inputs, types, table.slice(cut(part), cut(part + 1)), batchRows),
    );
    assert.deepEqual(run(region, spec, parts, batchRows).map(rounded), expected, `${threads} threads`);
    inputs.freeAll();
    if (threads === 1 || rows === 0) continue;
    for (const shares of [2, 5]) {
      const again = Array.from({ length: threads }, (_, part) =>
        layBatches(inputs, types, table.slice(cut(part), cut(part + 1)), batchRows),
      );
      const found = runShared(region, spec, again, batchRows, shares);
      assert.deepEqual(texts(found?.map(rounded) ?? []), texts(expected), `${shares} shares`);
      inputs.freeAll();
    }
  }
}

for (const [batchRows, rows, seeds] of [
  [1, 30, 4],
  [63, 300, 6],
  [64, 0, 1],
  [64, 300, 6],
  [65, 300, 6],
  [8192, 900, 6],
] as const) {
  for (const shared of [true, false]) {
    test(`${rows} rows in batches of ${batchRows}, ${shared ? "shared" : "unshared"} memory`, () => {
      for (let seed = 1; seed <= seeds; seed++) check(shared, rows, batchRows, 100 * seed + batchRows);
    });
  }
}

test("partitions and shares beyond a slice", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const frame: PhysicalFrame = {
    mode: "rows",
    start: { kind: "preceding", offset: 2 },
    end: { kind: "current-row" },
    exclude: "no-others",
  };
  const accumulator = { operator: "sum", input: ref(2), type: INT8, distinct: false } as const;
  const spec = specOf(
    [
      { kind: "row-number", type: INT8 },
      { kind: "accumulate", accumulator, frame, type: INT8 },
      { kind: "accumulate", accumulator: { ...accumulator, operator: "max", type: INT4 }, frame, type: INT4 },
    ],
    false,
    false,
  );
  const rows = 150_000;
  const table = Array.from({ length: rows }, (_, at): Row => {
    const own: Value[] = types.map(() => null);
    [own[KEY], own[ORDER], own[2]] = [at % 2 === 0 ? 0 : at % 3000, at, at % 1000];
    return own;
  });
  const read = run(region, spec, [layBatches(inputs, types, table, 8192)], 8192);
  assert.equal(read.length, rows);
  const counts = new Map<Value, Value[][]>();
  for (const row of read) {
    const before = counts.get(row[KEY] as Value) ?? [];
    const last = [...before.slice(-2), row].map((one) => one[2] as number);
    assert.deepEqual(
      row.slice(types.length),
      [BigInt(before.length + 1), BigInt(last.reduce((sum, value) => sum + value, 0)), Math.max(...last)],
      `row ${String(row[ORDER])}`,
    );
    before.push(row);
    counts.set(row[KEY] as Value, before);
  }
});

test("a window that is closed while it computes leaves nothing", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const spec = specOf(stepsOf(random(5)), false, false);
  const context = contextOf(arena, region, 64);
  for (let pulls = 0; pulls < 120; pulls += 7) {
    const sink = window.sink(spec, context);
    for (const batch of layBatches(inputs, types, tableOf(500, pulls + 1), 64)) sink.consume(batch);
    const steps = window.combine(spec, context, [sink.finish()]);
    let result = steps.next();
    while (result.done !== true) result = steps.next();
    const [share] = window.morsels(spec, result.value);
    assert.ok(share);
    const source = window.source(spec, context, result.value, share);
    for (let pull = 0; pull < pulls; pull++) source.next();
    source.close();
    window.release(spec, context, result.value);
    assert.equal(region.usedBytes, 0, `after ${pulls} pulls`);
    inputs.freeAll();
  }
});
