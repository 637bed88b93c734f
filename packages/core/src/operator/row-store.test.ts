// Stored rows against the plain values they were laid out from: every storage, every layout of the input, chunks
// of every size; memory back to where it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import {
  BOOL,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
} from "../type/logical-type.ts";
import { RowStore, type RowStoreData } from "./row-store.ts";
import { concatRows, readFlatRows, readRows, releaseFlatRows } from "./row-store-read.ts";
import { type Layout, layVector, readSource, readVector, type Value } from "./vector.fixture.ts";

const TYPES: readonly LogicalType[] = [INT4, INT8, BOOL, FLOAT4, FLOAT8, fixedNumeric(30, 2), INTERVAL, TEXT];

/** Row `row` of the test's table: a NULL in every third value of the odd columns, from `nullsFrom` on. */
function valueOf(type: LogicalType, row: number, isNull: boolean): Value {
  if (isNull) return null;
  switch (type.kind) {
    case "int4":
    case "float4":
    case "float8":
      return row - 50;
    case "int8":
      return BigInt(row) * -1_000_000_007n;
    case "bool":
      return row % 2 === 0;
    case "numeric":
    case "interval":
      return BigInt(row - 50) * 10n ** 24n;
    default:
      return "x".repeat((row * 7) % 300) + row;
  }
}

function tableOf(rows: number, nullsFrom: number): Value[][] {
  return Array.from({ length: rows }, (_, row) =>
    TYPES.map((type, at) => valueOf(type, row, row >= nullsFrom && at % 2 === 1 && row % 3 === 0)),
  );
}

function withRegion(shared: boolean, body: (region: Region) => void): void {
  const arena = Arena.create({ initialBytes: 1 << 20, shared });
  const region = Region.create(arena, Budget.create(arena));
  body(region);
  assert.equal(region.usedBytes, 0);
}

/** Appends the table in batches, laid out in a region of their own that is freed before the rows are read back. */
function fill(region: Region, store: RowStore, table: readonly Value[][], batchRows: number, layout: Layout): void {
  for (let from = 0; from < table.length; from += batchRows) {
    const batch = table.slice(from, from + batchRows);
    const laid = Region.create(region.arena, Budget.create(region.arena));
    const columns = TYPES.map((type, at) =>
      layVector(
        laid,
        type,
        batch.map((row) => row[at] as Value),
        layout,
      ),
    );
    store.append({ rows: batch.length, columns });
    laid.release();
  }
}

function drain<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

for (const layout of ["flat", "reversed", "dictionary"] as const) {
  for (const batchRows of [1, 63, 64, 65, 8192]) {
    for (const shared of [true, false]) {
      test(`${layout} batches of ${batchRows} rows, ${shared ? "shared" : "unshared"} memory`, () => {
        withRegion(shared, (region) => {
          const table = tableOf(1000, 400);
          const store = RowStore.create(region, TYPES);
          fill(region, store, table, batchRows, layout);
          assert.equal(store.rows, 1000);
          const data = structuredClone(store.finish());
          assert.deepEqual(readSource(region, readRows(data, batchRows), batchRows), table);
          RowStore.attach(region, data).release();
        });
      });
    }
  }
}

test("another thread appends to an attached store", () => {
  withRegion(true, (region) => {
    const table = tableOf(600, 0);
    const first = RowStore.create(region, TYPES);
    fill(region, first, table.slice(0, 300), 100, "flat");
    const second = RowStore.attach(region, structuredClone(first.finish()));
    fill(region, second, table.slice(300), 100, "dictionary");
    assert.deepEqual(readSource(region, readRows(second.finish(), 64), 64), table);
    second.release();
  });
});

test("parts become flat columns with an invalid slot behind the last", () => {
  withRegion(true, (region) => {
    const table = tableOf(3000, 1500);
    const parts: RowStoreData[] = [table.slice(0, 1400), [], table.slice(1400)].map((rows) => {
      const store = RowStore.create(region, TYPES);
      fill(region, store, rows, 333, "flat");
      return store.finish();
    });
    const flat = drain(concatRows(region, TYPES, parts));
    assert.equal(flat.rows, 3000);
    assert.deepEqual(readSource(region, readFlatRows(flat, 0, 3000, 999), 999), table);
    for (const column of flat.columns) {
      if (column.validity !== 0) assert.equal(region.arena.view().u8[column.validity + 3000], 0);
      else assert.ok(readVector(region, { ...column, slots: 3001 }, 3001).length === 3001);
    }
    releaseFlatRows(region, flat);
  });
});

