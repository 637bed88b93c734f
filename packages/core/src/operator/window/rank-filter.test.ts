// Windows of which only the first ranks are wanted, against the definition of ranks in JavaScript: the rows within the
// limit and their ranks are as without it, for keys of every form of word, and far fewer rows are kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import type { InputRef } from "../../expr/expr.ts";
import { random } from "../../kernel/hash.fixture.ts";
import type { PhysicalWindowStep, RankLimit } from "../../physical/plan.ts";
import { BOOL, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import type { WindowSpec } from "../spec.ts";
import { readSource, type Value } from "../vector.fixture.ts";
import { partitionsOf, type Row, stepValue } from "./oracle.fixture.ts";
import { window } from "./window.ts";
import { createWindowSink } from "./window-sink.ts";

/** Two partition keys, then order keys: words that say all, narrow and wide numerics, prefixes. */
const types: readonly LogicalType[] = [INT4, TEXT, INT4, INT8, FLOAT8, TEXT, BOOL, fixedNumeric(30, 0)];
const FIRST_ORDER = 2;
const ref = (index: number): InputRef => ({ kind: "input", index, type: types[index] as LogicalType });

const steps: readonly PhysicalWindowStep[] = [
  { kind: "row-number", type: INT8 },
  { kind: "rank", type: INT8 },
  { kind: "dense-rank", type: INT8 },
];

function tableOf(rows: number, seed: number): Row[] {
  const draw = random(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  const orNull = <Item extends Value>(value: Item): Item | null => (draw() < 0.1 ? null : value);
  return Array.from({ length: rows }, (): Row => {
    const key = below(5);
    return [
      orNull(key),
      orNull(`partition ${key}`),
      orNull(below(40) - 20),
      orNull(BigInt(below(30) - 15) * 2n ** 58n),
      orNull([Number.POSITIVE_INFINITY, -0.5, 0, below(100) / 8][below(4)] as number),
      orNull(`the same ${below(30)}`),
      orNull(draw() < 0.5),
      orNull(BigInt(below(60) - 30) * 2n ** (draw() < 0.2 ? 80n : 3n)),
    ];
  });
}

function specOf(partition: number, order: number, isDescending: boolean, nullsFirst: boolean): WindowSpec {
  return {
    kind: "window",
    inputFields: types.map((type) => ({ name: "", type, nullable: true })),
    partitionBy: [ref(partition)],
    orderBy: [{ expr: ref(order), descending: isDescending, nullsFirst }],
    steps,
  };
}

function within(rows: readonly (readonly Value[])[], { ranking, most }: RankLimit): Value[][] {
  const at = types.length + steps.findIndex(({ kind }) => kind === ranking);
  return rows.filter((row) => (row[at] as bigint) <= BigInt(most)).map((row) => [...row]);
}

function expectedOf(spec: WindowSpec, table: readonly Row[]): Value[][] {
  return partitionsOf(spec, table).flatMap((partition) =>
    partition.rows.map((row, at) => [...row, ...spec.steps.map((step) => stepValue(step, partition, at, []))]),
  );
}

function run(region: Region, spec: WindowSpec, threads: readonly Iterable<Batch>[], batchRows: number): Value[][] {
  const context = contextOf(region.arena, region, batchRows);
  const parts = threads.map((batches) => {
    const sink = window.sink(spec, context);
    for (const batch of batches) sink.consume(batch);
    return sink.finish();
  });
  const combining = window.combine(spec, context, parts);
  let result = combining.next();
  while (result.done !== true) result = combining.next();
  const state = result.value;
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

const limits: readonly RankLimit[] = (["row-number", "rank", "dense-rank"] as const).flatMap((ranking) =>
  [1, 2, 7].map((most) => ({ ranking, most })),
);

for (const [batchRows, rows] of [
  [1, 40],
  [63, 300],
  [64, 300],
  [65, 300],
  [8192, 1000],
] as const) {
  for (let order = FIRST_ORDER; order < types.length; order++) {
    test(`${rows} rows in batches of ${batchRows}, by ${types[order]?.kind}`, () => {
      const arena = Arena.create({ shared: order % 2 === 0, initialBytes: 1 << 20 });
      const inputs = Region.create(arena, Budget.create(arena));
      const region = Region.create(arena, Budget.create(arena));
      for (const [number, rankLimit] of limits.entries()) {
        const table = tableOf(rows, 10 * number + batchRows);
        const spec = specOf(number % 2, order, number % 4 < 2, number % 3 === 0);
        const expected = within(expectedOf(spec, table), rankLimit);
        for (const threads of [1, 3]) {
          const cut = (part: number): number => Math.floor((part * rows) / threads);
          const parts = Array.from({ length: threads }, (_, part) =>
            layBatches(inputs, types, table.slice(cut(part), cut(part + 1)), batchRows),
          );
          const actual = within(run(region, { ...spec, rankLimit }, parts, batchRows), rankLimit);
          assert.deepEqual(actual, expected, `${rankLimit.ranking} <= ${rankLimit.most}, ${threads} threads`);
          inputs.freeAll();
        }
      }
    });
  }
}

/** Rows that a sink keeps of rows with these keys. */
function keptOf(keys: readonly (readonly [partition: number, order: number])[], rankLimit: RankLimit): number {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const table = keys.map(([partition, order]): Row => [partition, null, order, null, null, null, null, null]);
  const sink = createWindowSink({ ...specOf(0, 2, false, false), rankLimit }, contextOf(arena, region, 8192));
  for (const batch of layBatches(inputs, types, table, 8192)) sink.consume(batch);
  const { stored } = sink.finish();
  return stored.rows;
}

test("of many rows few are kept", () => {
  const keys = Array.from({ length: 20_000 }, (_, row) => [row % 10, (row * 7919) % 20_011] as const);
  assert.equal(keptOf(keys, { ranking: "row-number", most: 3 }), 30);
  const equal = Array.from({ length: 20_000 }, (_, row) => [row % 10, 1] as const);
  assert.equal(keptOf(equal, { ranking: "row-number", most: 3 }), 30);
  assert.equal(keptOf(equal, { ranking: "rank", most: 3 }), 20_000);
});

test("rows whose partitions are all different go through", () => {
  const keys = Array.from({ length: 200_000 }, (_, row) => [row, 1] as const);
  assert.equal(keptOf(keys, { ranking: "row-number", most: 1 }), 200_000);
});
