// Files of ours read back by DuckDB: every type, NULLs, page versions, codecs, statistics.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Field } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import type { ByteSink } from "../../io/byte-store.ts";
import { createLocalFile } from "../../io/local-file-sink.ts";
import { isStage } from "../../io/stage-name.ts";
import {
  BOOL,
  DATE,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  INTERVAL,
  NUMERIC,
  TEXT,
  TIMESTAMP,
} from "../../type/logical-type.ts";
import type { ColumnChunkData, RowChunk } from "./write-column-data.ts";
import { type ParquetFileOptions, ParquetFileWriter } from "./write-file.ts";
import { encodeRowGroup } from "./write-row-group.ts";

interface Duck {
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][]; columnNames(): string[] }>;
}

// DuckDB is a dev dependency of the bench package. Without it this file fails: there is no other judge.
const require = createRequire(new URL("../../../../bench/package.json", import.meta.url));
let duck: Duck;
let folder: string;

before(async () => {
  const { DuckDBInstance } = require("@duckdb/node-api") as {
    DuckDBInstance: { create(path: string, options?: Record<string, string>): Promise<{ connect(): Promise<Duck> }> };
  };
  duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  folder = mkdtempSync(join(tmpdir(), "ffq-parquet-"));
});

after(() => rmSync(folder, { recursive: true }));

async function ask(sql: string): Promise<unknown[][]> {
  return (await duck.runAndReadAll(sql)).getRows();
}

function column(name: string, type: Field["type"], nullable = true): Field {
  return { name, type, nullable };
}

let files = 0;

async function write(
  schema: readonly Field[],
  chunks: readonly RowChunk[],
  options: ParquetFileOptions = {},
): Promise<string> {
  const path = join(folder, `f${files++}.parquet`);
  const writer = new ParquetFileWriter(await createLocalFile(path), schema, options);
  try {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.finish();
  } finally {
    await writer.abort();
  }
  return path;
}

function texts(values: readonly (string | null)[], nullBytes = ""): ColumnChunkData {
  const encoded = values.map((value) => new TextEncoder().encode(value ?? nullBytes));
  const offsets = new Int32Array(values.length + 1);
  for (const [i, bytes] of encoded.entries()) offsets[i + 1] = (offsets[i] as number) + bytes.length;
  const validity = Uint8Array.from(values, (value) => (value === null ? 0 : 1));
  return { kind: "bytes", offsets, bytes: new Uint8Array(Buffer.concat(encoded)), validity };
}

function int128(values: readonly bigint[]): BigInt64Array {
  return BigInt64Array.from(values.flatMap((value) => [BigInt.asIntN(64, value), value >> 64n]));
}

const VALIDITY = Uint8Array.of(1, 0, 1, 255, 1);
const BIG = 99999999999999999999999999999999999999n;

