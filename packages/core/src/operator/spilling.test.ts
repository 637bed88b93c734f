// Aggregates, sorts and windows whose state goes to disk, against plain JavaScript: at every size from which it does,
// with any batch size, several threads, shared and unshared memory; nothing is left in memory, no file is left open.
// A disk that becomes full is a clear error, wherever it does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { random } from "../kernel/hash.fixture.ts";
import { BPCHAR, FLOAT8, INT4, INT8, INTERVAL, type LogicalType, TEXT } from "../type/logical-type.ts";
import { spillingAggregate } from "./aggregate/spilling-aggregate.ts";
import { contextOf, layBatches } from "./context.fixture.ts";
import { spillingSort } from "./sort/spilling-sort.ts";
import type { HashAggregateSpec, SortSpec, WindowSpec } from "./spec.ts";
import {
  eachFault,
  faultState,
  faultyDisk,
  type MemoryDisk,
  memoryDisk,
  spillingContext,
} from "./spill/spill.fixture.ts";
import { type Run, run } from "./spill/spilling-run.fixture.ts";
import type { Value } from "./vector.fixture.ts";
import { spillingWindow } from "./window/spilling-window.ts";

type Row = readonly Value[];

const FAULTY = { batchRows: 64, threads: 2, shared: true, threshold: 5_000 };

/** Each batch size, and each size from which state goes to disk: at once, soon, late. */
const RUNS: readonly Run[] = [
  { batchRows: 64, threads: 1, shared: false, threshold: 1_000 },
  { batchRows: 8192, threads: 2, shared: true, threshold: 3_000 },
  { batchRows: 1, threads: 2, shared: true, threshold: 60_000 },
  { batchRows: 63, threads: 2, shared: true, threshold: 20_000 },
  { batchRows: 65, threads: 1, shared: true, threshold: 40_000 },
  { batchRows: 64, threads: 2, shared: true, threshold: 80_000 },
];

const fieldsOf = (types: readonly LogicalType[]) => types.map((type) => ({ name: "", type, nullable: true }));
const inputOf =
  (types: readonly LogicalType[]) =>
  (index: number): PhysicalExpr => ({ kind: "input", index, type: types[index] as LogicalType });
const textOf = (row: Row): string => row.map(String).join("|");
const sortedTexts = (rows: readonly Row[]): string[] => rows.map(textOf).toSorted();

const types: readonly LogicalType[] = [INT4, TEXT, INT8, FLOAT8, TEXT];
const input = inputOf(types);
const draw = random(11);
const below = (limit: number): number => Math.floor(draw() * limit);
const table = Array.from(
  { length: 250 },
  (_, row): Row => [
    row % 7 === 0 ? 1 : below(60),
    draw() < 0.1 ? null : `text ${below(9)}`,
    draw() < 0.1 ? null : BigInt(below(1000)) * 2n ** 33n,
    below(400) / 4,
    draw() < 0.2 ? null : `${"long ".repeat(below(30))}${below(40)}`,
  ],
);

const grouped: HashAggregateSpec = {
  kind: "hash-aggregate",
  inputFields: fieldsOf(types),
  keys: [input(0), input(1)],
  accumulators: [
    { operator: "count-rows", type: INT8, distinct: false },
    { operator: "count", input: input(2), type: INT8, distinct: false },
    { operator: "max", input: input(4), type: TEXT, distinct: false },
    { operator: "min", input: input(3), type: FLOAT8, distinct: false },
  ],
  phase: "single",
  fields: [],
};
const withDistinct: HashAggregateSpec = {
  ...grouped,
  accumulators: [
    { operator: "count", input: input(4), type: INT8, distinct: true },
    { operator: "count-rows", type: INT8, distinct: false },
    { operator: "count", input: input(3), type: INT8, distinct: true },
  ],
};

const present = <Item>(values: readonly (Item | null)[]): Item[] => values.filter((value) => value !== null);
const greatest = (values: readonly string[]): Value => values.toSorted().at(-1) ?? null;

/** What an accumulator of the specs above gives for the rows of a group. */
function accumulated(spec: HashAggregateSpec, rows: readonly Row[]): Value[] {
  return spec.accumulators.map(({ operator, input: of, distinct }): Value => {
    if (operator === "count-rows") return BigInt(rows.length);
    const values = present(rows.map((row) => row[(of as { readonly index: number }).index] as Value));
    if (operator === "count") return BigInt(distinct ? new Set(values).size : values.length);
    if (operator === "max") return greatest(values as string[]);
    return values.length === 0 ? null : Math.min(...(values as number[]));
  });
}

