// The hash aggregate against a plain grouping in JavaScript: keys and accumulators of every kind, NULLs, filters,
// distinct values, grouping sets, any batch size, one and several threads; and no byte left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { Batch, Field } from "../../column/vector.ts";
import type { FfqError } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { random } from "../../kernel/hash.fixture.ts";
import type { PhysicalAccumulator } from "../../physical/plan.ts";
import { BOOL, BPCHAR, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { contextOf } from "../context.fixture.ts";
import type { TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { type Layout, layVector, readSource, type Value } from "../vector.fixture.ts";
import { type HashAggregateState, hashAggregate } from "./hash-aggregate.ts";

const columns: readonly {
  readonly name: string;
  readonly type: LogicalType;
  readonly value: (draw: number) => Value;
}[] = [
  { name: "number", type: INT4, value: (draw) => Math.floor(draw * 10) - 5 },
  { name: "nullable", type: INT4, value: (draw) => (draw < 0.2 ? null : Math.floor(draw * 10)) },
  { name: "wide", type: INT8, value: (draw) => (draw < 0.1 ? null : BigInt(Math.floor(draw * 1e6)) << 30n) },
  { name: "text", type: TEXT, value: (draw) => (draw < 0.1 ? null : `word ${Math.floor(draw * 12)}`) },
  { name: "padded", type: BPCHAR, value: (draw) => ["a", "a ", "b", "b  ", "c"][Math.floor(draw * 5)] as string },
  {
    name: "float",
    type: FLOAT8,
    value: (draw) => (draw < 0.1 ? null : ([0, -0, 1.5, Number.NaN][Math.floor(draw * 4)] as number)),
  },
  { name: "flag", type: BOOL, value: (draw) => (draw < 0.3 ? null : draw < 0.7) },
  {
    name: "decimal",
    type: fixedNumeric(30, 2),
    value: (draw) => (draw < 0.2 ? null : BigInt(Math.floor(draw * 100)) << 70n),
  },
  { name: "narrow", type: fixedNumeric(30, 2), value: (draw) => BigInt(Math.floor(draw * 100)) },
  { name: "many", type: INT8, value: (draw) => BigInt(Math.floor(draw * 3000)) },
];
const position = (name: string): number => columns.findIndex((column) => column.name === name);
const input = (name: string): PhysicalExpr => {
  const index = position(name);
  return { kind: "input", index, type: columns[index]?.type as LogicalType };
};
const wideSum = fixedNumeric(38, 0);
const accumulator = (
  operator: PhysicalAccumulator["operator"],
  type: LogicalType,
  name?: string,
  options: { readonly filter?: string; readonly distinct?: boolean } = {},
): PhysicalAccumulator => ({
  operator,
  type,
  ...(name === undefined ? {} : { input: input(name) }),
  ...(options.filter === undefined ? {} : { filter: input(options.filter) }),
  distinct: options.distinct ?? false,
});

const every: readonly PhysicalAccumulator[] = [
  accumulator("count-rows", INT8),
  accumulator("count", INT8, "nullable"),
  accumulator("count", INT8, "number"),
  accumulator("count", INT8, "wide"),
  accumulator("count", INT8, "many", { filter: "flag" }),
  accumulator("sum", INT8, "nullable"),
  accumulator("sum", wideSum, "wide"),
  accumulator("sum", fixedNumeric(38, 2), "decimal"),
  accumulator("sum", fixedNumeric(38, 2), "narrow"),
  accumulator("min", TEXT, "text"),
  accumulator("max", INT8, "wide"),
  accumulator("max", fixedNumeric(30, 2), "narrow"),
  accumulator("min", BOOL, "flag"),
  accumulator("sum", INT8, "number", { filter: "flag" }),
  accumulator("count-rows", INT8, undefined, { filter: "flag" }),
  accumulator("max", TEXT, "text", { filter: "flag" }),
];
const distinct: readonly PhysicalAccumulator[] = [
  accumulator("count", INT8, "nullable", { distinct: true }),
  accumulator("sum", INT8, "nullable", { distinct: true }),
  accumulator("count", INT8, "text", { distinct: true, filter: "flag" }),
  accumulator("count", INT8, "padded", { distinct: true }),
  accumulator("sum", wideSum, "wide", { distinct: true }),
  accumulator("count", INT8, "float", { distinct: true }),
  accumulator("sum", fixedNumeric(38, 2), "decimal", { distinct: true }),
  accumulator("sum", fixedNumeric(38, 2), "narrow", { distinct: true }),
  accumulator("count-rows", INT8),
];

interface Case {
  readonly name: string;
  readonly keys: readonly string[];
  readonly accumulators: readonly PhysicalAccumulator[];
  readonly groupingSets?: readonly (readonly number[])[];
}

const cases: readonly Case[] = [
  { name: "no keys", keys: [], accumulators: every },
  { name: "no keys, distinct values", keys: [], accumulators: distinct },
  { name: "no accumulators: DISTINCT", keys: ["nullable", "text"], accumulators: [] },
  ...["number", "nullable", "wide", "text", "padded", "float", "flag", "decimal", "narrow", "many"].map((key) => ({
    name: `by ${key}`,
    keys: [key],
    accumulators: every,
  })),
  {
    name: "by many keys",
    keys: ["nullable", "text", "padded", "float", "flag", "decimal", "wide"],
    accumulators: every,
  },
  { name: "by a number, distinct values", keys: ["number"], accumulators: distinct },
  { name: "by a text and many, distinct values", keys: ["text", "many"], accumulators: distinct },
  {
    name: "grouping sets",
    keys: ["nullable", "text", "float"],
    accumulators: [...every, ...distinct],
    groupingSets: [[0, 1, 2], [1], [0], [], [2, 0], []],
  },
];

type Row = readonly Value[];

/** What makes two values of a key one group. */
function keyOf(value: Value, type: LogicalType): string {
  if (type.kind === "bpchar" && typeof value === "string") return value.trimEnd();
  return typeof value === "number" ? String(value) : typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
}

function taken(rows: readonly Row[], { input: of, filter, distinct: once }: PhysicalAccumulator): Value[] {
  const passed = filter === undefined ? rows : rows.filter((row) => row[(filter as { index: number }).index] === true);
  if (of === undefined) return passed.map(() => true);
  const values = passed.map((row) => row[(of as { index: number }).index] as Value).filter((value) => value !== null);
  if (!once) return values;
  return [...new Map(values.toReversed().map((value) => [keyOf(value, of.type), value])).values()];
}

function expectedValue(rows: readonly Row[], call: PhysicalAccumulator): Value {
  const values = taken(rows, call);
  if (call.operator === "count" || call.operator === "count-rows") return BigInt(values.length);
  if (values.length === 0) return null;
  if (call.operator === "sum") return values.reduce<bigint>((sum, value) => sum + BigInt(value as number), 0n);
  const sorted = values.toSorted((left, right) => ((left as number) < (right as number) ? -1 : left === right ? 0 : 1));
  return (call.operator === "min" ? sorted[0] : sorted.at(-1)) as Value;
}

function expectedRows(rows: readonly Row[], { keys, accumulators, groupingSets }: Case): Value[][] {
  const sets = groupingSets ?? [keys.map((_, at) => at)];
  return sets.flatMap((set, number) => {
    const groups = new Map<string, Row[]>(set.length === 0 ? [["", []]] : []);
    for (const row of rows) {
      const name = set
        .map((key) => keyOf(row[position(keys[key] as string)] as Value, input(keys[key] as string).type))
        .join("|");
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [row]);
      else group.push(row);
    }
    return [...groups.values()].map((group) => [
      ...keys.map((key, at) => (set.includes(at) ? ((group[0] as Row)[position(key)] as Value) : null)),
      ...accumulators.map((call) => expectedValue(group, call)),
      ...(groupingSets === undefined ? [] : [BigInt(number)]),
    ]);
  });
}

function specOf(
  { keys, accumulators, groupingSets }: Case,
  phase: HashAggregateSpec["phase"] = "single",
): HashAggregateSpec {
  const inputFields = columns.map(({ name, type }) => ({ name, type, nullable: true }));
  const fields: Field[] = [
    ...keys.map((key) => ({ name: key, type: input(key).type, nullable: true })),
    ...accumulators.map(({ operator, type }) => ({ name: operator, type, nullable: true })),
    ...(groupingSets === undefined ? [] : [{ name: "set", type: INT8, nullable: false }]),
  ];
  return {
    kind: "hash-aggregate",
    inputFields,
    keys: keys.map(input),
    accumulators,
    phase,
    ...(groupingSets === undefined ? {} : { groupingSets }),
    fields,
  };
}

/** Rows [from, to) as batches of at most batchRows, laid out in varying ways. */
function* batchesOf(region: Region, rows: readonly Row[], batchRows: number): Generator<Batch> {
  const layouts: readonly Layout[] = ["flat", "reversed", "dictionary"];
  for (let from = 0, number = 0; from < rows.length; from += batchRows, number++) {
    const part = rows.slice(from, from + batchRows);
    yield {
      rows: part.length,
      columns: columns.map(({ name, type }, at) => {
        const storage = name === "narrow" && number % 3 !== 1 ? "i64" : undefined;
        // The fixture's dictionaries take -0 and 0 for one value.
        const layout = layouts[(number + at) % (name === "float" ? 2 : 3)] as Layout;
        return layVector(
          region,
          type,
          part.map((row) => row[at] as Value),
          layout,
          storage,
        );
      }),
    };
  }
}

/** Aggregates the rows on `threads` threads and reads the answer. */
function run(
  region: Region,
  spec: HashAggregateSpec,
  parts: readonly (readonly Row[])[],
  batchRows: number,
): Value[][] {
  const context = contextOf(region.arena, region, batchRows);
  const inputs = Region.create(region.arena, Budget.create(region.arena));
  const states = parts.map((rows) => {
    const sink = hashAggregate.sink(spec, context);
    for (const batch of batchesOf(inputs, rows, batchRows)) {
      sink.consume(batch);
      // Whoever keeps rows copied them.
      scribble(inputs, batch);
      inputs.freeAll();
    }
    return sink.finish();
  });
  const state = combined(spec, context, states);
  const got = hashAggregate.morsels(spec, state).flatMap((morsel) => {
    const source = hashAggregate.source(spec, context, state, morsel);
    const rows = readSource(region, source, batchRows);
    source.close();
    return rows;
  });
  hashAggregate.release(spec, context, state);
  inputs.release();
  return got;
}

function combined(
  spec: HashAggregateSpec,
  context: TaskContext,
  parts: readonly HashAggregateState[],
): HashAggregateState {
  const combining = hashAggregate.combine(spec, context, parts);
  let step = combining.next();
  while (step.done !== true) step = combining.next();
  return step.value;
}

function scribble(region: Region, batch: Batch): void {
  const { u8 } = region.arena.view();
  for (const { data, storage, slots } of batch.columns) if (storage !== "ref") u8.fill(0xa5, data, data + slots);
}

const sorted = (rows: readonly Row[]): string[] =>
  rows
    .map((row) =>
      row
        .map((value) =>
          Object.is(value, -0) ? "-0" : typeof value === "string" ? JSON.stringify(value) : String(value),
        )
        .join(" | "),
    )
    .toSorted();

for (const one of cases) {
  test(`aggregate ${one.name}`, () => {
    for (const shared of [true, false]) {
      const arena = Arena.create({ shared, initialBytes: 1 << 20 });
      for (const [batchRows, count] of [
        [1, 30],
        [63, 500],
        [64, 500],
        [65, 500],
        [8192, 4000],
        [64, 0],
      ] as const) {
        if (one.accumulators === distinct && !shared && count === 4000) continue;
        const draw = random(count + batchRows);
        // -0 and 0, "a" and "a " are one key: what is shown is the first, so one thread sees all rows in order.
        const rows = Array.from({ length: count }, () => columns.map(({ value }) => value(draw())));
        for (const threads of [1, 3]) {
          const region = Region.create(arena, Budget.create(arena));
          const parts = Array.from({ length: threads }, (_, part) =>
            rows.slice(Math.floor((part * count) / threads), Math.floor(((part + 1) * count) / threads)),
          );
          const got = run(region, specOf(one), parts, batchRows);
          assert.deepEqual(
            sorted(got),
            sorted(expectedRows(rows, one)),
            `${threads} threads, ${count} rows by ${batchRows}`,
          );
          assert.equal(region.usedBytes, 0, "bytes left");
          region.release();
        }
      }
    }
  });
}

for (const order of [
  [0, 1, 2],
  [2, 1, 0],
  [1, 0, 2],
]) {
  test(`threads that met no NULL, a NULL, and wide integers, merged in order ${order.join()}`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    const draw = random(12);
    const made = Array.from({ length: 900 }, () => columns.map(({ value }) => value(draw())));
    const change = (row: Row, changes: Readonly<Record<string, Value>>): Row =>
      row.map((value, at) => changes[columns[at]?.name as string] ?? value);
    const thirds = [
      made.slice(0, 300).map((row, at) => change(row, { nullable: at % 5, many: BigInt(at % 7), text: `t${at % 3}` })),
      made.slice(300, 600).map((row, at) => change(row, { many: BigInt(at % 7) })),
      made.slice(600).map((row, at) => change(row, { nullable: at % 5, many: BigInt(at % 7) << 40n })),
    ];
    const parts = order.map((part) => thirds[part] as readonly Row[]);
    for (const keys of [
      ["nullable", "many"],
      ["many", "text", "nullable", "flag"],
    ]) {
      const one: Case = { name: "", keys, accumulators: [...every, ...distinct] };
      assert.deepEqual(sorted(run(region, specOf(one), parts, 64)), sorted(expectedRows(parts.flat(), one)));
    }
    assert.equal(region.usedBytes, 0);
  });
}

