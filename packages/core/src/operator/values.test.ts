// VALUES and generate_series: PostgreSQL's rows, at every batch size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import type { FfqError } from "../common/error.ts";
import { numericText } from "../function/numeric-digits.ts";
import type { Datum } from "../type/datum.ts";
import {
  BOOL,
  DATE,
  FLOAT8,
  fixedNumeric,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
  UNKNOWN,
} from "../type/logical-type.ts";
import { contextOf, layBatches, sourceOf } from "./context.fixture.ts";
import { createTableFunction } from "./table-function.ts";
import { createValues } from "./values.ts";
import { readSource, readVector, type Value } from "./vector.fixture.ts";

const SIZES = [1, 63, 64, 65, 8192];

function onBothArenas(body: (region: Region, inputs: Region) => void): void {
  for (const shared of [true, false]) {
    const arena = Arena.create({ shared, initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const region = Region.create(arena, Budget.create(arena));
    body(region, inputs);
    assert.equal(region.usedBytes, 0, "bytes left");
    region.release();
    inputs.release();
  }
}

const constants: readonly (readonly [LogicalType, readonly Datum[], readonly Value[]])[] = [
  [BOOL, [true, null, false], [true, null, false]],
  [INT4, [1, -(2 ** 31), null], [1, -(2 ** 31), null]],
  [INT8, [2n ** 63n - 1n, null, -1n], [2n ** 63n - 1n, null, -1n]],
  [FLOAT8, [0.5, null, Number.NaN], [0.5, null, Number.NaN]],
  [DATE, [0, 20000, null], [0, 20000, null]],
  [fixedNumeric(10, 2), [100n, null, -5n], [100n, null, -5n]],
  [fixedNumeric(38, 2), [10n ** 37n, null, -(10n ** 37n)], [10n ** 37n, null, -(10n ** 37n)]],
  [TEXT, ["", null, "çé and more"], ["", null, "çé and more"]],
  [UNKNOWN, [null, null, "x"], [null, null, "x"]],
  [
    INTERVAL,
    [{ months: -1, days: 2, micros: -3n }, null, { months: 0, days: 0, micros: 5n }],
    [(-3n << 64n) | (2n << 32n) | 0xffffffffn, null, 5n << 64n],
  ],
];

test("values of every type", () => {
  onBothArenas((region) => {
    const fields = constants.map(([type]) => ({ name: "", type, nullable: true }));
    for (const size of SIZES) {
      const rows = Array.from({ length: 99 }, (_, at) => constants.map(([, datums]) => datums[at % 3] as Datum));
      const source = createValues(contextOf(region.arena, region, size), fields, rows);
      const expected = Array.from({ length: 99 }, (_, at) => constants.map(([, , values]) => values[at % 3] as Value));
      assert.deepEqual(readSource(region, source, size), expected);
      source.close();
    }
  });
});

test("numerics without fixed scale keep their digits", () => {
  onBothArenas((region) => {
    const texts = ["1.50", "-0.001", "NaN", "0"];
    const fields = [{ name: "", type: NUMERIC, nullable: false }];
    const source = createValues(
      contextOf(region.arena, region, 64),
      fields,
      texts.map((text) => [text]),
    );
    const column = source.next()?.columns[0] as Vector;
    const { u8, u32 } = region.arena.view();
    const got = texts.map((_, at) => {
      const [address, length] = [
        u32[(column.data >>> 2) + 2 * at] as number,
        u32[(column.data >>> 2) + 2 * at + 1] as number,
      ];
      assert.equal(address % 4, 0);
      return numericText(new Uint8Array(u8.slice(address, address + length)));
    });
    assert.deepEqual(got, texts);
    source.close();
  });
});

test("a row without columns is a row; no rows are none", () => {
  onBothArenas((region) => {
    const context = contextOf(region.arena, region, 64);
    assert.deepEqual(createValues(context, [], [[]]).next(), { rows: 1, columns: [] });
    const none = createValues(context, [{ name: "", type: TEXT, nullable: true }], []);
    assert.equal(none.next(), undefined);
    none.close();
  });
});

/** first, last, step. */
const series: readonly (readonly [readonly (number | null)[], readonly number[]])[] = [
  [
    [1, 5],
    [1, 2, 3, 4, 5],
  ],
  [[5, 1], []],
  [[3, 3], [3]],
  [
    [1, 10, 4],
    [1, 5, 9],
  ],
  [
    [10, 1, -4],
    [10, 6, 2],
  ],
  [[10, 1, 1], []],
  [[null, 1], []],
  [[1, null], []],
  [[1, 5, null], []],
  [
    [2 ** 31 - 2, 2 ** 31 - 1],
    [2 ** 31 - 2, 2 ** 31 - 1],
  ],
  [[2 ** 31 - 3, 2 ** 31 - 1, 2 ** 31 - 1], [2 ** 31 - 3]],
  [
    [-(2 ** 31) + 1, -(2 ** 31), -1],
    [-(2 ** 31) + 1, -(2 ** 31)],
  ],
  [
    [-(2 ** 31), 2 ** 31 - 1, 2 ** 31 - 1],
    [-(2 ** 31), -1, 2 ** 31 - 2],
  ],
];

for (const type of [INT4, INT8]) {
  for (const [args, expected] of series) {
    test(`generate_series(${args.join(", ")}) of ${type.kind}`, () => {
      onBothArenas((region) => {
        const typed = (value: number | null): Datum => (value === null || type === INT4 ? value : BigInt(value));
        const call = {
          overload: `generate_series(${args.map(() => type.kind).join()})`,
          args: args.map((value) => ({ kind: "constant", value: typed(value), type }) as const),
          fields: [{ name: "generate_series", type, nullable: false }],
        };
        for (const size of SIZES) {
          const source = createTableFunction(contextOf(region.arena, region, size), call);
          assert.deepEqual(
            readSource(region, source, size),
            expected.map((value) => [typed(value)]),
          );
          source.close();
        }
      });
    });
  }
}

test("bigint series end at the ends of the type", () => {
  onBothArenas((region) => {
    const [least, greatest] = [-(2n ** 63n), 2n ** 63n - 1n];
    for (const [args, expected] of [
      [
        [greatest - 1n, greatest],
        [greatest - 1n, greatest],
      ],
      [
        [least, greatest, greatest],
        [least, -1n, greatest - 1n],
      ],
      [
        [greatest, least, least],
        [greatest, -1n],
      ],
    ] as const) {
      const call = {
        overload: `generate_series(${args.map(() => "int8").join()})`,
        args: args.map((value) => ({ kind: "constant", value, type: INT8 }) as const),
        fields: [],
      };
      const source = createTableFunction(contextOf(region.arena, region, 64), call);
      assert.deepEqual(readVector(region, source.next()?.columns[0] as Vector, expected.length), expected);
      assert.equal(source.next(), undefined);
      source.close();
    }
  });
});

test("a series for each input row", () => {
  onBothArenas((region, inputs) => {
    const rows = Array.from({ length: 200 }, (_, at): Value[] => [`row ${at}`, at % 9 === 0 ? null : at % 7, at % 5]);
    const expected = rows.flatMap(([name, last, first]) =>
      Array.from({ length: last === null ? 0 : Math.max(0, (last as number) - (first as number) + 1) }, (_, at) => [
        name,
        last,
        first,
        (first as number) + at,
      ]),
    );
    const call = {
      overload: "generate_series(int4,int4)",
      args: [2, 1].map((index) => ({ kind: "input", index, type: INT4 }) as const),
      fields: [],
    };
    for (const size of SIZES) {
      const input = sourceOf(layBatches(inputs, [TEXT, INT4, INT4], rows, size));
      const source = createTableFunction(contextOf(region.arena, region, size), call, input);
      assert.deepEqual(readSource(region, source, size), expected);
      source.close();
    }
  });
});

test("a step of 0, and functions that are not there", () => {
  onBothArenas((region) => {
    const context = contextOf(region.arena, region, 64);
    const zero = [1, 5, 0].map((value) => ({ kind: "constant", value, type: INT4 }) as const);
    const source = createTableFunction(context, {
      overload: "generate_series(int4,int4,int4)",
      args: zero,
      fields: [],
    });
    assert.throws(
      () => source.next(),
      (error: FfqError) =>
        error.code === "DATA" && error.sqlstate === "22023" && error.message === "step size cannot equal zero",
    );
    source.close();
    assert.throws(
      () => createTableFunction(context, { overload: "unnest(int4)", args: [], fields: [] }),
      (error: FfqError) => error.code === "UNSUPPORTED",
    );
  });
});
