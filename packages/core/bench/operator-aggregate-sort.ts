// Micro-benchmarks of aggregation and sorting as operators, at TPC-H SF 1's sizes, from columns in the arena:
// what is left above the kernels (kernel-hash-sort.ts) is the operators' own cost. Prints the median of five
// runs. A benchmark, never a test: node bench/operator-aggregate-sort.ts
import { Arena, type Pointer } from "../src/arena/arena.ts";
import { Budget, Region } from "../src/arena/region.ts";
import type { Vector } from "../src/column/vector.ts";
import { hashAggregate } from "../src/operator/aggregate/hash-aggregate.ts";
import { contextOf } from "../src/operator/context.fixture.ts";
import type { Breaker } from "../src/operator/operator.ts";
import { scanVectors } from "../src/operator/scan-vectors.ts";
import { sort } from "../src/operator/sort/sort.ts";
import type { HashAggregateSpec, SortSpec } from "../src/operator/spec.ts";
import { fixedNumeric, INT8, type LogicalType, TEXT } from "../src/type/logical-type.ts";
import { storageOf } from "../src/type/storage.ts";

const ROWS = 6_000_000;
const ORDERS = 1_500_000;
const BATCH = 8192;
const RUNS = 5;

const arena = Arena.create({ initialBytes: 64 << 20 });
const region = Region.create(arena, Budget.create(arena));
const work = Region.create(arena, Budget.create(arena));
const context = contextOf(arena, work, BATCH);

/** A permutation of 0..2^n-1, from a multiplication by an odd number. */
const shuffled = (row: number): number => Math.imul(row, 0x9e3779b1) >>> 0;

function flat(type: LogicalType, data: Pointer): Vector {
  return { type, storage: storageOf(type), data, validity: 0, index: 0, slots: ROWS, dictionary: 0 };
}

function wide(type: LogicalType, value: (row: number) => number): Vector {
  const data = region.allocate(8 * ROWS);
  const { u32 } = arena.view();
  for (let row = 0; row < ROWS; row++) {
    const number = value(row);
    u32[(data >>> 2) + 2 * row] = number;
    u32[(data >>> 2) + 2 * row + 1] = number / 2 ** 32;
  }
  return flat(type, data);
}

function dictionary(words: readonly string[], id: number, code: (row: number) => number): Vector {
  const bytes = region.allocate(64);
  const data = region.allocate(8 * words.length);
  const index = region.allocate(4 * ROWS);
  const { u8, u32, u64 } = arena.view();
  words.forEach((word, at) => {
    u8.set(new TextEncoder().encode(word), bytes + 8 * at);
    u64[(data >>> 3) + at] = (BigInt(word.length) << 32n) | BigInt(bytes + 8 * at);
  });
  for (let row = 0; row < ROWS; row++) u32[(index >>> 2) + row] = code(row);
  return { ...flat(TEXT, data), index, slots: words.length, dictionary: id };
}

const decimal = fixedNumeric(15, 2);
const columns = [
  dictionary(["A", "N", "R"], 1, (row) => shuffled(row) % 3),
  dictionary(["F", "O"], 2, (row) => (shuffled(row) >>> 8) % 2),
  wide(INT8, (row) => Math.floor(row / 4) * 4),
  wide(INT8, (row) => shuffled(row) % ORDERS),
  wide(decimal, (row) => (shuffled(row) % 50) * 100),
  wide(decimal, (row) => shuffled(row) % 10_000_000),
];
const input = (index: number) => ({ kind: "input", index, type: (columns[index] as Vector).type }) as const;
const fields = columns.map(({ type }) => ({ name: "", type, nullable: false }));

function measure<Spec, State>(name: string, breaker: Breaker<Spec, State>, spec: Spec): void {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    const sink = breaker.sink(spec, context);
    const source = scanVectors(columns, 0, ROWS, BATCH);
    for (let batch = source.next(); batch !== undefined; batch = source.next()) sink.consume(batch);
    const consumed = performance.now() - start;
    const combining = breaker.combine(spec, context, [sink.finish()]);
    let step = combining.next();
    while (step.done !== true) step = combining.next();
    let rows = 0;
    for (const morsel of breaker.morsels(spec, step.value)) {
      const out = breaker.source(spec, context, step.value, morsel);
      for (let batch = out.next(); batch !== undefined; batch = out.next()) rows += batch.rows;
      out.close();
    }
    times.push(performance.now() - start);
    if (run === RUNS) {
      const median = times.slice(1).toSorted((left, right) => left - right)[RUNS >> 1] as number;
      process.stdout.write(
        `${name.padEnd(44)} ${median.toFixed(1).padStart(8)} ms (consume ${consumed.toFixed(1)}), ${rows} rows, peak ${work.peakBytes >> 20} MB\n`,
      );
    }
    work.freeAll();
  }
}

const sum = fixedNumeric(38, 2);
const aggregate = (keys: readonly number[], accumulators: HashAggregateSpec["accumulators"]): HashAggregateSpec => ({
  kind: "hash-aggregate",
  inputFields: fields,
  keys: keys.map(input),
  accumulators,
  phase: "single",
  fields: [],
});
const sums: HashAggregateSpec["accumulators"] = [
  { operator: "sum", input: input(4), type: sum, distinct: false },
  { operator: "sum", input: input(5), type: sum, distinct: false },
  { operator: "count-rows", type: INT8, distinct: false },
];
measure("two dictionary keys, 6 groups, 2 sums, count", hashAggregate, aggregate([0, 1], sums));
measure("no keys, 2 sums, count", hashAggregate, aggregate([], sums));
measure("1.5M clustered keys, sum", hashAggregate, aggregate([2], sums.slice(0, 1)));
measure("1.5M random keys, sum", hashAggregate, aggregate([3], sums.slice(0, 1)));
measure("1.5M random keys and a dictionary, sum", hashAggregate, aggregate([3, 0], sums.slice(0, 1)));
measure(
  "count(distinct) of 1.5M by 6 groups",
  hashAggregate,
  aggregate([0, 1], [{ operator: "count", input: input(3), type: INT8, distinct: true }]),
);

const order = (keys: readonly number[], limit?: number): SortSpec => ({
  kind: "sort",
  fields,
  keys: keys.map((key) => ({ expr: input(key), descending: false, nullsFirst: false })),
  ...(limit === undefined ? {} : { limit }),
});
measure("sort 6M by a random key", sort, order([3]));
measure("sort 6M by a dictionary text and a key", sort, order([0, 3]));
measure("top 10 of 6M by a random key", sort, order([3], 10));
measure("top 10 of 6M by a falling key", sort, {
  ...order([2], 10),
  keys: [{ expr: input(2), descending: true, nullsFirst: false }],
});