for (const batchRows of [64, 2000]) {
  for (const keys of [[], ["number"], ["many"]]) {
    test(`NULLs that come when sums and counts have begun, by ${keys.join()} in batches of ${batchRows}`, () => {
      const arena = Arena.create({ initialBytes: 1 << 20 });
      const region = Region.create(arena, Budget.create(arena));
      const draw = random(5);
      const rows = Array.from({ length: 6000 }, (_, row) =>
        columns.map(({ name, value }) => {
          const drawn = value(draw());
          return drawn === null && row < 4100 && (name === "nullable" || name === "wide") ? value(0.9) : drawn;
        }),
      );
      for (const accumulators of [
        every,
        every.filter(({ operator }) => operator !== "count-rows"),
        every.slice(3, 8),
      ]) {
        const one: Case = { name: "", keys, accumulators };
        assert.deepEqual(sorted(run(region, specOf(one), [rows], batchRows)), sorted(expectedRows(rows, one)));
      }
      assert.equal(region.usedBytes, 0);
    });
  }
}

test("more keys than a cache line holds", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const draw = random(2);
  const rows = Array.from({ length: 300 }, () => columns.map(({ value }) => value(draw() < 0.5 ? 0.35 : 0.65)));
  const one: Case = { name: "", keys: [0, 1, 2].flatMap(() => columns.map(({ name }) => name)), accumulators: every };
  assert.deepEqual(sorted(run(region, specOf(one), [rows], 64)), sorted(expectedRows(rows, one)));
});

