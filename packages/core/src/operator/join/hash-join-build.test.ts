// What a hash join's build side leaves beside the rows: memory that nobody needs is gone, key ranges are known,
// keys that cannot be records are refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { Field } from "../../column/vector.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import { FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT, VARCHAR } from "../../type/logical-type.ts";
import { contextOf } from "../context.fixture.ts";
import type { HashJoinSpec } from "../spec.ts";
import { layVector, type Value } from "../vector.fixture.ts";
import { combineHashJoin, type HashJoinState, hashJoinSink, releaseHashJoin } from "./hash-join.ts";
import { drain } from "./join.fixture.ts";

const TYPES: readonly LogicalType[] = [INT4, INT8, TEXT, FLOAT8];
const FIELDS: readonly Field[] = TYPES.map((type, at) => ({ name: `c${at}`, type, nullable: true }));

function specOf(join: PhysicalJoinKind, keys: readonly number[]): HashJoinSpec {
  const input = (index: number) => ({ kind: "input", index, type: TYPES[index] as LogicalType }) as const;
  return {
    kind: "hash-join",
    join,
    probeFields: FIELDS,
    buildFields: FIELDS,
    keys: keys.map((key) => ({ probe: input(key), build: input(key), nullsEqual: false })),
    fields: [],
  };
}

function withState(
  spec: HashJoinSpec,
  rows: readonly (readonly Value[])[],
  look: (state: HashJoinState) => void,
): void {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const budget = Budget.create(arena);
  const region = Region.create(arena, budget);
  const data = Region.create(arena, budget);
  const context = contextOf(arena, region, 64);
  const sink = hashJoinSink(spec, context);
  const columns = TYPES.map((type, at) =>
    layVector(
      data,
      type,
      rows.map((row) => row[at] as Value),
      "flat",
    ),
  );
  if (rows.length > 0) sink.consume({ rows: rows.length, columns });
  const state = drain(combineHashJoin(spec, context, [sink.finish()]));
  look(state);
  releaseHashJoin(region, state);
  assert.equal(region.usedBytes, 0);
}

const ROWS: readonly (readonly Value[])[] = [
  [5, -7n, "a", 1],
  [null, 2n ** 40n, null, 2],
  [-3, null, "c", null],
];

test("the ranges of integer keys are known", () => {
  withState(specOf("inner", [0, 1, 2, 3]), ROWS, ({ ranges }) => {
    assert.deepEqual(ranges, [{ least: -3n, greatest: 5n }, { least: -7n, greatest: 2n ** 40n }, undefined, undefined]);
  });
});

test("a key that is always NULL has an empty range", () => {
  withState(specOf("inner", [0]), [[null, 1n, "a", 1]], ({ ranges }) => {
    const [range] = ranges;
    assert.ok(range !== undefined && range.least > range.greatest);
  });
});

test("integer keys that are few in their range have filters, where probe rows without match are dropped", () => {
  const rows = (count: number, stride: number): Value[][] =>
    Array.from({ length: count }, (_, row) => [row * stride, BigInt(row), `t${row}`, row]);
  const filtersOf = (join: PhysicalJoinKind, keys: readonly number[], table: readonly Value[][]) => {
    let known: HashJoinState["filters"] = [];
    withState(specOf(join, keys), table, ({ filters }) => {
      known = filters;
    });
    return known;
  };
  const filtered = (...given: Parameters<typeof filtersOf>): readonly number[] =>
    filtersOf(...given).map(({ column }) => column);
  // An array is as quick.
  assert.deepEqual(filtered("inner", [0], rows(60, 20)), []);
  assert.deepEqual(filtered("inner", [0], rows(60, 200)), [0]);
  // Too far apart for a bit each: bits are folded.
  const [folded] = filtersOf("inner", [0], rows(60, 100_000));
  assert.deepEqual([folded?.column, folded?.range, folded?.fold], [0, 2 ** 16, 2 ** 16 - 1]);
  // The second key has every number of its range; a text has none.
  assert.deepEqual(filtered("inner", [0, 1], rows(60, 20)), [0]);
  assert.deepEqual(filtered("inner", [2], rows(60, 200)), []);
  const kinds: readonly PhysicalJoinKind[] = ["inner", "right", "semi", "right-semi", "right-anti"];
  for (const join of kinds) assert.deepEqual(filtered(join, [0], rows(60, 200)), [0], join);
  const others: readonly PhysicalJoinKind[] = ["left", "full", "single", "anti", "mark"];
  for (const join of others) assert.deepEqual(filtered(join, [0], rows(60, 200)), [], join);
});

test("joins that show no build columns keep none", () => {
  for (const join of ["semi", "anti", "mark"] as const) {
    withState(specOf(join, [2]), ROWS, ({ side }) => {
      assert.deepEqual(side.columns, [undefined, undefined, undefined, undefined]);
      assert.deepEqual(side.heaps, []);
      assert.equal(side.rows, 3);
    });
  }
});

test("an empty build side has a table too", () => {
  withState(specOf("full", [0]), [], ({ side }) => assert.equal(side.rows, 0));
});

const pairs: readonly { name: string; probe: LogicalType; build: LogicalType; fits: boolean }[] = [
  { name: "varchar with text", probe: { ...VARCHAR, length: 10 } as LogicalType, build: TEXT, fits: true },
  { name: "int4 with int8", probe: INT4, build: INT8, fits: false },
  { name: "numerics of different scales", probe: fixedNumeric(10, 2), build: fixedNumeric(10, 3), fits: false },
  { name: "numerics of different widths", probe: fixedNumeric(10, 2), build: fixedNumeric(30, 2), fits: false },
  { name: "numerics of different precisions", probe: fixedNumeric(10, 2), build: fixedNumeric(12, 2), fits: true },
];

for (const { name, probe, build, fits } of pairs) {
  test(`${name}: ${fits ? "fits" : "is refused"}`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    const field = (type: LogicalType): Field => ({ name: "key", type, nullable: true });
    const spec: HashJoinSpec = {
      kind: "hash-join",
      join: "inner",
      probeFields: [field(probe)],
      buildFields: [field(build)],
      keys: [
        {
          probe: { kind: "input", index: 0, type: probe },
          build: { kind: "input", index: 0, type: build },
          nullsEqual: false,
        },
      ],
      fields: [],
    };
    const run = (): HashJoinState => drain(combineHashJoin(spec, contextOf(arena, region, 64), []));
    if (fits) releaseHashJoin(region, run());
    else assert.throws(run, { code: "INTERNAL", message: "the two sides of a join key have different types" });
    assert.equal(region.usedBytes, 0);
  });
}

test("columns of a build side last, by ids of their own; few texts are a dictionary", () => {
  withState(specOf("left", [0]), ROWS, ({ side }) => {
    const ids = side.columns.map((column) => column?.dictionary ?? 0);
    assert.deepEqual(ids.map(Math.sign), [-1, -1, 1, -1]);
    assert.equal(new Set(ids.map(Math.abs)).size, ids.length);
  });
});
