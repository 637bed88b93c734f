// Sorts whose threads sort by themselves, merged by ranges, against JavaScript's sort: keys of every form, equal rows
// in masses, limits within and at the ends of ranges, threads with few rows or none, rows of one thread on disk; all
// memory comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { FfqError } from "../../common/error.ts";
import { random } from "../../kernel/hash.fixture.ts";
import { FLOAT8, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import type { TaskContext } from "../operator.ts";
import type { SortSpec } from "../spec.ts";
import { memoryDisk, spillingContext } from "../spill/spill.fixture.ts";
import { readSource, type Value } from "../vector.fixture.ts";
import { type SpillingSortState, spillingSort } from "./spilling-sort.ts";

type Row = readonly Value[];

const TYPES: readonly LogicalType[] = [INT8, TEXT, INT4, FLOAT8, INT4];
const ROWS = 80_000;
const draw = random(3);
const below = (limit: number): number => Math.floor(draw() * limit);

/** The last column is the row's number. */
const rows = Array.from(
  { length: ROWS },
  (_, row): Row => [
    draw() < 0.01 ? null : BigInt(below(1e9)) - 500_000_000n,
    draw() < 0.01 ? null : `a text that begins alike ${below(20_000)}`,
    draw() < 0.9 ? 7 : below(3),
    below(5) === 0 ? null : draw(),
    row,
  ],
);

interface Key {
  readonly column: number;
  readonly descending?: boolean;
}

function specOf(keys: readonly Key[], limit?: number): SortSpec {
  return {
    kind: "sort",
    fields: TYPES.map((type, at) => ({ name: `c${at}`, type, nullable: true })),
    // As PostgreSQL has it where nothing is said: NULLs are the greatest.
    keys: keys.map(({ column, descending = false }) => ({
      expr: { kind: "input", index: column, type: TYPES[column] as LogicalType },
      descending,
      nullsFirst: descending,
    })),
    ...(limit === undefined ? {} : { limit }),
  };
}

function compare(keys: readonly Key[], left: Row, right: Row): number {
  for (const { column, descending } of keys) {
    const [a, b] = [left[column] as Value, right[column] as Value];
    if (a === b) continue;
    const isLess = b === null || (a !== null && a < b);
    return isLess === (descending === true) ? 1 : -1;
  }
  return 0;
}

interface Run {
  readonly shares: readonly number[];
  readonly batchRows: number;
  /** Of the first thread: what it has from that many bytes on goes to disk. */
  readonly threshold?: number;
}

function run(spec: SortSpec, { shares, batchRows, threshold = 0 }: Run): { kind: string; rows: Row[] } {
  const arena = Arena.create({ initialBytes: 1 << 20, shared: true });
  const budget = Budget.create(arena);
  const region = Region.create(arena, budget);
  const disk = memoryDisk();
  const plain: TaskContext = { ...contextOf(arena, region, batchRows), threads: shares.length };
  const spilling = spillingContext(plain, disk, threshold, shares.length).context;
  const before = usedBytes(arena);
  let from = 0;
  const parts = shares.map((share, thread) => {
    const own = { ...(thread === 0 && threshold > 0 ? spilling : plain), region: region.createChild() };
    const sink = spillingSort.sink(spec, own);
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
  const context = threshold > 0 ? spilling : plain;
  const steps = spillingSort.combine(spec, context, structuredClone(parts));
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const state: SpillingSortState = structuredClone(step.value);
  const read = spillingSort.morsels(spec, state).flatMap((morsel) => {
    const source = spillingSort.source(spec, context, state, morsel);
    const own = readSource(region, source, batchRows);
    source.close();
    return own;
  });
  spillingSort.release(spec, context, state);
  assert.equal(usedBytes(arena), before);
  assert.deepEqual([...disk.open], []);
  return { kind: state.kind, rows: read };
}

const THIRDS = [30_000, 20_000, 30_000];
const textOf = (row: Row): string => row.map(String).join("|");

interface Case {
  readonly name: string;
  readonly keys: readonly Key[];
  readonly limit?: number;
  readonly run?: Partial<Run>;
  readonly kind?: string;
}

const BY_NUMBER: readonly Key[] = [{ column: 0 }, { column: 4 }];
const CASES: readonly Case[] = [
  { name: "integers", keys: BY_NUMBER },
  {
    name: "integers, the greatest first, in small batches",
    keys: [{ column: 0, descending: true }, { column: 4 }],
    run: { batchRows: 63 },
  },
  { name: "texts, then doubles", keys: [{ column: 1 }, { column: 3, descending: true }, { column: 4 }] },
  { name: "few different values", keys: [{ column: 2 }, { column: 1, descending: true }, { column: 4 }] },
  { name: "a limit within a range", keys: BY_NUMBER, limit: 50_001 },
  { name: "a limit behind the last row", keys: BY_NUMBER, limit: 100_000 },
  { name: "a small limit", keys: BY_NUMBER, limit: 20_000, kind: "memory" },
  { name: "a thread with few rows and one with none", keys: BY_NUMBER, run: { shares: [79_900, 100, 0] } },
  { name: "a thread that has all", keys: BY_NUMBER, run: { shares: [80_000, 0] }, kind: "memory" },
  { name: "one thread", keys: BY_NUMBER, run: { shares: [80_000] }, kind: "memory" },
  { name: "threads with few rows each", keys: BY_NUMBER, run: { shares: [16_000, 16_000, 16_000] }, kind: "memory" },
  { name: "rows of one thread on disk", keys: BY_NUMBER, run: { threshold: 1 << 19 }, kind: "runs" },
];

for (const { name, keys, limit, run: own, kind = "ranges" } of CASES) {
  test(`a sort on several threads: ${name}`, () => {
    const one: Run = { shares: THIRDS, batchRows: 8192, ...own };
    const result = run(specOf(keys, limit), one);
    const total = one.shares.reduce((sum, share) => sum + share, 0);
    const expected = rows
      .slice(0, total)
      .toSorted((left, right) => compare(keys, left, right))
      .slice(0, limit);
    assert.equal(result.kind, kind);
    assert.deepEqual(result.rows.map(textOf), expected.map(textOf));
  });
}

test("equal rows are in one range", () => {
  const result = run(specOf([{ column: 2 }]), { shares: THIRDS, batchRows: 8192 });
  assert.equal(result.kind, "ranges");
  assert.deepEqual(
    result.rows.map((row) => row[2]),
    rows.map((row) => row[2] as number).toSorted((left, right) => left - right),
  );
  assert.equal(new Set(result.rows.map((row) => row[4])).size, ROWS);
});

test("memory that ends while a thread sorts", () => {
  const arena = Arena.create({ initialBytes: 1 << 20, shared: true });
  const budget = Budget.create(arena, 9 << 20);
  const region = Region.create(arena, budget);
  const inputs = Region.create(arena, Budget.create(arena));
  const before = usedBytes(arena);
  const own = { ...contextOf(arena, region.createChild(), 8192), threads: 2 };
  const sink = spillingSort.sink(specOf(BY_NUMBER), own);
  for (const batch of layBatches(inputs, TYPES, rows.slice(0, 40_000), 8192)) {
    sink.consume(batch);
    inputs.freeAll();
  }
  region.allocate(budget.limitBytes - budget.usedBytes - 600_000);
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