test("no thread at all is no row", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  assert.deepEqual(run(region, specOf({ name: "", keys: ["text"], accumulators: every }), [], 64), []);
  const [row] = run(region, specOf({ name: "", keys: [], accumulators: every }), [], 64);
  assert.deepEqual(row, expectedRows([], { name: "", keys: [], accumulators: every })[0]);
});

for (const [keys, groupingSets] of [
  [[], undefined],
  [["text", "float"], undefined],
  [
    ["text", "nullable"],
    [[0, 1], [0], []],
  ],
] as const) {
  test(`two phases give what one gives: by ${keys.join()}${groupingSets === undefined ? "" : ", sets"}`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    const inputs = Region.create(arena, Budget.create(arena));
    const draw = random(1);
    const rows = Array.from({ length: 2000 }, () => columns.map(({ value }) => value(draw())));
    const one: Case = { name: "", keys, accumulators: every, ...(groupingSets === undefined ? {} : { groupingSets }) };
    const partial = specOf(one, "partial");
    const final = finalOf(one, partial);
    const context = contextOf(arena, region, 100);
    const sink = hashAggregate.sink(final, context);
    for (const part of [rows.slice(0, 900), rows.slice(900), []]) {
      const first = hashAggregate.sink(partial, context);
      for (const batch of batchesOf(inputs, part, 100)) first.consume(batch);
      const state = combined(partial, context, [first.finish()]);
      for (const morsel of hashAggregate.morsels(partial, state)) {
        const source = hashAggregate.source(partial, context, state, morsel);
        for (let batch = source.next(); batch !== undefined; batch = source.next()) sink.consume(batch);
        source.close();
      }
    }
    const state = combined(final, context, [sink.finish()]);
    const got = hashAggregate
      .morsels(final, state)
      .flatMap((morsel) => readSource(region, hashAggregate.source(final, context, state, morsel), 100));
    // The final phase has the set's number among its keys.
    const inOrder = (row: Value[]): Value[] =>
      groupingSets === undefined
        ? row
        : [...row.slice(0, keys.length), ...row.slice(keys.length + 1), row[keys.length] as Value];
    assert.deepEqual(sorted(got.map(inOrder)), sorted(expectedRows(rows, one)));
  });
}

