// Nested columns from row chunks, as DuckDB reads them; where pages of nested columns are cut; what is refused.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createLocalFile } from "../../io/local-file-sink.ts";
import { ELEMENT_CODES } from "../../type/element-code.ts";
import { writeList } from "../../type/list-value.ts";
import { INT4, INTERVAL, type LogicalType, listOf, NUMERIC, TEXT, TIMETZ } from "../../type/logical-type.ts";
import { encodeSpace } from "../encode-space.ts";
import { nestedCuts } from "./page-cuts.ts";
import type { ColumnChunkData, RowChunk } from "./write-column-data.ts";
import { type ParquetFileOptions, ParquetFileWriter } from "./write-file.ts";
import { encodeRowGroup } from "./write-row-group.ts";
import { leavesOfTree, writeTreeOf } from "./write-tree.ts";

interface Duck {
  runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][] }>;
}

// DuckDB is a dev dependency: without it this file fails, there is no other judge.
const require = createRequire(import.meta.url);
let duck: Duck;
let folder: string;

before(async () => {
  const { DuckDBInstance } = require("@duckdb/node-api") as {
    DuckDBInstance: { create(path: string, options?: Record<string, string>): Promise<{ connect(): Promise<Duck> }> };
  };
  duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  folder = mkdtempSync(join(tmpdir(), "ffq-nested-"));
});

after(() => rmSync(folder, { recursive: true }));

type Numbers = readonly (number | null)[] | null;

/** Lists of integers; the bytes of NULL rows are not looked at. */
function listsOf(lists: readonly Numbers[]): ColumnChunkData {
  const values = lists.map((list) =>
    list === null
      ? Uint8Array.of(1, 2, 3)
      : writeList(
          ELEMENT_CODES.i32,
          list.map((value) => (value === null ? null : new Uint8Array(Int32Array.of(value).buffer))),
        ),
  );
  const offsets = new Int32Array(values.length + 1);
  for (const [row, { length }] of values.entries()) offsets[row + 1] = (offsets[row] as number) + length;
  const validity = Uint8Array.from(lists, (list) => (list === null ? 0 : 1));
  return { kind: "bytes", offsets, bytes: new Uint8Array(Buffer.concat(values)), validity };
}

const LISTS: readonly Numbers[] = [[1, 2], null, [], [null], [3], [4, null, 5, 6], null, [7], [], [8, 9]];

test("chunks of any size become row groups of any size", async () => {
  const schema = [
    { name: "a", type: listOf(INT4), nullable: true },
    { name: "i", type: INT4, nullable: false },
  ];
  const chunk = (from: number, to: number): RowChunk => ({
    rows: to - from,
    columns: [
      listsOf(LISTS.slice(from, to)),
      { kind: "int32", values: Int32Array.from({ length: to - from }, (_, at) => from + at) },
    ],
  });
  for (const options of [
    {},
    { rowGroupRows: 3 },
    { rowGroupRows: 4, pageVersion: 2, pageRows: 1 },
  ] as ParquetFileOptions[]) {
    for (const cuts of [
      [0, 10],
      [0, 1, 2, 7, 10],
      [0, 0, 5, 10],
    ]) {
      const path = join(folder, "chunks.parquet");
      const writer = new ParquetFileWriter(await createLocalFile(path), schema, options);
      for (let at = 1; at < cuts.length; at++) await writer.write(chunk(cuts[at - 1] as number, cuts[at] as number));
      await writer.finish();
      const rows = (await duck.runAndReadAll(`select a, i from '${path}'`)).getRowsJson();
      assert.deepEqual(
        rows,
        LISTS.map((list, at) => [list, at]),
        JSON.stringify([options, cuts]),
      );
    }
  }
});

test("a NULL in a nested column that is not nullable", () => {
  const schema = [{ name: "a", type: listOf(INT4), nullable: false }];
  const chunk = { rows: LISTS.length, columns: [listsOf(LISTS)] };
  assert.throws(() => encodeRowGroup(schema, chunk), {
    code: "CONSTRAINT",
    sqlstate: "23502",
    message: 'null value in column "a", which is not nullable',
  });
});

