// ORDER BY against a stable sort in JavaScript: every type, direction and NULL placement, computed keys, any limit,
// batch size and number of threads; and no byte left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { numericDigits, numericText } from "../../function/numeric-digits.ts";
import { putRefs, random } from "../../kernel/hash.fixture.ts";
import {
  BOOL,
  BPCHAR,
  DATE,
  FLOAT8,
  fixedNumeric,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
} from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import type { SortSpec } from "../spec.ts";
import { readSource, type Value } from "../vector.fixture.ts";
import { type SortState, sort } from "./sort.ts";

interface Column {
  readonly name: string;
  readonly type: LogicalType;
  readonly value: (draw: number) => Value;
  /** How values compare when it is not by < of JavaScript. */
  readonly rank?: (value: Value) => number | bigint | string;
}

const interval = (months: number, days: number, micros: bigint): bigint =>
  (micros << 64n) | (BigInt.asUintN(32, BigInt(days)) << 32n) | BigInt.asUintN(32, BigInt(months));
const DAY = 86_400_000_000n;
const intervals = [
  interval(1, 0, 0n),
  interval(0, 30, 0n),
  interval(0, -1, 5n),
  interval(0, 0, -DAY),
  interval(-2, 61, 0n),
  0n,
];
const numerics = [
  "0",
  "0.00",
  "-0.5",
  "-0.50",
  "1",
  "1.0",
  "1.00005",
  "-1",
  "-1.00005",
  "-1.5",
  "9999",
  "10000",
  "10001",
  "-10000",
  "-9999.9999",
  "1e",
  "NaN",
  "Infinity",
  "-Infinity",
  "123456789012345678901234567890.5",
].filter((text) => text !== "1e");

const columns: readonly Column[] = [
  { name: "number", type: INT4, value: (draw) => Math.floor(draw * 20) - 10 },
  { name: "null", type: INT4, value: (draw) => (draw < 0.3 ? null : Math.floor(draw * 9)) },
  {
    name: "big",
    type: INT8,
    value: (draw) => (draw < 0.1 ? null : BigInt(Math.floor((draw - 0.5) * 2 ** 50)) * 1000n),
  },
  {
    name: "text",
    type: TEXT,
    value: (draw) =>
      draw < 0.2 ? null : `some shared start ${Math.floor(draw * 30)}`.slice(Math.floor(draw * 97) % 14),
  },
  {
    name: "padded",
    type: BPCHAR,
    value: (draw) => ["a", "a  ", "a b", " a", "b", "", "  "][Math.floor(draw * 7)] as string,
    rank: (value) => (value as string).trimEnd(),
  },
  {
    name: "float",
    type: FLOAT8,
    value: (draw) => [0, -0, 2.5, -1e300, Infinity, Number.NaN, null][Math.floor(draw * 7)] as Value,
  },
  { name: "flag", type: BOOL, value: (draw) => draw < 0.5 },
  { name: "date", type: DATE, value: (draw) => Math.floor(draw * 400) },
  {
    name: "decimal",
    type: fixedNumeric(30, 2),
    value: (draw) => (draw < 0.1 ? null : BigInt(Math.floor((draw - 0.5) * 100)) << 70n),
  },
  {
    name: "interval",
    type: INTERVAL,
    value: (draw) => intervals[Math.floor(draw * intervals.length)] as bigint,
    rank: rankInterval,
  },
];
const row = { name: "row", type: INT4 };
const types = [...columns, row].map(({ type }) => type);

function rankInterval(value: Value): bigint {
  const bits = value as bigint;
  const months = BigInt.asIntN(32, bits);
  const days = BigInt.asIntN(32, bits >> 32n);
  return (months * 30n + days) * DAY + (bits >> 64n);
}

