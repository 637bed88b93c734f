// What leaves the engine: every type's layout, with and without NULL, flat and through an index, in batches of
// every size. Expected values are the ones that went in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { Compiler } from "../codegen/compile.ts";
import { copiedOut } from "../column/arena-batch.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Batch, Field, Vector } from "../column/vector.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { kernelLibrary } from "../kernel/library.ts";
import type { Datum, IntervalValue } from "../type/datum.ts";
import {
  BOOL,
  BPCHAR,
  DATE,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
  TIMESTAMP,
} from "../type/logical-type.ts";
import type { TaskContext } from "./operator.ts";
import { type Output, type OutputSink, resultOf } from "./output.ts";
import { loadParts } from "./parts.ts";
import { createResultSink } from "./result.ts";
import { createValues } from "./values.ts";

await loadParts(["computing"]);

interface Column {
  readonly type: LogicalType;
  readonly valueOf: (row: number) => Exclude<Datum, null>;
}

const columns: readonly Column[] = [
  { type: BOOL, valueOf: (row) => row % 3 === 0 },
  { type: INT2, valueOf: (row) => (row % 2 === 0 ? row : -32768 + row) },
  { type: INT4, valueOf: (row) => (row % 2 === 0 ? row : -2147483648 + row) },
  { type: INT8, valueOf: (row) => (row % 2 === 0 ? BigInt(row) : -(2n ** 63n) + BigInt(row)) },
  { type: DATE, valueOf: (row) => row - 500 },
  { type: TIMESTAMP, valueOf: (row) => BigInt(row) * -123456789n },
  { type: FLOAT4, valueOf: (row) => Math.fround(row / 3) },
  { type: FLOAT8, valueOf: (row) => (row === 5 ? Number.POSITIVE_INFINITY : -row / 7) },
  { type: fixedNumeric(9, 2), valueOf: (row) => BigInt(row - 500) },
  { type: fixedNumeric(38, 3), valueOf: (row) => -(10n ** 37n) + BigInt(row) },
  { type: NUMERIC, valueOf: (row) => `${row - 500}.${"0".repeat(row % 5)}1` },
  { type: TEXT, valueOf: (row) => "ä".repeat(row % 7) + String(row) },
  { type: BPCHAR, valueOf: (row) => (row % 2 === 0 ? "" : "x".repeat(200)) },
  { type: INTERVAL, valueOf: (row) => ({ months: row - 5, days: 3 - row, micros: BigInt(row) * 10n ** 12n }) },
];

const isValid = (row: number, at: number): boolean => (row + at) % 4 !== 0;

function readColumn({ type, rows, data, offsets, validity }: ResultColumn): Datum[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const bit = (bytes: Uint8Array, row: number): boolean => (((bytes[row >> 3] as number) >> (row & 7)) & 1) === 1;
  const value = (row: number): Datum => {
    if (offsets !== undefined) return new TextDecoder().decode(data.subarray(offsets[row], offsets[row + 1]));
    switch (type.kind) {
      case "bool":
        return bit(data, row);
      case "int2":
        return view.getInt16(2 * row, true);
      case "int4":
      case "date":
        return view.getInt32(4 * row, true);
      case "int8":
      case "timestamp":
        return view.getBigInt64(8 * row, true);
      case "float4":
        return view.getFloat32(4 * row, true);
      case "float8":
        return view.getFloat64(8 * row, true);
      case "numeric":
        return (view.getBigInt64(16 * row + 8, true) << 64n) | view.getBigUint64(16 * row, true);
      case "interval": {
        const [months, days] = [view.getInt32(16 * row, true), view.getInt32(16 * row + 4, true)];
        return { months, days, micros: view.getBigInt64(16 * row + 8, true) } satisfies IntervalValue;
      }
      default:
        throw new Error(`${type.kind} without offsets`);
    }
  };
  return Array.from({ length: rows }, (_, row) => (validity === undefined || bit(validity, row) ? value(row) : null));
}

function contextOf(arena: Arena, batchRows: number): TaskContext {
  return {
    arena,
    region: Region.create(arena, Budget.create(arena)),
    compiler: new Compiler(arena, kernelLibrary(arena)),
    functions: evaluationFunctions(),
    batchRows,
    checkCancelled: () => {},
  };
}

/** The kinds of its outputs, and the batches as they are outside of the arena. */
function outputsOf(
  { region }: TaskContext,
  sink: OutputSink,
  batches: Iterable<Batch>,
): { readonly kinds: ReadonlySet<Output["kind"]>; readonly found: ResultBatch[] } {
  const found: ResultBatch[] = [];
  const kinds = new Set<Output["kind"]>();
  const add = (left: readonly Output[]): void => {
    for (const output of left) {
      kinds.add(output.kind);
      if (output.kind !== "arena") {
        found.push(resultOf(output));
        continue;
      }
      found.push(copiedOut(region.arena, output.batch));
      region.free(output.batch.address);
    }
  };
  for (const batch of batches) {
    sink.consume(batch);
    add(sink.take(false));
  }
  add(sink.last());
  sink.finish();
  return { kinds, found };
}

