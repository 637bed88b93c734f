// Micro-benchmarks of the hash and sort kernels through their doors, at the sizes of architecture's table:
// 6 million rows (TPC-H lineitem at SF 1) in batches of 8192, keys of 1.5 million orders. Prints the median of
// five runs. A benchmark, never a test: node bench/kernel-hash-sort.ts
import { Arena, type Pointer } from "../src/arena/arena.ts";
import { Budget, Region } from "../src/arena/region.ts";
import { AggregateState } from "../src/kernel/hash-aggregate.ts";
import { GroupTable } from "../src/kernel/hash-group.ts";
import { JoinTable } from "../src/kernel/hash-join.ts";
import { SymbolTable } from "../src/kernel/hash-symbol.ts";
import { allocateSortKeys, encodeSortKeys, sortLayout } from "../src/kernel/sort-key.ts";
import { RowSort } from "../src/kernel/sort-rows.ts";

const ROWS = 6_000_000;
const ORDERS = 1_500_000;
const BATCH = 8192;
const RUNS = 5;

const arena = Arena.create({ initialBytes: 64 << 20 });
const region = Region.create(arena, Budget.create(arena));

function measure(name: string, rows: number, body: () => () => void): void {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    const release = body();
    times.push(performance.now() - start);
    release();
  }
  const median = times.slice(1).toSorted((left, right) => left - right)[RUNS >> 1] as number;
  process.stdout.write(
    `${name.padEnd(44)} ${median.toFixed(1).padStart(8)} ms ${(rows / median / 1000).toFixed(0).padStart(6)} M rows/s\n`,
  );
}

function inBatches(rows: number, body: (from: number, count: number) => void): void {
  for (let from = 0; from < rows; from += BATCH) body(from, Math.min(BATCH, rows - from));
}

/** A u64 per row, written once. */
function column(rows: number, value: (row: number) => number): Pointer {
  const at = region.allocate(8 * rows);
  const { u32 } = arena.view();
  for (let row = 0; row < rows; row++) {
    const number = value(row);
    u32[(at >>> 2) + 2 * row] = number;
    u32[(at >>> 2) + 2 * row + 1] = number / 2 ** 32;
  }
  return at;
}

/** A permutation of 0..2^n-1, from a multiplication by an odd number. */
const shuffled = (row: number): number => Math.imul(row, 0x9e3779b1) >>> 0;

const out = region.allocate(4 * ROWS);
const few = column(ROWS, (row) => shuffled(row) % 4);
const clustered = column(ROWS, (row) => Math.floor(row / 4) * 8);
const random = column(ROWS, (row) => (shuffled(row) % ORDERS) * 2 ** 33);
const dense = column(ROWS, (row) => shuffled(row) % ORDERS);

for (const [name, keys] of [
  ["4 groups", few],
  ["1.5M groups, clustered", clustered],
  ["1.5M groups, random", random],
] as const) {
  measure(`group ${name}`, ROWS, () => {
    const table = GroupTable.create(region, { words: 1 });
    inBatches(ROWS, (from, count) => table.findOrAdd(keys + 8 * from, count, out + 4 * from));
    return () => table.release();
  });
}
measure("group 1.5M groups, dense array", ROWS, () => {
  const table = GroupTable.create(region, { words: 1, expected: { least: 0n, greatest: BigInt(ORDERS) } });
  inBatches(ROWS, (from, count) => table.findOrAdd(dense + 8 * from, count, out + 4 * from));
  return () => table.release();
});

const groups = region.allocate(4 * ROWS);
const fewGroups = GroupTable.create(region, { words: 1 });
fewGroups.findOrAdd(few, ROWS, groups);
for (const kind of ["sumI64", "sumI64Wide", "sumF64"] as const) {
  for (const target of [0, groups]) {
    measure(`${kind}, ${target === 0 ? "one group" : "4 groups"}`, ROWS, () => {
      const state = AggregateState.create(region, { kind });
      state.reserve(4);
      inBatches(ROWS, (from, rows) => {
        state.update(
          { data: few + 8 * from, index: 0, validity: 0 },
          { rows, list: 0, groups: target === 0 ? 0 : target + 4 * from },
        );
      });
      return () => state.release();
    });
  }
}
measure("max i64, 4 groups", ROWS, () => {
  const state = AggregateState.create(region, { kind: "max", storage: "i64" });
  state.reserve(4);
  inBatches(ROWS, (from, rows) => {
    state.update({ data: random + 8 * from, index: 0, validity: 0 }, { rows, list: 0, groups: groups + 4 * from });
  });
  return () => state.release();
});

const buildHashed = column(ORDERS, (row) => row * 2 ** 33);
const buildClustered = column(ORDERS, (row) => row * 8);
const buildDense = column(ORDERS, (row) => row);
const pairs = { probe: region.allocate(4 * BATCH), build: region.allocate(4 * BATCH), capacity: BATCH };
const cursor = region.allocate(8);
for (const [name, build, probe] of [
  ["hashed, shuffled", buildHashed, random],
  ["clustered (dense)", buildClustered, clustered],
  ["dense, shuffled", buildDense, dense],
] as const) {
  measure(`join 6M x 1.5M ${name}`, ROWS, () => {
    const table = JoinTable.build(region, { words: 1, keys: build, validity: 0, rows: ORDERS });
    inBatches(ROWS, (from, count) => {
      table.find(probe + 8 * from, 0, count, out);
      arena.view().u32.fill(0, cursor >>> 2, (cursor >>> 2) + 2);
      table.expand(out, count, false, cursor, pairs);
    });
    return () => table.release();
  });
}

const words = ["FURNITURE", "BUILDING", "AUTOMOBILE", "MACHINERY", "HOUSEHOLD ITEMS OF EVERY KIND"];
const bytes = region.allocate(256);
arena.view().u8.set(new TextEncoder().encode(words.join("")), bytes);
const starts = words.map((_, at) => bytes + words.slice(0, at).join("").length);
const refs = column(ROWS, (row) => (words[row % 5] as string).length * 2 ** 32 + (starts[row % 5] as number));
measure("intern, 5 strings", ROWS, () => {
  const table = SymbolTable.create(region);
  inBatches(ROWS, (from, count) =>
    table.intern({ data: refs + 8 * from, index: 0, validity: 0 }, count, out + 4 * from),
  );
  return () => table.release();
});

const ascending = { storage: "i64", descending: false, nullsFirst: false, nullable: false } as const;
for (const [name, inputs] of [
  ["two keys that pack (2 + 21 bits)", [few, dense]],
  ["two keys that do not", [few, random, random]],
] as const) {
  measure(`sort ${name}`, ROWS, () => {
    const layout = sortLayout(inputs.map(() => ascending));
    const keys = allocateSortKeys(region, layout, ROWS);
    inBatches(ROWS, (from, count) =>
      encodeSortKeys(
        region,
        layout,
        keys,
        inputs.map((data) => ({ data: data + 8 * from, index: 0, validity: 0 })),
        from,
        count,
      ),
    );
    const order = RowSort.sort(region, keys);
    return () => {
      for (const pointer of [order, keys.keys]) region.free(pointer);
    };
  });
}
