// Aggregates whose threads have so many groups that they are brought together as they are read, against plain
// JavaScript: keys of every kind of record, NULLs that only one thread has seen, groups that one thread has alone, and
// threads that have few or none; each share can be read again, and all memory comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { FfqError } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { random } from "../../kernel/hash.fixture.ts";
import { BPCHAR, FLOAT8, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import type { TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { readSource, type Value } from "../vector.fixture.ts";
import { type SpillingAggregateState, spillingAggregate } from "./spilling-aggregate.ts";

type Row = readonly Value[];

const TYPES: readonly LogicalType[] = [INT8, TEXT, INT4, FLOAT8, BPCHAR, INT4, INT8, INT8, TEXT, TEXT];
const ROWS = 48_000;
const draw = random(5);
const below = (limit: number): number => Math.floor(draw() * limit);

/** The last third is another thread's: only there are NULLs, and integers that take all of a word. */
const rows = Array.from({ length: ROWS }, (_, row): Row => {
  const group = below(60_000);
  const isLast = row > (2 * ROWS) / 3;
  return [
    isLast && group % 50 === 0 ? BigInt(group) * 2n ** 40n : BigInt(group),
    isLast && group % 100 === 0 ? null : `key number ${group}`,
    isLast && group % 3000 === 0 ? null : group % 7,
    below(400) / 4,
    `${group}${" ".repeat(below(3))}`,
    // Each thread has keys of its own at either end.
    group - 30_000 + (isLast ? 20_000 : 0),
    row < ROWS / 3 && group % 100 === 0 ? BigInt(group) * 2n ** 30n : BigInt(group),
    // In the order of the rows: a thread has but one key that another one has as well.
    BigInt(row - Math.floor(row / (ROWS / 3))),
    // Short, and NULL.
    group % 100 === 0 ? null : `text ${group}`,
    // Short but for one thread's, and there at last.
    row > ROWS - 100 ? `a longer text ${group}` : `text ${group}`,
  ];
});

const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: TYPES[index] as LogicalType });

function specOf(keys: readonly number[], groupingSets?: readonly (readonly number[])[]): HashAggregateSpec {
  return {
    kind: "hash-aggregate",
    inputFields: TYPES.map((type) => ({ name: "", type, nullable: true })),
    keys: keys.map(input),
    accumulators: [
      { operator: "count-rows", type: INT8, distinct: false },
      { operator: "count", input: input(2), type: INT8, distinct: false },
      { operator: "max", input: input(1), type: TEXT, distinct: false },
      { operator: "min", input: input(3), type: FLOAT8, distinct: false },
    ],
    phase: "single",
    fields: [],
    ...(groupingSets === undefined ? {} : { groupingSets }),
  };
}

/** A character(n) is the same with other blanks behind it. */
const shown = (value: Value): string => String(value).trimEnd();
const textsOf = (all: readonly Row[]): string[] => all.map((row) => row.map(shown).join("|")).toSorted();

interface Sums {
  readonly keys: readonly Value[];
  rows: number;
  count: number;
  max: string | null;
  min: number;
}

/** Of the first rows; `keys` of the set, among `all` keys of the spec. */
function expected(count: number, keys: readonly number[], all: readonly number[] = keys): Row[] {
  const groups = new Map<string, Sums>();
  for (const row of rows.slice(0, count)) {
    const id = keys.map((key) => shown(row[key] as Value)).join("|");
    let sums = groups.get(id);
    if (sums === undefined) {
      const own = all.map((key) => (keys.includes(key) ? (row[key] as Value) : null));
      sums = { keys: own, rows: 0, count: 0, max: null, min: Number.POSITIVE_INFINITY };
      groups.set(id, sums);
    }
    sums.rows++;
    if (row[2] !== null) sums.count++;
    const text = row[1] as string | null;
    if (text !== null && (sums.max === null || text > sums.max)) sums.max = text;
    sums.min = Math.min(sums.min, row[3] as number);
  }
  return [...groups.values()].map((sums) => [...sums.keys, BigInt(sums.rows), BigInt(sums.count), sums.max, sums.min]);
}