/** One row per type: five values, the second NULL, and how DuckDB shows the column's type and values. */
const TYPES: readonly {
  name: string;
  field: Field["type"];
  data: ColumnChunkData;
  duckType: string;
  shown: readonly (string | null)[];
}[] = [
  {
    name: "boolean",
    field: BOOL,
    data: { kind: "bool", values: Uint8Array.of(1, 0, 0, 1, 0), validity: VALIDITY },
    duckType: "BOOLEAN",
    shown: ["true", null, "false", "true", "false"],
  },
  {
    name: "smallint",
    field: INT2,
    data: { kind: "int32", values: Int32Array.of(-32768, 9, 32767, 0, 1), validity: VALIDITY },
    duckType: "SMALLINT",
    shown: ["-32768", null, "32767", "0", "1"],
  },
  {
    name: "integer",
    field: INT4,
    data: { kind: "int32", values: Int32Array.of(-2147483648, 9, 2147483647, 0, 1), validity: VALIDITY },
    duckType: "INTEGER",
    shown: ["-2147483648", null, "2147483647", "0", "1"],
  },
  {
    name: "bigint",
    field: INT8,
    data: {
      kind: "int64",
      values: BigInt64Array.of(-(2n ** 63n), 9n, 2n ** 63n - 1n, -1n, 4294967296n),
      validity: VALIDITY,
    },
    duckType: "BIGINT",
    shown: ["-9223372036854775808", null, "9223372036854775807", "-1", "4294967296"],
  },
  {
    name: "real",
    field: FLOAT4,
    data: { kind: "float", values: Float32Array.of(1.5, 9, -0.25, Number.POSITIVE_INFINITY, 0), validity: VALIDITY },
    duckType: "FLOAT",
    shown: ["1.5", null, "-0.25", "inf", "0.0"],
  },
  {
    name: "double precision",
    field: FLOAT8,
    data: { kind: "double", values: Float64Array.of(1.5, 9, -1e300, Number.NaN, 0), validity: VALIDITY },
    duckType: "DOUBLE",
    shown: ["1.5", null, "-1e+300", "nan", "0.0"],
  },
  {
    name: "numeric(9,2) from int64",
    field: fixedNumeric(9, 2),
    data: { kind: "int64", values: BigInt64Array.of(-999999999n, 9n, 999999999n, 0n, 1n), validity: VALIDITY },
    duckType: "DECIMAL(9,2)",
    shown: ["-9999999.99", null, "9999999.99", "0.00", "0.01"],
  },
  {
    name: "numeric(15,2)",
    field: fixedNumeric(15, 2),
    data: { kind: "int64", values: BigInt64Array.of(-123456789012345n, 9n, 100n, 0n, 1n), validity: VALIDITY },
    duckType: "DECIMAL(15,2)",
    shown: ["-1234567890123.45", null, "1.00", "0.00", "0.01"],
  },
  {
    name: "numeric(15,2) from int32",
    field: fixedNumeric(15, 2),
    data: { kind: "int32", values: Int32Array.of(-12345, 9, 100, 0, 1), validity: VALIDITY },
    duckType: "DECIMAL(15,2)",
    shown: ["-123.45", null, "1.00", "0.00", "0.01"],
  },
  {
    name: "numeric(38,0)",
    field: fixedNumeric(38, 0),
    data: { kind: "int128", values: int128([-BIG, 9n, BIG, 0n, -1n]), validity: VALIDITY },
    duckType: "DECIMAL(38,0)",
    shown: [`-${BIG}`, null, `${BIG}`, "0", "-1"],
  },
  {
    name: "numeric(38,2) from int64",
    field: fixedNumeric(38, 2),
    data: { kind: "int64", values: BigInt64Array.of(-5n, 9n, 2n ** 62n, 0n, 1n), validity: VALIDITY },
    duckType: "DECIMAL(38,2)",
    shown: ["-0.05", null, "46116860184273879.04", "0.00", "0.01"],
  },
  {
    name: "text",
    field: TEXT,
    data: texts(["", null, "žluťoučký kůň", "a", ""]),
    duckType: "VARCHAR",
    shown: ["", null, "žluťoučký kůň", "a", ""],
  },
  {
    name: "text, NULL rows with bytes",
    field: TEXT,
    data: texts(["x", null, "yy", "zzz", "x"], "junk"),
    duckType: "VARCHAR",
    shown: ["x", null, "yy", "zzz", "x"],
  },
  {
    name: "date",
    field: DATE,
    data: { kind: "int32", values: Int32Array.of(0, 9, -1, 19000, 8035), validity: VALIDITY },
    duckType: "DATE",
    shown: ["1970-01-01", null, "1969-12-31", "2022-01-08", "1992-01-01"],
  },
  {
    name: "timestamp",
    field: TIMESTAMP,
    data: { kind: "int64", values: BigInt64Array.of(0n, 9n, -1n, 1500000n, 86400000000n), validity: VALIDITY },
    duckType: "TIMESTAMP",
    shown: ["1970-01-01 00:00:00", null, "1969-12-31 23:59:59.999999", "1970-01-01 00:00:01.5", "1970-01-02 00:00:00"],
  },
  {
    name: "all NULL",
    field: INT8,
    data: { kind: "int64", values: new BigInt64Array(5), validity: new Uint8Array(5) },
    duckType: "BIGINT",
    shown: [null, null, null, null, null],
  },
];

describe("every type comes back from DuckDB", () => {
  for (const codec of ["none", "snappy", "zstd", "gzip"] as const) {
    for (const pageVersion of [1, 2] as const) {
      for (const dictionary of [true, false]) {
        test(`${codec}, pages V${pageVersion}, ${dictionary ? "dictionary" : "plain"}`, async () => {
          const schema = TYPES.map((row) => column(row.name, row.field));
          const path = await write(schema, [{ rows: 5, columns: TYPES.map((row) => row.data) }], {
            codec,
            pageVersion,
            dictionary,
          });
          const described = await ask(`DESCRIBE SELECT * FROM '${path}'`);
          assert.deepEqual(
            described.map((row) => row[1]),
            TYPES.map((row) => row.duckType),
          );
          for (const row of TYPES) {
            const values = await ask(`SELECT "${row.name}"::VARCHAR FROM '${path}'`);
            assert.deepEqual(
              values.map((value) => value[0]),
              row.shown,
              row.name,
            );
          }
        });
      }
    }
  }
});