type Row = readonly Value[];
interface Key {
  readonly column: number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** PostgreSQL's order of values: NaN is the greatest, -0 equals 0, texts by bytes. */
function compareValues(left: Value, right: Value, { rank }: Column): number {
  const [a, b] = rank === undefined ? [left, right] : [rank(left), rank(right)];
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  const isNan = [a, b].map((value) => (Number.isNaN(value) ? 1 : 0)) as [number, number];
  if (isNan[0] + isNan[1] > 0) return isNan[0] - isNan[1];
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function compareRows(keys: readonly Key[], left: Row, right: Row): number {
  for (const { column, descending, nullsFirst } of keys) {
    const [a, b] = [left[column] as Value, right[column] as Value];
    if (a === null && b === null) continue;
    if (a === null || b === null) return (a === null) === nullsFirst ? -1 : 1;
    const order = compareValues(a, b, columns[column] as Column);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** "text desc first": by a column, descending, NULLs first. */
function keyOf(text: string): Key {
  const [name, ...words] = text.split(" ");
  const column = columns.findIndex((one) => one.name === name);
  return { column, descending: words.includes("desc"), nullsFirst: words.includes("first") };
}

function specOf(keys: readonly Key[], limit: number | undefined): SortSpec {
  return {
    kind: "sort",
    fields: [...columns, row].map(({ name, type }) => ({ name, type, nullable: true })),
    keys: keys.map(({ column, ...rest }) => ({
      expr: { kind: "input", index: column, type: types[column] as LogicalType },
      ...rest,
    })),
    ...(limit === undefined ? {} : { limit }),
  };
}

function run(region: Region, spec: SortSpec, parts: readonly Iterable<Batch>[], batchRows: number): Value[][] {
  const context = contextOf(region.arena, region, batchRows);
  const states = parts.map((batches) => {
    const sink = sort.sink(spec, context);
    for (const batch of batches) sink.consume(batch);
    return sink.finish();
  });
  const combining = sort.combine(spec, context, states);
  let step = combining.next();
  while (step.done !== true) step = combining.next();
  const state: SortState = step.value;
  const rows = sort.morsels(spec, state).flatMap((morsel) => {
    const source = sort.source(spec, context, state, morsel);
    const read = readSource(region, source, batchRows);
    source.close();
    return read;
  });
  sort.release(spec, context, state);
  assert.equal(region.usedBytes, 0, "bytes left");
  return rows;
}

function* erasing(inputs: Region, batches: Iterable<Batch>): Generator<Batch> {
  for (const batch of batches) {
    yield batch;
    inputs.freeAll();
  }
}

const orders: readonly (readonly string[])[] = [
  ...columns.flatMap(({ name }) => [[name], [`${name} desc first`], [`${name} desc`, "number"]]),
  ["flag", "text desc", "big first", "float"],
  ["interval", "padded desc", "decimal"],
  [],
];
/** batch rows, rows, limit */
const shapes: readonly (readonly [number, number, number | undefined])[] = [
  [1, 40, undefined],
  [63, 500, undefined],
  [64, 500, 7],
  [65, 500, 0],
  [64, 0, undefined],
  [64, 0, 3],
  [8192, 3000, 5],
  [8192, 3000, undefined],
];

for (const names of orders) {
  test(`sort by ${names.join(", ") || "nothing"}`, () => {
    const keys = names.map(keyOf);
    for (const shared of [true, false]) {
      const arena = Arena.create({ shared, initialBytes: 1 << 20 });
      const inputs = Region.create(arena, Budget.create(arena));
      const region = Region.create(arena, Budget.create(arena));
      for (const [batchRows, count, limit] of shapes) {
        if (!shared && count === 3000) continue;
        const draw = random(count + names.length);
        const rows = Array.from({ length: count }, (_, at): Row => [...columns.map(({ value }) => value(draw())), at]);
        const expected = rows.toSorted((left, right) => compareRows(keys, left, right)).slice(0, limit ?? count);
        for (const threads of [1, 3]) {
          const cut = (part: number): number => Math.floor((part * count) / threads);
          const parts = Array.from({ length: threads }, (_, part) =>
            erasing(inputs, layBatches(inputs, types, rows.slice(cut(part), cut(part + 1)), batchRows)),
          );
          assert.deepEqual(
            run(region, specOf(keys, limit), parts, batchRows),
            expected,
            `${threads} threads, ${count} rows`,
          );
        }
      }
    }
  });
}

test("the first rows of many, by every type", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const draw = random(77);
  const rows = Array.from({ length: 17000 }, (_, at): Row => [...columns.map(({ value }) => value(draw())), at]);
  for (const names of [
    ["interval desc", "text"],
    ["padded", "decimal desc"],
    ["float desc first", "null"],
    ["flag", "big"],
  ]) {
    const keys = names.map(keyOf);
    const expected = rows.toSorted((left, right) => compareRows(keys, left, right)).slice(0, 50);
    const batches = erasing(inputs, layBatches(inputs, types, rows, 4000));
    assert.deepEqual(run(region, specOf(keys, 50), [batches], 4000), expected);
  }
});

test("the first rows of many: falling, rising and mixed input, texts that outlive their batches", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const spec: SortSpec = {
    kind: "sort",
    fields: [TEXT, INT4].map((type) => ({ name: "", type, nullable: true })),
    keys: [
      { expr: { kind: "input", index: 0, type: TEXT }, descending: false, nullsFirst: false },
      { expr: { kind: "input", index: 1, type: INT4 }, descending: true, nullsFirst: false },
    ],
    limit: 100,
  };
  for (const numberOf of [(at: number) => at, (at: number) => 60000 - at, (at: number) => (at * 7919) % 60000]) {
    const rows = Array.from({ length: 60000 }, (_, at): Value[] => [
      `a common start ${String(numberOf(at) >> 3).padStart(9, "0")}`,
      at,
    ]);
    const order = ([a, b]: Value[], [c, d]: Value[]): number =>
      (a as string) < (c as string) ? -1 : a === c ? (d as number) - (b as number) : 1;
    const expected = rows.toSorted(order).slice(0, 100);
    const got = run(region, spec, [erasing(inputs, layBatches(inputs, [TEXT, INT4], rows, 1000))], 1000);
    assert.deepEqual(got, expected);
  }
});

for (const [name, textOf] of [
  ["of few different strings", (draw: number) => `kind ${Math.floor(draw * 30)}`],
  ["with a common start", (draw: number) => `Customer#00000${Math.floor(draw * 1e8)}`],
  ["with a common start and NULL", (draw: number) => (draw < 0.1 ? null : `Customer#00000${Math.floor(draw * 1e8)}`)],
  [
    "one the start of the others",
    (draw: number) => (draw < 0.1 ? "Customer" : `Customer#00000${Math.floor(draw * 1e8)}`),
  ],
  ["with the empty string", (draw: number) => (draw < 0.001 ? "" : `Customer#00000${Math.floor(draw * 1e8)}`)],
  ["that are empty or NULL", (draw: number) => (draw < 0.1 ? null : "")],
  ["that are NULL", () => null],
] as const) {
  test(`many texts ${name}`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const region = Region.create(arena, Budget.create(arena));
    const draw = random(6);
    const rows = Array.from({ length: 9000 }, (_, at): Value[] => [textOf(draw()), at]);
    for (const descending of [false, true]) {
      const key = { column: columns.findIndex((column) => column.name === "text"), descending, nullsFirst: true };
      const at = (row: Row): Row => columns.map((_, column) => (column === key.column ? (row[0] as Value) : null));
      const expected = rows.toSorted((left, right) => compareRows([key], at(left), at(right)));
      const spec: SortSpec = {
        kind: "sort",
        fields: [TEXT, INT4].map((type) => ({ name: "", type, nullable: true })),
        keys: [{ expr: { kind: "input", index: 0, type: TEXT }, descending, nullsFirst: true }],
      };
      assert.deepEqual(
        run(region, spec, [erasing(inputs, layBatches(inputs, [TEXT, INT4], rows, 8192))], 8192),
        expected,
      );
    }
  });
}

for (const descending of [false, true]) {
  test(`numerics without fixed scale sort by value${descending ? ", descending" : ""}`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const region = Region.create(arena, Budget.create(arena));
    const draw = random(8);
    const texts = Array.from({ length: 300 }, () => numerics[Math.floor(draw() * numerics.length)] as string);
    const data = putRefs(inputs, texts.map(numericDigits));
    const column: Vector = { type: NUMERIC, storage: "ref", data, validity: 0, index: 0, slots: 300, dictionary: 0 };
    const expr: PhysicalExpr = { kind: "input", index: 0, type: NUMERIC };
    const spec: SortSpec = {
      kind: "sort",
      fields: [{ name: "", type: NUMERIC, nullable: true }],
      keys: [{ expr, descending, nullsFirst: false }],
    };
    const rank = (text: string): number =>
      text === "NaN" ? Infinity : text === "Infinity" ? Number.MAX_VALUE : Number(text);
    const stable = (left: string, right: string): number =>
      rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : 0;
    const expected = texts.toSorted((left, right) => (descending ? stable(right, left) : stable(left, right)));
    const context = contextOf(arena, region, 300);
    const sink = sort.sink(spec, context);
    sink.consume({ rows: 300, columns: [column] });
    const combining = sort.combine(spec, context, [sink.finish()]);
    let step = combining.next();
    while (step.done !== true) step = combining.next();
    const state = step.value;
    const batch = sort.source(spec, context, state, { start: 0, end: 300 }).next();
    const sorted = batch?.columns[0] as Vector;
    const { u8, u32 } = arena.view();
    const got = Array.from({ length: 300 }, (_, at) => {
      const slot = u32[(sorted.index >>> 2) + at] as number;
      const address = u32[(sorted.data >>> 2) + 2 * slot] as number;
      return numericText(
        new Uint8Array(u8.slice(address, address + (u32[(sorted.data >>> 2) + 2 * slot + 1] as number))),
      );
    });
    assert.deepEqual(got, expected);
  });
}

test("an aborted sink leaves nothing", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const inputs = Region.create(arena, Budget.create(arena));
  const region = Region.create(arena, Budget.create(arena));
  const rows = Array.from({ length: 200 }, (_, at): Row => [...columns.map(({ value }) => value((at % 10) / 10)), at]);
  for (const limit of [undefined, 10]) {
    const sink = sort.sink(specOf([keyOf("text"), keyOf("interval")], limit), contextOf(arena, region, 64));
    for (const batch of layBatches(inputs, types, rows, 64)) sink.consume(batch);
    sink.abort();
    assert.equal(region.usedBytes, 0);
  }
});