/** What threads that take these shares of the rows leave, combined and read; `kind`: how it was combined. */
function run(spec: HashAggregateSpec, shares: readonly number[], batchRows: number) {
  const arena = Arena.create({ initialBytes: 1 << 20, shared: true });
  const budget = Budget.create(arena);
  const region = Region.create(arena, budget);
  const context: TaskContext = { ...contextOf(arena, region, batchRows), threads: shares.length };
  const before = usedBytes(arena);
  let from = 0;
  const parts = shares.map((share) => {
    const own = { ...context, region: region.createChild() };
    const sink = spillingAggregate.sink(spec, own);
    const inputs = Region.create(arena, budget);
    for (const batch of layBatches(inputs, TYPES, rows.slice(from, from + share), batchRows)) {
      sink.consume(batch);
      inputs.freeAll();
    }
    inputs.release();
    from += share;
    const part = sink.finish();
    own.region.dissolve();
    return part;
  });
  const steps = spillingAggregate.combine(spec, context, structuredClone(parts));
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const state = structuredClone(step.value);
  const read = (): Row[] => {
    const morsels = spillingAggregate.morsels(spec, state);
    return morsels.flatMap((morsel) => {
      const source = spillingAggregate.source(spec, context, state, morsel);
      const own = readSource(region, source, batchRows);
      source.close();
      return own;
    });
  };
  const [first, again] = [read(), read()];
  assert.deepEqual(textsOf(again), textsOf(first));
  spillingAggregate.release(spec, context, state);
  assert.equal(usedBytes(arena), before);
  return { kind: state.kind, rows: first };
}

const THIRDS = [ROWS / 3, ROWS / 3, ROWS / 3];

interface Case {
  readonly name: string;
  readonly keys: readonly number[];
  readonly shares?: readonly number[];
  readonly batchRows?: number;
  readonly kind?: SpillingAggregateState["kind"];
}

const CASES: readonly Case[] = [
  { name: "integers", keys: [0] },
  { name: "integers in small batches", keys: [0], batchRows: 63 },
  { name: "integers that lie close together", keys: [5] },
  { name: "integers that lie close together, in small batches", keys: [5], batchRows: 65 },
  { name: "integers of which one thread's lie far apart", keys: [6] },
  { name: "integers in the order of the rows", keys: [7] },
  { name: "integers in the order of the rows, in small batches", keys: [7], batchRows: 64 },
  { name: "texts", keys: [1] },
  { name: "texts of fixed length", keys: [4] },
  { name: "short texts", keys: [8] },
  { name: "texts that are short but for some of a thread's", keys: [9] },
  { name: "short and long texts", keys: [8, 9, 1] },
  { name: "several keys", keys: [2, 1, 0] },
  { name: "a thread with few groups and one without any", keys: [1], shares: [ROWS - 500, 500, 0] },
  { name: "threads that have too few together", keys: [0, 1], shares: [12_000, 12_000], kind: "memory" },
  { name: "a thread that has all", keys: [0], shares: [ROWS, 0], kind: "memory" },
  { name: "one thread", keys: [0], shares: [ROWS], kind: "memory" },
  { name: "few groups", keys: [2], kind: "memory" },
];

for (const { name, keys, shares = THIRDS, batchRows = 8192, kind = "parted" } of CASES) {
  test(`groups of ${name}`, () => {
    const result = run(specOf(keys), shares, batchRows);
    const total = shares.reduce((sum, share) => sum + share, 0);
    assert.equal(result.kind, kind);
    assert.deepEqual(textsOf(result.rows), textsOf(expected(total, keys)));
  });
}

test("grouping sets: large ones, a small one, and all rows", () => {
  const sets = [[0, 1], [1], [2], [3], []];
  const keys = [0, 1, 2, 5];
  const columnsOf = (set: readonly number[]): number[] => set.map((key) => keys[key] as number);
  const result = run(specOf(keys, sets), THIRDS, 8192);
  assert.equal(result.kind, "parted");
  const wanted = sets.flatMap((set, at) => expected(ROWS, columnsOf(set), keys).map((row) => [...row, BigInt(at)]));
  assert.deepEqual(textsOf(result.rows), textsOf(wanted));
});

test("memory that ends while groups are put into partitions", () => {
  const arena = Arena.create({ initialBytes: 1 << 20, shared: true });
  const budget = Budget.create(arena, 9 << 20);
  const region = Region.create(arena, budget);
  const inputs = Region.create(arena, Budget.create(arena));
  const before = usedBytes(arena);
  const own = { ...contextOf(arena, region.createChild(), 8192), threads: 2 };
  const sink = spillingAggregate.sink(specOf([1]), own);
  for (const batch of layBatches(inputs, TYPES, rows.slice(0, 40_000), 8192)) {
    sink.consume(batch);
    inputs.freeAll();
  }
  const rest = budget.limitBytes - budget.usedBytes;
  region.allocate(rest - 200_000);
  assert.throws(
    () => sink.finish(),
    (error) => error instanceof FfqError && error.code === "MEMORY_LIMIT",
  );
  sink.abort();
  own.region.release();
  region.freeAll();
  inputs.freeAll();
  assert.equal(usedBytes(arena), before);
});