test("columns that are not nullable are required", async () => {
  const path = await write(
    [column("a", INT4, false)],
    [{ rows: 3, columns: [{ kind: "int32", values: Int32Array.of(3, 1, 2) }] }],
  );
  assert.deepEqual(await ask(`SELECT * FROM '${path}'`), [[3], [1], [2]]);
  const rows = await ask(
    `SELECT repetition_type, logical_type, converted_type FROM parquet_schema('${path}') WHERE name = 'a'`,
  );
  assert.equal((rows[0] as unknown[])[0], "REQUIRED");
  await assert.rejects(
    write(
      [column("a", INT4, false)],
      [{ rows: 1, columns: [{ kind: "int32", values: Int32Array.of(3), validity: Uint8Array.of(0) }] }],
      { rowGroupRows: 1 },
    ),
    (error) => error instanceof FfqError && error.code === "CONSTRAINT",
  );
});

test("no rows", async () => {
  const path = await write([column("a", INT4), column("b", TEXT)], []);
  assert.deepEqual(await ask(`SELECT * FROM '${path}'`), []);
  assert.deepEqual(
    (await ask(`DESCRIBE SELECT * FROM '${path}'`)).map((row) => row[0]),
    ["a", "b"],
  );
});

/** Rows of every shape of run: constants, alternations, sorted and scattered values, with NULLs. */
function mixed(from: number, rows: number): RowChunk {
  const key = new BigInt64Array(rows);
  const few = new Int32Array(rows);
  const unique = new Float64Array(rows);
  const flags = new Uint8Array(rows);
  const validity = new Uint8Array(rows);
  const words: string[] = [];
  for (let i = 0; i < rows; i++) {
    const row = from + i;
    key[i] = BigInt(Math.floor(row / 3)) - 1000n;
    few[i] = row % 1000 < 500 ? 7 : (row * 7919) % 31;
    unique[i] = row * 1.25;
    flags[i] = (row >>> 2) & 1;
    validity[i] = row % 100 < 40 || row % 3 === 0 ? 1 : 0;
    words.push(`row ${row % 777} of ${"x".repeat(row % 50)}`);
  }
  const columns: ColumnChunkData[] = [
    { kind: "int64", values: key },
    { kind: "int32", values: few, validity },
    { kind: "double", values: unique, validity },
    { kind: "bool", values: flags, validity },
    { ...texts(words), validity } as ColumnChunkData,
  ];
  return { rows, columns };
}

const MIXED = [
  column("key", INT8, false),
  column("few", INT4),
  column("u", FLOAT8),
  column("f", BOOL),
  column("w", TEXT),
];

const SHAPES: readonly { name: string; chunks: readonly number[]; options: ParquetFileOptions; groups: number }[] = [
  { name: "one row group of many pages", chunks: [50000], options: { pageBytes: 10000 }, groups: 1 },
  {
    name: "V2, many pages, plain",
    chunks: [50000],
    options: { pageBytes: 10000, pageVersion: 2, dictionary: false },
    groups: 1,
  },
  { name: "several row groups from one chunk", chunks: [50000], options: { rowGroupRows: 12345 }, groups: 5 },
  {
    name: "row groups from small chunks",
    chunks: [7000, 1, 30000, 12999],
    options: { rowGroupRows: 10000 },
    groups: 5,
  },
  { name: "zstd", chunks: [50000], options: { codec: "zstd", level: 1 }, groups: 1 },
  {
    name: "gzip, small dictionaries",
    chunks: [50000],
    options: { codec: "gzip", level: 1, dictionaryBytes: 2000 },
    groups: 1,
  },
  { name: "uncompressed without checksums", chunks: [50000], options: { codec: "none", checksums: false }, groups: 1 },
];

