// A table as Spark writes it with its older settings, built from parts: a folder of part files beside what is no data, all
// columns optional, timestamps in INT96, decimals in fixed bytes, PLAIN_DICTIONARY in V1 pages, lists of `bag` and `array`,
// maps of MAP_KEY_VALUE.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "@ffq/client";
import { openDuck } from "./duckdb.ts";
import { textRows } from "./engine-answers.ts";
import { type Element, fileOf, i32, ints, levels, list, page, struct, text } from "./fuzz/parquet/build-file.ts";
import { joinFile, type PagePart } from "./fuzz/parquet/file-parts.ts";

const [INT32, INT96, BYTES, FIXED] = [1, 3, 6, 7];
const [UTF8, MAP, MAP_KEY_VALUE, LIST, DECIMAL] = [0, 1, 2, 3, 5];
const PLAIN_DICTIONARY = 2;
const SNAPPY = 1;

const optional = { repetition: 1 } as const;
const ELEMENTS: readonly Element[] = [
  { name: "id", type: INT32, ...optional },
  { name: "moment", type: INT96, ...optional },
  { name: "price", type: FIXED, ...optional, length: 5, converted: DECIMAL, decimal: [10, 2] },
  { name: "name", type: BYTES, ...optional, converted: UTF8 },
  { name: "tags", ...optional, children: 1, converted: LIST },
  { name: "tags.bag", repetition: 2, children: 1 },
  { name: "tags.bag.array", type: BYTES, ...optional, converted: UTF8 },
  { name: "props", ...optional, children: 1, converted: MAP },
  { name: "props.map", repetition: 2, children: 2, converted: MAP_KEY_VALUE },
  { name: "props.map.key", type: BYTES, repetition: 0, converted: UTF8 },
  { name: "props.map.value", type: INT32, ...optional },
];

/** Nanoseconds of the day, then the Julian day. */
function int96(moment: string): number[] {
  const microseconds = BigInt(Date.parse(`${moment.slice(0, 19)}Z`)) * 1000n + BigInt(moment.slice(20).padEnd(6, "0"));
  const day = 86_400_000_000n;
  const ofDay = ((microseconds % day) + day) % day;
  const bytes = new DataView(new ArrayBuffer(12));
  bytes.setBigInt64(0, ofDay * 1000n, true);
  bytes.setInt32(8, Number((microseconds - ofDay) / day) + 2_440_588, true);
  return [...new Uint8Array(bytes.buffer)];
}

const fixed = (value: number): number[] =>
  Array.from({ length: 5 }, (_, at) => Number((BigInt(value) >> BigInt(8 * (4 - at))) & 255n));

const texts = (...values: readonly string[]): number[] =>
  values.flatMap((value) => [value.length, 0, 0, 0, ...Buffer.from(value)]);

const dictionary = (entries: number, body: readonly number[]): PagePart => ({
  header: struct({ 1: i32(2), 2: i32(0), 3: i32(0), 7: struct({ 1: i32(entries), 2: i32(PLAIN_DICTIONARY) }) }),
  levels: new Uint8Array(),
  body: Uint8Array.from(body),
});

/** Rows `first` to `first + 3`. */
function partFile(first: number): Uint8Array {
  const moments = ["2020-01-02 03:04:05.123456", "1969-12-31 23:59:59.999999", "1900-01-01 00:00:00.000000"];
  const someOf4 = levels([1, 1], [1, 0], [2, 1]);
  const pages: readonly (readonly [type: number, values: number, pages: PagePart[]])[] = [
    [INT32, 4, [page(4, [...levels([4, 1]), ...ints(first, first + 1, first + 2, first + 3)])]],
    [INT96, 4, [page(4, [...someOf4, ...moments.flatMap(int96)])]],
    [FIXED, 4, [page(4, [...someOf4, ...[1234, -1, 9_999_999_999].flatMap(fixed)])]],
    // Codes 0, 1, 0 in one bit each.
    [BYTES, 4, [dictionary(2, texts("a", "b")), page(4, [...someOf4, 1, 3, 0b010], PLAIN_DICTIONARY)]],
    [
      BYTES,
      5,
      [
        page(5, [
          ...levels([1, 0], [1, 1], [3, 0]),
          ...levels([1, 3], [1, 2], [1, 1], [1, 0], [1, 3]),
          ...texts("x", "y"),
        ]),
      ],
    ],
    [
      BYTES,
      5,
      [page(5, [...levels([4, 0], [1, 1]), ...levels([1, 2], [1, 1], [1, 0], [2, 2]), ...texts("k", "k", "l")])],
    ],
    [
      INT32,
      5,
      [page(5, [...levels([4, 0], [1, 1]), ...levels([1, 3], [1, 1], [1, 0], [1, 3], [1, 2]), ...ints(1, 2)])],
    ],
  ];
  const parts = fileOf(
    4,
    ELEMENTS,
    pages.map(([type, values, own]) => ({ type, values, pages: own })),
  );
  for (const chunk of parts.chunks[0] ?? []) chunk.codec = SNAPPY;
  const schema = '{"type":"struct","fields":[]}';
  parts.footer.fields.push(
    { id: 5, value: list(12, struct({ 1: text("org.apache.spark.sql.parquet.row.metadata"), 2: text(schema) })) },
    { id: 6, value: text("parquet-mr version 1.10.1 (build a89df8f9932b6ef6633d06069e50c9b7970bebd1)") },
  );
  return joinFile(parts);
}

test("a folder that Spark wrote", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ffq-spark-"));
  const [engine, duck] = [await Engine.create({ threads: 0 }), await openDuck(1)];
  try {
    const table = join(folder, "table.parquet");
    mkdirSync(table);
    for (const [number, first] of [0, 4].entries()) {
      const name = `part-0000${number}-3f1b2c4d-0000-4000-8000-000000000000-c000.snappy.parquet`;
      writeFileSync(join(table, name), partFile(first));
      writeFileSync(join(table, `.${name}.crc`), "crc");
    }
    writeFileSync(join(table, "_SUCCESS"), "");
    const from = `FROM '${table}/*.parquet'`;
    const flat = `SELECT id, moment::VARCHAR, price::VARCHAR, name ${from} ORDER BY id`;
    const rowsFrom = (first: number): (string | null)[][] => [
      [`${first}`, "2020-01-02 03:04:05.123456", "12.34", "a"],
      [`${first + 1}`, null, null, null],
      [`${first + 2}`, "1969-12-31 23:59:59.999999", "-0.01", "b"],
      [`${first + 3}`, "1900-01-01 00:00:00", "99999999.99", "a"],
    ];
    const wanted = [...rowsFrom(0), ...rowsFrom(4)];
    assert.deepEqual(await duck.rows(flat), wanted);
    assert.deepEqual(await textRows(engine, flat), wanted);
    assert.deepEqual(await textRows(engine, `SELECT tags, props ${from} WHERE id < 4 ORDER BY id`), [
      ["{x,NULL}", '{"(k,1)"}'],
      ["{}", "{}"],
      [null, null],
      ["{y}", '{"(k,2)","(l,)"}'],
    ]);
    const late = "moment > TIMESTAMP '2000-01-01' AND name = 'a' AND price > 12";
    assert.deepEqual(await textRows(engine, `SELECT id ${from} WHERE ${late} ORDER BY id`), [["0"], ["4"]]);
  } finally {
    await engine.close();
    duck.close();
    rmSync(folder, { recursive: true });
  }
});
