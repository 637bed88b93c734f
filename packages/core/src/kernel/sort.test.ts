import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import {
  getU32,
  onBothArenas,
  putF32,
  putF64,
  putI32,
  putI128,
  putRefs,
  putU8,
  putU32,
  putU64,
  random,
  SIZES,
} from "./hash.fixture.ts";
import {
  allocateSortKeys,
  encodeSortKeys,
  releaseSortKeys,
  rowsBefore,
  type SortColumn,
  type SortKeys,
  sortLayout,
} from "./sort-key.ts";
import { RowSort } from "./sort-rows.ts";
import { RunMerge } from "./sort-runs.ts";

type Value = bigint | number | string;
interface ColumnMaker {
  readonly storage: SortColumn["storage"];
  readonly value: (draw: number) => Value;
  readonly put: (region: Region, values: readonly Value[]) => number;
}

const specials = [Number.NaN, Infinity, -Infinity, 0, -0, 5e-324, -1.5];
const float = (draw: number): number =>
  draw < 0.4 ? (specials[Math.floor(draw * 17)] as number) : Math.fround((draw - 0.7) * 1e6);
const makers: Readonly<Record<string, ColumnMaker>> = {
  bool: {
    storage: "u8",
    value: (draw) => Number(draw < 0.5),
    put: (region, values) => putU8(region, values as number[]),
  },
  i32: {
    storage: "i32",
    value: (draw) => Math.floor((draw - 0.5) * 2 ** 32),
    put: (region, values) => putI32(region, values as number[]),
  },
  few: {
    storage: "i32",
    value: (draw) => Math.floor(draw * 4) - 2,
    put: (region, values) => putI32(region, values as number[]),
  },
  i64: {
    storage: "i64",
    value: (draw) => BigInt(Math.floor((draw - 0.5) * 2 ** 53)) * 1023n,
    put: (region, values) => putU64(region, values as bigint[]),
  },
  year: {
    storage: "i64",
    value: (draw) => BigInt(Math.floor(draw * 30)) + 1970n,
    put: (region, values) => putU64(region, values as bigint[]),
  },
  // Few beginnings of many bytes, one the beginning of another, and ends that only bytes of zero tell apart.
  long: {
    storage: "ref",
    value: (draw) => {
      const number = Math.floor(draw * 4096);
      return "beginning ".repeat(number & 7) + "\0".repeat((number >> 3) & 15) + "ab".slice(0, (number >> 7) % 3);
    },
    put: (region, values) => putRefs(region, values as string[]),
  },
  i128: {
    storage: "i128",
    value: (draw) => (BigInt(Math.floor((draw - 0.5) * 20)) << 64n) + BigInt(Math.floor(draw * 2 ** 50)),
    put: (region, values) => putI128(region, values as bigint[]),
  },
  f32: {
    storage: "f32",
    value: (draw) => Math.fround(float(draw)),
    put: (region, values) => putF32(region, values as number[]),
  },
  f64: { storage: "f64", value: float, put: (region, values) => putF64(region, values as number[]) },
  text: {
    storage: "ref",
    value: (draw) =>
      "shared prefix ".slice(0, Math.floor(draw * 1000) % 15) +
      "\0".repeat(Math.floor(draw * 100) % 2) +
      (draw < 0.5 ? "é" : "") +
      Math.floor(draw * 30),
    put: (region, values) => putRefs(region, values as string[]),
  },
};