for (const shape of SHAPES) {
  test(shape.name, async () => {
    let from = 0;
    const chunks = shape.chunks.map((rows) => {
      const chunk = mixed(from, rows);
      from += rows;
      return chunk;
    });
    const path = await write(MIXED, chunks, shape.options);
    const groups = await ask(`SELECT count(DISTINCT row_group_id)::INT FROM parquet_metadata('${path}')`);
    assert.deepEqual(groups, [[shape.groups]]);
    const wrong = await ask(`
      WITH expected AS (
        SELECT r, r // 3 - 1000 AS key, CASE WHEN r % 1000 < 500 THEN 7 ELSE (r * 7919) % 31 END AS few, r * 1.25::DOUBLE AS u,
          (r >> 2) & 1 = 1 AS f, 'row ' || (r % 777) || ' of ' || repeat('x', (r % 50)::INT) AS w,
          r % 100 < 40 OR r % 3 = 0 AS present
        FROM range(50000) t(r))
      SELECT count(*)::INT FROM expected e POSITIONAL JOIN '${path}' p
      WHERE e.key IS DISTINCT FROM p.key OR (CASE WHEN present THEN e.few END) IS DISTINCT FROM p.few
        OR (CASE WHEN present THEN e.u END) IS DISTINCT FROM p.u OR (CASE WHEN present THEN e.f END) IS DISTINCT FROM p.f
        OR (CASE WHEN present THEN e.w END) IS DISTINCT FROM p.w`);
    assert.deepEqual(wrong, [[0]]);
    assert.deepEqual(await ask(`SELECT count(*)::INT, count(w)::INT FROM '${path}'`), [[50000, 30000]]);
  });
}

test("a dictionary that grows too large gives way to PLAIN", async () => {
  const rows = 20000;
  const chunk: RowChunk = {
    rows,
    columns: [
      { kind: "int64", values: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)) },
      { kind: "int64", values: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i % 10)) },
      texts(Array.from({ length: rows }, (_, i) => `value ${i}`)),
    ],
  };
  const path = await write([column("unique", INT8), column("few", INT8), column("t", TEXT)], [chunk]);
  const encodings = await ask(
    `SELECT encodings, dictionary_page_offset IS NOT NULL FROM parquet_metadata('${path}') ORDER BY column_id`,
  );
  assert.deepEqual(
    encodings.map((row) => row[1]),
    [false, true, false],
  );
  assert.match(String((encodings[1] as unknown[])[0]), /RLE_DICTIONARY/);
  assert.deepEqual(await ask(`SELECT sum("unique")::INT, sum(few)::INT, count(DISTINCT t)::INT FROM '${path}'`), [
    [199990000, 90000, 20000],
  ]);
});

test("statistics are those of the column's order", async () => {
  const schema = [
    column("i", INT4),
    column("l", INT8),
    column("d", FLOAT8),
    column("n", FLOAT8),
    column("m", fixedNumeric(30, 0)),
    column("t", TEXT),
    column("long", TEXT),
    column("day", DATE),
    column("b", BOOL),
    column("z", FLOAT8),
  ];
  const long = "k".repeat(100);
  const validity = Uint8Array.of(1, 1, 1, 0);
  const chunk: RowChunk = {
    rows: 4,
    columns: [
      { kind: "int32", values: Int32Array.of(5, -3, 2, -100), validity },
      { kind: "int64", values: BigInt64Array.of(-(2n ** 40n), 2n ** 40n + 1n, 0n, 2n ** 60n), validity },
      { kind: "double", values: Float64Array.of(1, -2.5, 0, 100), validity },
      { kind: "double", values: Float64Array.of(1, Number.NaN, 0, 100), validity },
      { kind: "int128", values: int128([-(10n ** 25n), 10n ** 25n, 0n, 10n ** 28n]), validity },
      { ...texts(["b", "é", "", "zzz"]), validity } as ColumnChunkData,
      { ...texts([long, `${long}l`, long, "zzz"]), validity } as ColumnChunkData,
      { kind: "int32", values: Int32Array.of(0, 365, -1, 9999), validity },
      { kind: "bool", values: Uint8Array.of(1, 1, 1, 0), validity },
      { kind: "double", values: Float64Array.of(0, 0, 0, 5), validity },
    ],
  };
  for (const dictionary of [true, false]) {
    const path = await write(schema, [chunk], { dictionary });
    const rows = await ask(`
      SELECT path_in_schema, stats_min_value, stats_max_value, stats_null_count::INT, min_is_exact, max_is_exact
      FROM parquet_metadata('${path}') ORDER BY column_id`);
    assert.deepEqual(rows, [
      ["i", "-3", "5", 1, true, true],
      ["l", "-1099511627776", "1099511627777", 1, true, true],
      ["d", "-2.5", "1.0", 1, true, true],
      ["n", null, null, 1, null, null],
      ["m", `-1${"0".repeat(25)}`, `1${"0".repeat(25)}`, 1, true, true],
      ["t", "", "é", 1, true, true],
      ["long", "k".repeat(64), `${"k".repeat(63)}l`, 1, false, false],
      ["day", "1969-12-31", "1971-01-01", 1, true, true],
      ["b", "true", "true", 1, true, true],
      ["z", "-0.0", "0.0", 1, true, true],
    ]);
    // And DuckDB prunes by them without losing rows.
    assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${path}' WHERE long = '${long}l'`), [[1]]);
    assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${path}' WHERE t = 'é'`), [[1]]);
    assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${path}' WHERE n > 50`), [[1]]);
  }
});