function groupedRows(
  spec: HashAggregateSpec,
  keys: readonly number[],
  width: number,
  from: readonly Row[] = table,
): Row[] {
  const groups = Map.groupBy(from, (row) => JSON.stringify(keys.map((key) => row[key])));
  return [...groups].map(([, rows]) => [
    ...Array.from({ length: width }, (_, key) => (keys.includes(key) ? (rows[0]?.[key] ?? null) : null)),
    ...accumulated(spec, rows),
  ]);
}

for (const [name, spec] of Object.entries({ "an aggregate": grouped, "distinct values": withDistinct })) {
  test(`${name} on disk`, () => {
    const expected = sortedTexts(groupedRows(spec, [0, 1], 2));
    for (const one of RUNS) {
      assert.deepEqual(sortedTexts(run(spillingAggregate, spec, types, table, one)), expected, JSON.stringify(one));
    }
  });

  test(`${name} of grouping sets on disk`, () => {
    const sets = [[0, 1], [1], [0], []];
    const expected = sets.flatMap((keys, at) => groupedRows(spec, keys, 2).map((row) => [...row, BigInt(at)]));
    for (const one of RUNS) {
      const rows = run(spillingAggregate, { ...spec, groupingSets: sets }, types, table, one);
      assert.deepEqual(sortedTexts(rows), sortedTexts(expected), JSON.stringify(one));
    }
  });
}

test("distinct values of no group on disk", () => {
  const spec = { ...withDistinct, keys: [] };
  for (const one of RUNS) {
    assert.deepEqual(run(spillingAggregate, spec, types, table, one), [accumulated(spec, table)], JSON.stringify(one));
  }
});

test("every group on disk by itself", () => {
  const few = table.slice(0, 40);
  const one = { batchRows: 8, threads: 2, shared: true, threshold: 1 };
  for (const spec of [grouped, withDistinct]) {
    const expected = sortedTexts(groupedRows(spec, [0, 1], 2, few));
    assert.deepEqual(sortedTexts(run(spillingAggregate, spec, types, few, one)), expected);
  }
});

test("no rows at all", () => {
  const one = { batchRows: 64, threads: 2, shared: true, threshold: 1 };
  assert.deepEqual(run(spillingAggregate, grouped, types, [], one), []);
  assert.deepEqual(run(spillingAggregate, { ...withDistinct, keys: [] }, types, [], one), [[0n, 0n, 0n]]);
  assert.deepEqual(run(spillingSort, ordered, types, [], one), []);
  assert.deepEqual(run(spillingWindow, windowed, types, [], one), []);
});

const ordered: SortSpec = {
  kind: "sort",
  fields: fieldsOf(types),
  keys: [
    { expr: input(4), descending: true, nullsFirst: false },
    { expr: input(0), descending: false, nullsFirst: false },
    { expr: input(2), descending: false, nullsFirst: true },
  ],
};

/** NULL after all others (1), or before (-1). */
function compareValues(left: Value | undefined, right: Value | undefined, nulls: 1 | -1, sign: 1 | -1): number {
  if (left === right) return 0;
  if (left === null) return nulls;
  if (right === null) return -nulls;
  return sign * ((left as string) < (right as string) ? -1 : 1);
}

const compareRows = (left: Row, right: Row): number =>
  compareValues(left[4], right[4], 1, -1) ||
  compareValues(left[0], right[0], 1, 1) ||
  compareValues(left[2], right[2], -1, 1);

test("a sort on disk", () => {
  const keysOf = (row: Row): string => textOf([row[4] as Value, row[0] as Value, row[2] as Value]);
  const expected = table.toSorted(compareRows).map(keysOf);
  for (const limit of [undefined, 200]) {
    for (const one of RUNS) {
      const spec = limit === undefined ? ordered : { ...ordered, limit };
      const rows = run(spillingSort, spec, types, table, one);
      assert.deepEqual(rows.map(keysOf), expected.slice(0, limit), JSON.stringify(one));
      if (limit === undefined) assert.deepEqual(sortedTexts(rows), sortedTexts(table), JSON.stringify(one));
    }
  }
});