/** PostgreSQL's order: NaN above all numbers, -0 = 0; strings by bytes (collation "C"). */
function compareValues(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string")
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

type Row = readonly (Value | null)[];

function compareRows(columns: readonly SortColumn[], left: Row, right: Row): number {
  for (const [at, { descending, nullsFirst }] of columns.entries()) {
    const [a, b] = [left[at] as Value | null, right[at] as Value | null];
    if (a === null && b === null) continue;
    if (a === null || b === null) return (a === null) === nullsFirst ? -1 : 1;
    const order = compareValues(a, b);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

interface Sample {
  readonly columns: readonly SortColumn[];
  readonly rows: readonly Row[];
  readonly keys: SortKeys;
}

/** Random rows of the named columns ("text desc first null"), encoded in two batches, one of them indexed. */
function sample(region: Region, names: readonly string[], size: number, seed: number): Sample {
  const draw = random(seed);
  const parts = names.map((name) => name.split(" "));
  const columns = parts.map((words) => ({
    storage: (makers[words[0] as string] as ColumnMaker).storage,
    descending: words.includes("desc"),
    nullsFirst: words.includes("first"),
    nullable: words.includes("null"),
  }));
  const layout = sortLayout(columns);
  const keys = allocateSortKeys(region, layout, size);
  const rows: Row[] = [];
  for (const [from, to] of [
    [0, size >> 1],
    [size >> 1, size],
  ] as const) {
    const count = to - from;
    const isIndexed = from !== 0;
    const index = Array.from({ length: count }, (_, row) => (isIndexed ? Math.floor(draw() * count) : row));
    const values = parts.map((words) => index.map(() => (makers[words[0] as string] as ColumnMaker).value(draw())));
    const valid = columns.map(({ nullable }) => index.map(() => (nullable && draw() < 0.3 ? 0 : 1)));
    const inputs = parts.map((words, at) => ({
      data: (makers[words[0] as string] as ColumnMaker).put(region, values[at] as Value[]),
      index: isIndexed ? putU32(region, index) : 0,
      validity: columns[at]?.nullable === true ? putU8(region, valid[at] as number[]) : 0,
    }));
    encodeSortKeys(region, layout, keys, inputs, from, count);
    for (const slot of index)
      rows.push(columns.map((_, at) => (valid[at]?.[slot] === 0 ? null : (values[at]?.[slot] as Value))));
  }
  return { columns, rows, keys };
}

function expectedOrder({ columns, rows }: Sample): number[] {
  return rows
    .map((_, row) => row)
    .toSorted((left, right) => compareRows(columns, rows[left] as Row, rows[right] as Row) || left - right);
}

const orders: readonly (readonly string[])[] = [
  ...Object.keys(makers).flatMap((name) => [
    [name],
    [`${name} desc first null`],
    [`${name} null`],
    [`${name} desc null`],
    [`${name} first null`],
  ]),
  ["few", "year desc", "bool null"],
  ["few desc null", "i64 null", "f64 desc"],
  ["few", "text desc", "i32"],
  ["long desc", "long null", "few"],
  ["text null first", "text desc null", "i128 desc"],
];

for (const names of orders) {
  test(`sort by ${names.join(", ")}`, () => {
    onBothArenas((region) => {
      for (const size of SIZES) {
        const rows = sample(region, names, size, size + names.length);
        assert.deepEqual(getU32(region, RowSort.sort(region, rows.keys), size), expectedOrder(rows));
        region.freeAll();
      }
    });
  });
}

test("a large sort goes in slices and gives its scratch memory back", () => {
  onBothArenas((region) => {
    for (const names of [["few"], ["few", "i64"], ["long", "few"]]) {
      const rows = sample(region, names, 200000, 5);
      const before = region.usedBytes;
      const sort = RowSort.create(region, rows.keys);
      let steps = 0;
      while (sort.step()) steps++;
      assert.ok(steps > 20, String(steps));
      assert.deepEqual(getU32(region, sort.order, 200000), expectedOrder(rows));
      sort.release();
      assert.equal(region.usedBytes, before);
      region.freeAll();
    }
  });
});

test("only the rows within a limit are put in order", () => {
  onBothArenas((region) => {
    for (const names of [["few"], ["long"], ["few", "i64", "text"]]) {
      for (const limit of [1, 64, 5000]) {
        const rows = sample(region, names, 10000, limit);
        const sort = RowSort.create(region, rows.keys, { limit });
        while (sort.step());
        const order = getU32(region, sort.order, 10000);
        assert.deepEqual(order.slice(0, limit), expectedOrder(rows).slice(0, limit));
        assert.equal(new Set(order).size, 10000);
        region.freeAll();
      }
    }
  });
});

for (const names of [["few"], ["text desc null first"], ["year", "f64 null", "text"]]) {
  test(`merge of runs by ${names.join(", ")}`, () => {
    onBothArenas((region) => {
      for (const sizes of [[], [0], [5], [0, 3, 0], [100, 1, 64, 999, 0, 500]]) {
        const samples = sizes.map((size, at) => sample(region, names, size, at));
        const merge = RunMerge.create(
          region,
          samples.map(({ keys }) => ({ keys, order: RowSort.sort(region, keys), count: keys.rows })),
        );
        const out = { run: region.allocate(4 * 77), row: region.allocate(4 * 77), capacity: 77 };
        const merged: string[] = [];
        for (let count = merge.next(out); count > 0; count = merge.next(out)) {
          const rows = getU32(region, out.row, count);
          getU32(region, out.run, count).forEach((run, at) => merged.push(`${run}:${rows[at]}`));
        }
        const all = samples.flatMap(({ rows }, run) => rows.map((row, number) => ({ row, name: `${run}:${number}` })));
        const { columns } = samples[0] ?? { columns: [] };
        assert.deepEqual(
          merged,
          all.toSorted((left, right) => compareRows(columns, left.row, right.row)).map(({ name }) => name),
        );
        merge.release();
        region.freeAll();
      }
    });
  });

  test(`rows before a bound by ${names.join(", ")}`, () => {
    onBothArenas((region) => {
      const bound = sample(region, names, 50, 1);
      const batch = sample(region, names, 1000, 2);
      const out = region.allocate(4000);
      for (let row = 0; row < 50; row++) {
        const count = rowsBefore(region, batch.keys, bound.keys, row, out);
        const expected = [...batch.rows.keys()].filter(
          (at) => compareRows(batch.columns, batch.rows[at] as Row, bound.rows[row] as Row) < 0,
        );
        assert.deepEqual(getU32(region, out, count), expected);
      }
      releaseSortKeys(region, bound.keys);
    });
  });
}