test("pages are cut at rows", () => {
  const space = encodeSpace();
  // Rows of 2, 1, 1, 4, 3 and 1 entries; definition level 1 says that there is a value.
  const repetitions = [0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 0];
  const definitions = [1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0];
  for (const [limits, wanted] of [
    [{ rows: 100, entries: 100 }, [[0, 6, 0, 12, 0, 9]]],
    [
      { rows: 100, entries: 4 },
      [
        [0, 3, 0, 4, 0, 3],
        [3, 4, 4, 8, 3, 6],
        [4, 6, 8, 12, 6, 9],
      ],
    ],
    [
      { rows: 2, entries: 100 },
      [
        [0, 2, 0, 3, 0, 2],
        [2, 4, 3, 8, 2, 6],
        [4, 6, 8, 12, 6, 9],
      ],
    ],
    [
      { rows: 100, entries: 1 },
      [
        [0, 1, 0, 2, 0, 2],
        [1, 2, 2, 3, 2, 2],
        [2, 3, 3, 4, 2, 3],
        [3, 4, 4, 8, 3, 6],
        [4, 5, 8, 11, 6, 9],
        [5, 6, 11, 12, 9, 9],
      ],
    ],
  ] as const) {
    space.reset();
    const levels = { count: 12, repetitions: space.allocate(12), definitions: space.allocate(12) };
    space.u8(levels.repetitions, 12).set(repetitions);
    space.u8(levels.definitions, 12).set(definitions);
    const cuts = nestedCuts(space, levels, 1, limits).map(({ row, end, entry, entryEnd, value, valueEnd }) => [
      row,
      end,
      entry,
      entryEnd,
      value,
      valueEnd,
    ]);
    assert.deepEqual(cuts, wanted, JSON.stringify(limits));
  }
  const nothing = nestedCuts(space, { count: 0, repetitions: 0, definitions: 0 }, 1, { rows: 1, entries: 1 });
  assert.deepEqual(nothing, [{ row: 0, end: 0, entry: 0, entryEnd: 0, value: 0, valueEnd: 0 }]);
});

test("paths and levels of leaves", () => {
  const entry: LogicalType = {
    kind: "struct",
    fields: [
      { name: "key", type: TEXT },
      { name: "value", type: listOf(INT4) },
    ],
  };
  const levels = (type: LogicalType, nullable: boolean): readonly unknown[] =>
    leavesOfTree(writeTreeOf({ name: "c", type, nullable })).map(({ path, maxRepetition, maxDefinition }) => [
      path.join("."),
      maxRepetition,
      maxDefinition,
    ]);
  assert.deepEqual(levels(INT4, false), [["c", 0, 0]]);
  assert.deepEqual(levels(listOf(INT4), true), [["c.list.element", 1, 3]]);
  assert.deepEqual(levels(listOf(listOf(INT4)), false), [["c.list.element.list.element", 2, 4]]);
  assert.deepEqual(levels(entry, true), [
    ["c.key", 0, 2],
    ["c.value.list.element", 1, 4],
  ]);
  assert.deepEqual(levels(listOf(entry), true), [
    ["c.list.element.key", 1, 4],
    ["c.list.element.value.list.element", 2, 6],
  ]);
  assert.deepEqual(levels({ kind: "list", element: entry, isMap: true }, true), [
    ["c.key_value.key", 1, 2],
    ["c.key_value.value.list.element", 2, 5],
  ]);
});

test("what Parquet cannot hold is refused within lists and structs too", () => {
  const deep = Array.from({ length: 40 }).reduce<LogicalType>((type) => listOf(type), INT4);
  for (const [type, message] of [
    [listOf(INTERVAL), 'writing interval[] to Parquet (column "c") is not supported'],
    [listOf(NUMERIC), 'writing numeric[] to Parquet (column "c") is not supported'],
    [
      { kind: "struct", fields: [{ name: "a", type: TIMETZ }] },
      'writing struct(a time with time zone) to Parquet (column "c") is not supported',
    ],
    [
      listOf({ kind: "struct", fields: [] }),
      'writing a struct without fields to Parquet (column "c": record[]) is not supported',
    ],
    [
      deep,
      `writing types that are nested so deeply to Parquet (column "c": integer${"[]".repeat(40)}) is not supported`,
    ],
  ] as readonly [LogicalType, string][]) {
    assert.throws(() => writeTreeOf({ name: "c", type, nullable: true }), {
      code: "UNSUPPORTED",
      sqlstate: "0A000",
      message,
    });
  }
});