test("a sort of many runs, and of keys that are put into another form", () => {
  const forms: readonly LogicalType[] = [BPCHAR, INTERVAL, INT4];
  const rows = Array.from(
    { length: 400 },
    (_, row): Row => [`${String.fromCharCode(97 + below(20))}${" ".repeat(row % 5)}`, BigInt(below(50)) << 64n, row],
  );
  const key = (index: number) => ({ expr: inputOf(forms)(index), descending: false, nullsFirst: false });
  const spec: SortSpec = { kind: "sort", fields: fieldsOf(forms), keys: [0, 1, 2].map(key) };
  const expected = rows.toSorted(
    (left, right) =>
      compareValues(String(left[0]).trimEnd(), String(right[0]).trimEnd(), 1, 1) ||
      compareValues(left[1], right[1], 1, 1) ||
      compareValues(left[2], right[2], 1, 1),
  );
  const one = { batchRows: 8, threads: 2, shared: true, threshold: 1 };
  const disk = memoryDisk();
  assert.deepEqual(run(spillingSort, spec, forms, rows, one, disk).map(textOf), expected.map(textOf));
  assert.ok(disk.files.size <= 16, "the files of runs that were merged are gone");
});

const windowed: WindowSpec = {
  kind: "window",
  inputFields: fieldsOf(types),
  partitionBy: [input(0), input(1)],
  orderBy: [{ expr: input(3), descending: false, nullsFirst: false }],
  steps: [{ kind: "rank", type: INT8 }],
};

test("a window on disk", () => {
  const partitions = Map.groupBy(table, (row) => textOf(row.slice(0, 2)));
  const expected = table.map((row) => {
    const others = partitions.get(textOf(row.slice(0, 2))) as Row[];
    return [...row, BigInt(1 + others.filter((other) => (other[3] as number) < (row[3] as number)).length)];
  });
  for (const one of RUNS) {
    const rows = run(spillingWindow, windowed, types, table, one);
    assert.deepEqual(sortedTexts(rows), sortedTexts(expected), JSON.stringify(one));
  }
});

for (const [name, work] of Object.entries({
  "an aggregate": (disk: MemoryDisk) => run(spillingAggregate, grouped, types, table, FAULTY, disk),
  "distinct values": (disk: MemoryDisk) => run(spillingAggregate, withDistinct, types, table, FAULTY, disk),
  "a sort": (disk: MemoryDisk) => run(spillingSort, ordered, types, table, FAULTY, disk),
  "a window": (disk: MemoryDisk) => run(spillingWindow, windowed, types, table, FAULTY, disk),
})) {
  test(`${name} on a disk that fails: at each call, in each way`, () =>
    eachFault(work, (fault) => {
      const disk = faultyDisk(fault);
      const at = JSON.stringify(fault);
      assert.throws(
        () => work(disk),
        (thrown) => thrown instanceof FfqError && thrown.code === "IO" && thrown.sqlstate === faultState(fault),
        at,
      );
      assert.ok(disk.happened(), at);
      assert.deepEqual([...disk.open], [], at);
    }));
}

test("a disk that becomes full is an error, and nothing is left in memory", () => {
  const one = { batchRows: 64, threads: 2, shared: true, threshold: 5_000 };
  for (const part of [0, 0.3, 0.6, 0.95]) {
    for (const spilling of [
      (disk: MemoryDisk) => run(spillingAggregate, grouped, types, table, one, disk),
      (disk: MemoryDisk) => run(spillingAggregate, withDistinct, types, table, one, disk),
      (disk: MemoryDisk) => run(spillingSort, ordered, types, table, one, disk),
      (disk: MemoryDisk) => run(spillingWindow, windowed, types, table, one, disk),
    ]) {
      const whole = memoryDisk();
      spilling(whole);
      const written = [...whole.files.values()].reduce((sum, { length }) => sum + length, 0);
      const disk = memoryDisk(Math.floor(part * written));
      assert.throws(
        () => spilling(disk),
        (thrown) => thrown instanceof FfqError && thrown.sqlstate === "53100",
        `${part}`,
      );
      assert.deepEqual([...disk.open], [], `${part}`);
    }
  }
});

test("a sort that is stopped while it writes closes its file", () => {
  let isStopped = true;
  for (let call = 0; isStopped; call += 3) {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    const inputs = Region.create(arena, Budget.create(arena));
    const disk = memoryDisk();
    let calls = 0;
    const stopping = {
      ...contextOf(arena, region, 64),
      checkCancelled(): void {
        if (calls++ === call) throw new FfqError("CANCELLED", "canceling statement due to user request");
      },
    };
    const { context } = spillingContext(stopping, disk, 100_000);
    const sink = spillingSort.sink(ordered, context);
    try {
      for (const batch of layBatches(inputs, types, [...table, ...table, ...table], 64)) sink.consume(batch);
      sink.finish();
      isStopped = false;
    } catch (thrown) {
      assert.ok(thrown instanceof FfqError && thrown.code === "CANCELLED", String(thrown));
      sink.abort();
    }
    assert.deepEqual([...disk.open], [], `call ${call}`);
    assert.ok(isStopped || calls > 3, "it asks while it writes");
    region.release();
  }
});