test("snappy: repetitive, random and long inputs", async () => {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed;
  };
  const values = [
    "",
    "a",
    "ab".repeat(100000),
    "x".repeat(70000),
    Array.from({ length: 200000 }, () => String.fromCharCode(33 + ((random() >>> 8) % 90))).join(""),
    Array.from({ length: 30000 }, () => ["alpha", "beta ", "gamma!", "delta?"][(random() >>> 8) % 4]).join(""),
    ...Array.from({ length: 300 }, (_, i) => "0123456789abcdef".repeat(5).slice(0, i % 80)),
  ];
  const path = await write([column("t", TEXT)], [{ rows: values.length, columns: [texts(values)] }], {
    dictionary: false,
  });
  const rows = await ask(`SELECT t FROM '${path}'`);
  assert.deepEqual(
    rows.map((row) => row[0]),
    values,
  );
});

test("encoding is pure: the same rows, the same bytes", () => {
  const one = encodeRowGroup(MIXED, mixed(0, 3000));
  const two = encodeRowGroup(MIXED, mixed(0, 3000));
  assert.deepEqual(one, two);
  for (const { byteOffset } of one.pieces) assert.equal(byteOffset, 0);
});

test("row groups encoded elsewhere are appended", async () => {
  const path = join(folder, "appended.parquet");
  const writer = new ParquetFileWriter(await createLocalFile(path), MIXED);
  await writer.write(mixed(0, 100));
  await writer.writeRowGroup(structuredClone(encodeRowGroup(MIXED, mixed(100, 200))));
  assert.equal(writer.rows, 300);
  assert.equal(existsSync(path), false);
  await writer.finish();
  assert.deepEqual(await ask(`SELECT count(*)::INT, min(key)::INT, max(key)::INT FROM '${path}'`), [
    [300, -1000, -901],
  ]);
});

test("abort leaves nothing, a failing sink neither", async () => {
  const empty = mkdtempSync(join(folder, "abort-"));
  const path = join(empty, "a.parquet");
  const writer = new ParquetFileWriter(await createLocalFile(path), MIXED, { rowGroupRows: 10 });
  await writer.write(mixed(0, 25));
  assert.deepEqual(readdirSync(empty).map(isStage), [true]);
  await writer.abort();
  assert.deepEqual(readdirSync(empty), []);

  const calls: string[] = [];
  const failing: ByteSink = {
    write: async () => {
      throw new FfqError("IO", "disk full");
    },
    finish: async () => {
      calls.push("finish");
    },
    abort: async () => {
      calls.push("abort");
    },
  };
  await assert.rejects(new ParquetFileWriter(failing, MIXED).finish(), /disk full/);
  assert.deepEqual(calls, ["abort"]);
});

test("types that Parquet cannot hold are refused by name", async () => {
  const sink: ByteSink = { write: async () => {}, finish: async () => {}, abort: async () => {} };
  for (const [type, name] of [
    [NUMERIC, "numeric"],
    [INTERVAL, "interval"],
  ] as const) {
    assert.throws(
      () => new ParquetFileWriter(sink, [column("c", type)]),
      (error) =>
        error instanceof FfqError &&
        error.code === "UNSUPPORTED" &&
        error.message.includes(name) &&
        error.message.includes('"c"'),
    );
  }
});