test("a stopped concatenation frees its parts", () => {
  withRegion(true, (region) => {
    const store = RowStore.create(region, TYPES);
    fill(region, store, tableOf(500, 0), 100, "flat");
    const steps = concatRows(region, TYPES, [store.finish()]);
    steps.next();
    steps.next();
    steps.return(undefined as never);
  });
});

test("columns without NULL have no validity", () => {
  withRegion(true, (region) => {
    const store = RowStore.create(region, [INT4]);
    const laid = Region.create(region.arena, Budget.create(region.arena));
    const vector = layVector(laid, INT4, [1, 2, 3, null], "flat");
    const index = laid.allocate(12);
    region.arena.view().u32.set([2, 0, 1], index >>> 2);
    store.append({ rows: 3, columns: [{ ...vector, index }] });
    laid.release();
    assert.deepEqual(
      store.toData().chunks.map(({ columns }) => columns.map(({ validity }) => validity)),
      [[0]],
    );
    store.release();
  });
});

test("64-bit batches of a wide numeric are widened", () => {
  withRegion(false, (region) => {
    const type = fixedNumeric(38, 0);
    const store = RowStore.create(region, [type]);
    const laid = Region.create(region.arena, Budget.create(region.arena));
    for (const layout of ["flat", "reversed"] as const) {
      store.append({ rows: 3, columns: [layVector(laid, type, [-1n, null, 2n ** 62n], layout, "i64")] });
    }
    store.append({ rows: 1, columns: [layVector(laid, type, [-(2n ** 100n)], "flat")] });
    laid.release();
    const expected = [-1n, null, 2n ** 62n, -1n, null, 2n ** 62n, -(2n ** 100n)].map((value) => [value]);
    assert.deepEqual(readSource(region, readRows(store.finish(), 100), 100), expected);
    store.release();
  });
});

test("numerics without fixed scale stay 4-byte aligned", () => {
  withRegion(true, (region) => {
    const store = RowStore.create(region, [TEXT, NUMERIC]);
    const laid = Region.create(region.arena, Budget.create(region.arena));
    // The store copies a numeric's bytes without reading them: any bytes will do.
    store.append({
      rows: 3,
      columns: [
        layVector(laid, TEXT, ["a", "bc", "def"], "flat"),
        layVector(laid, NUMERIC, ["01", "0123", "0"], "flat"),
      ],
    });
    laid.release();
    const chunk = store.toData().chunks[0];
    assert.ok(chunk !== undefined);
    const { u32 } = region.arena.view();
    const addresses = [0, 1, 2].map((row) => (u32[((chunk.columns[1]?.data as number) >>> 2) + 2 * row] as number) % 4);
    assert.deepEqual(addresses, [0, 0, 0]);
    store.release();
  });
});

test("rows without columns are counted", () => {
  withRegion(true, (region) => {
    const store = RowStore.create(region, []);
    store.append({ rows: 1000, columns: [] });
    store.append({ rows: 30, columns: [] });
    assert.equal(readSource(region, readRows(store.finish(), 64), 64).length, 1030);
    store.release();
  });
});

test("a store that hits the memory limit can be released", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena, 100_000));
  const before = usedBytes(arena);
  const laid = Region.create(arena, Budget.create(arena));
  const column = layVector(
    laid,
    TEXT,
    Array.from({ length: 100 }, (_, row) => "y".repeat(100) + row),
    "flat",
  );
  const store = RowStore.create(region, [TEXT]);
  assert.throws(
    () => {
      for (let batch = 0; batch < 100; batch++) store.append({ rows: 100, columns: [column] });
    },
    { code: "MEMORY_LIMIT" },
  );
  store.release();
  assert.equal(region.usedBytes, 0);
  laid.freeAll();
  assert.ok(usedBytes(arena) >= before);
});