for (const [shared, inArena] of [
  [true, false],
  [true, true],
  [false, false],
  [false, true],
] as const) {
  for (const rows of [1, 63, 64, 65, 1000]) {
    const where = inArena ? "left in" : "copied out of";
    test(`every type, ${rows} rows ${where} ${shared ? "shared" : "unshared"} memory`, () => {
      const arena = Arena.create({ shared, maximumBytes: 256 << 20 });
      const context = contextOf(arena, 64);
      const { region } = context;
      const before = usedBytes(arena);
      for (const nulls of [false, true]) {
        const fields = columns.map(({ type }): Field => ({ name: type.kind, type, nullable: nulls }));
        const datum = (row: number, at: number): Datum =>
          nulls && !isValid(row, at) ? null : (columns[at] as Column).valueOf(row);
        const all = Array.from({ length: rows }, (_, row) => columns.map((_column, at) => datum(row, at)));
        const source = createValues(context, fields, all);
        const reversed = region.allocate(4 * 64);
        const batches = function* (): Generator<Batch> {
          for (let batch = source.next(), number = 0; batch !== undefined; batch = source.next(), number++) {
            // Every other batch is seen backwards through an index.
            const count = batch.rows;
            const order = Array.from({ length: count }, (_, row) => count - 1 - row);
            arena.view().u32.set(order, reversed >>> 2);
            yield number % 2 === 0
              ? batch
              : { rows: count, columns: batch.columns.map((column): Vector => ({ ...column, index: reversed })) };
          }
        };
        const { kinds, found: got } = outputsOf(context, createResultSink(context, { fields, inArena }), batches());
        assert.deepEqual([...kinds], [inArena ? "arena" : "result"]);
        source.close();
        region.free(reversed);
        const order = Array.from({ length: rows }, (_, row) => {
          const block = Math.floor(row / 64) * 64;
          return Math.floor(row / 64) % 2 === 0 ? row : block + Math.min(64, rows - block) - 1 - (row - block);
        });
        for (const at of columns.keys()) {
          const values = got.flatMap((batch) => readColumn(batch.columns[at] as ResultColumn));
          assert.deepEqual(
            values,
            order.map((row) => datum(row, at)),
            fields[at]?.name,
          );
        }
        for (const column of got.flatMap((batch) => batch.columns)) {
          assert.ok(column.data.buffer instanceof ArrayBuffer);
          assert.equal(column.validity === undefined, column.nullCount === 0);
        }
      }
      assert.equal(usedBytes(arena), before);
    });
  }
}

test("large batches leave as soon as they have a megabyte, small ones join", () => {
  const arena = Arena.create({ maximumBytes: 64 << 20 });
  const context = contextOf(arena, 100);
  const fields: Field[] = [{ name: "t", type: TEXT, nullable: false }];
  const run = (text: string): number[] => {
    const source = createValues(
      context,
      fields,
      Array.from({ length: 1000 }, () => [text]),
    );
    const batches = function* (): Generator<Batch> {
      for (let batch = source.next(); batch !== undefined; batch = source.next()) yield batch;
    };
    const { found: got } = outputsOf(context, createResultSink(context, { fields }), batches());
    source.close();
    return got.map((batch) => batch.rows);
  };
  assert.deepEqual(run("x"), [1000]);
  assert.deepEqual(run("x".repeat(8000)), [200, 200, 200, 200, 200]);
});

test("where little memory is free, nothing is left in it", () => {
  const arena = Arena.create({ maximumBytes: 256 << 20 });
  const fields: Field[] = [
    { name: "t", type: TEXT, nullable: false },
    { name: "n", type: fixedNumeric(9, 2), nullable: false },
  ];
  const numbers = Array.from({ length: 100 }, (_, row) => BigInt(row - 50));
  const kindsWithin = (limit: number, text = "some text"): readonly string[] => {
    const context = { ...contextOf(arena, 100), region: Region.create(arena, Budget.create(arena, limit)) };
    const source = createValues(
      context,
      fields,
      numbers.map((each) => [text, each]),
    );
    const batch = source.next();
    assert.ok(batch !== undefined);
    const { kinds, found } = outputsOf(context, createResultSink(context, { fields, inArena: true }), [batch]);
    assert.deepEqual(
      found.flatMap(({ columns: [, column] }) => readColumn(column as ResultColumn)),
      numbers,
    );
    source.close();
    return [...kinds];
  };
  assert.deepEqual(kindsWithin(32 << 20), ["result"]);
  assert.deepEqual(kindsWithin(128 << 20), ["arena"]);
  // 28 MB as values, 32 as they are gathered, and 28 more would leave less than is to stay free.
  assert.deepEqual(kindsWithin(132 << 20, "x".repeat(300_000)), ["result"]);
});