/** Over the partial phase's columns: a set's number is a key, and stands behind the accumulators. */
function finalOf({ keys, groupingSets }: Case, { fields }: HashAggregateSpec): HashAggregateSpec {
  const column = (index: number, type: LogicalType): PhysicalExpr => ({ kind: "input", index, type });
  const set = groupingSets === undefined ? [] : [column(keys.length + every.length, INT8)];
  return {
    kind: "hash-aggregate",
    phase: "final",
    inputFields: fields,
    fields,
    keys: [...keys.map((key, index) => column(index, input(key).type)), ...set],
    accumulators: every.map(({ operator, type }, at) => ({
      operator,
      type,
      input: column(keys.length + at, type),
      distinct: false,
    })),
  };
}

for (const [type, sum, values, message] of [
  [INT8, INT8, [2n ** 62n, 2n ** 62n], "bigint out of range"],
  [FLOAT8, FLOAT8, [1.7e308, 1.7e308], "value out of range: overflow"],
  [fixedNumeric(38, 0), fixedNumeric(38, 0), [2n ** 126n, 2n ** 126n], "numeric field overflow"],
] as const) {
  for (const threads of [1, 2]) {
    test(`a sum of ${type.kind} that leaves its type, ${threads} threads`, () => {
      const arena = Arena.create({ initialBytes: 1 << 20 });
      const region = Region.create(arena, Budget.create(arena));
      const before = usedBytes(arena);
      const context = contextOf(arena, region, 64);
      const spec: HashAggregateSpec = {
        ...specOf({ name: "", keys: [], accumulators: [] }),
        accumulators: [{ operator: "sum", input: { kind: "input", index: 0, type }, type: sum, distinct: false }],
      };
      const parts = threads === 1 ? [values] : values.map((value) => [value]);
      const overflow = (error: FfqError): boolean =>
        error.code === "DATA" && error.sqlstate === "22003" && error.message === message;
      assert.throws(() => {
        const states = parts.map((part) => {
          const sink = hashAggregate.sink(spec, context);
          sink.consume({ rows: part.length, columns: [layVector(region, type, part, "flat")] });
          return sink.finish();
        });
        for (const _ of hashAggregate.combine(spec, context, states));
      }, overflow);
      region.freeAll();
      assert.equal(usedBytes(arena), before);
    });
  }
}

test("an aborted sink leaves nothing", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const inputs = Region.create(arena, Budget.create(arena));
  const draw = random(5);
  const rows = Array.from({ length: 300 }, () => columns.map(({ value }) => value(draw())));
  for (const one of cases) {
    const sink = hashAggregate.sink(specOf(one), contextOf(arena, region, 64));
    for (const batch of batchesOf(inputs, rows, 64)) sink.consume(batch);
    sink.abort();
    assert.equal(region.usedBytes, 0, one.name);
  }
});
