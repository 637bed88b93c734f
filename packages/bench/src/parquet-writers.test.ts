// Files of other writers: DuckDB, arrow-rs (parquet-wasm) and hyparquet-writer, in the settings that are found in the
// wild. FFQ must read what DuckDB reads, with filters that row groups are skipped by and without.
import assert from "node:assert/strict";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import { parquetWriteFile } from "hyparquet-writer";
import {
  Compression,
  EnabledStatistics,
  Encoding,
  ParquetFile,
  transformParquetStream,
  WriterPropertiesBuilder,
  WriterVersion,
} from "parquet-wasm";
import type { TextRow } from "./answers.ts";
import { type Duck, openDuck } from "./duckdb.ts";
import { textRows } from "./engine-answers.ts";

const ROWS = 5000;

/** NULLs, runs, few and many values, extremes; every type that both engines know. */
const SOURCE = `CREATE TABLE source AS SELECT
  i::INTEGER AS i,
  CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 2654435761) % 9223372036854775807 END::BIGINT AS b,
  (i % 100 - 50)::SMALLINT AS s,
  (i % 3 = 0) AS ok,
  CASE WHEN i % 11 <> 0 THEN (i / 4.0)::DOUBLE END AS d,
  (i / 8.0)::FLOAT AS f,
  CASE WHEN i < 2000 THEN NULL ELSE 'word ' || (i % 13) END AS few,
  'value ' || i || repeat('é', i % 5) AS many,
  (i * 1.25)::DECIMAL(9,2) AS small,
  CASE WHEN i % 5 > 0 THEN (i * 1234567.125)::DECIMAL(18,3) END AS middle,
  (i::HUGEINT * 1000000000000000000000)::DECIMAL(38,4) AS large,
  DATE '2000-01-01' + (i % 1000)::INTEGER AS day,
  CASE WHEN i % 2 = 0 THEN TIMESTAMP '1969-07-20 20:17:40.123456' + INTERVAL (i) MINUTE END AS moment
  FROM range(${ROWS}) AS r(i)`;

/** Columns in a form that both engines print alike. */
const SHOWN = `SELECT i, b, s, CASE WHEN ok THEN 1 ELSE 0 END, d = i / 4.0, f = i / 8.0, few, many, small, middle, large,
  extract(year FROM day) * 10000 + extract(month FROM day) * 100 + extract(day FROM day),
  extract(year FROM moment), extract(month FROM moment), extract(day FROM moment), extract(hour FROM moment), extract(minute FROM moment)
  FROM`;
const filters = ["", " WHERE i >= 4321", " WHERE few = 'word 7' AND s < 0", " WHERE b IS NULL", " WHERE middle > 5e9"];

const duckdbSettings = [
  "",
  ...["snappy", "zstd", "gzip", "brotli", "lz4", "lz4_raw", "uncompressed"].map((codec) => `CODEC ${codec}`),
  "ROW_GROUP_SIZE 2048",
  "PARQUET_VERSION V2",
  "PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1, CODEC zstd",
];

const properties = (): WriterPropertiesBuilder => new WriterPropertiesBuilder();
const arrowSettings: Readonly<Record<string, () => WriterPropertiesBuilder>> = {
  defaults: properties,
  "snappy, small row groups": () => properties().setCompression(Compression.SNAPPY).setMaxRowGroupSize(700),
  "zstd, V2 pages": () =>
    properties().setCompression(Compression.ZSTD).setWriterVersion(WriterVersion.V2).setDictionaryEnabled(true),
  "gzip, small pages": () =>
    properties().setCompression(Compression.GZIP).setDataPageSizeLimit(1000).setWriteBatchSize(64),
  "no statistics": () => properties().setStatisticsEnabled(EnabledStatistics.None),
  "no dictionaries": () => properties().setDictionaryEnabled(false),
  brotli: () => properties().setCompression(Compression.BROTLI),
  "LZ4 blocks": () => properties().setCompression(Compression.LZ4_RAW),
  "delta encodings": () =>
    encoded(properties().setDictionaryEnabled(false).setDataPageSizeLimit(3000).setWriteBatchSize(100)),
  "delta encodings, V2 pages": () =>
    encoded(
      properties().setDictionaryEnabled(false).setWriterVersion(WriterVersion.V2).setCompression(Compression.SNAPPY),
    ),
  "dictionaries that overflow": () => properties().setDictionaryPageSizeLimit(2000).setWriteBatchSize(64),
};

/** An encoding of its own for every kind of column. */
function encoded(builder: WriterPropertiesBuilder): WriterPropertiesBuilder {
  const encodings: Readonly<Record<string, Encoding>> = {
    i: Encoding.DELTA_BINARY_PACKED,
    b: Encoding.DELTA_BINARY_PACKED,
    s: Encoding.BYTE_STREAM_SPLIT,
    ok: Encoding.RLE,
    d: Encoding.BYTE_STREAM_SPLIT,
    f: Encoding.BYTE_STREAM_SPLIT,
    few: Encoding.DELTA_LENGTH_BYTE_ARRAY,
    many: Encoding.DELTA_BYTE_ARRAY,
    small: Encoding.DELTA_BINARY_PACKED,
    middle: Encoding.BYTE_STREAM_SPLIT,
    large: Encoding.DELTA_BYTE_ARRAY,
    day: Encoding.DELTA_BINARY_PACKED,
    moment: Encoding.BYTE_STREAM_SPLIT,
  };
  return Object.entries(encodings).reduce(
    (built, [column, encoding]) => built.setColumnEncoding(column, encoding),
    builder,
  );
}

let folder = "";
let duck: Duck;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-writers-"));
  duck = await openDuck(1);
  await duck.run(SOURCE);
  await duck.run(`COPY source TO '${join(folder, "source.parquet")}' (FORMAT parquet)`);
  engine = await Engine.create({ threads: 0 });
});
after(async () => {
  await engine.close();
  duck.close();
  rmSync(folder, { recursive: true });
});

for (const setting of duckdbSettings) {
  test(`DuckDB: ${setting === "" ? "defaults" : setting}`, async () => {
    const file = join(folder, "duckdb.parquet");
    await duck.run(`COPY source TO '${file}' (FORMAT parquet${setting === "" ? "" : `, ${setting}`})`);
    await assertReadAlike(file);
  });
}

for (const [name, setting] of Object.entries(arrowSettings)) {
  test(`arrow-rs: ${name}`, async () => {
    const original = join(folder, "source.parquet");
    // DuckDB reads the file that was rewritten: not every encoding is known to it.
    await assertReadAlike(await rewritten(original, setting()), original);
  });
}

/** The file as arrow-rs writes it. */
async function rewritten(from: string, setting: WriterPropertiesBuilder): Promise<string> {
  const source = await ParquetFile.fromFile(await openAsBlob(from));
  const stream = await transformParquetStream(await source.stream({ batchSize: 1000 }), setting.build());
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  source.free();
  const file = join(folder, "arrow.parquet");
  writeFileSync(file, Buffer.concat(chunks));
  return file;
}

for (const codec of ["SNAPPY", "UNCOMPRESSED"] as const) {
  test(`hyparquet-writer: ${codec}`, async () => {
    const file = join(folder, "hyparquet.parquet");
    const rows = Array.from({ length: ROWS }, (_, i) => i);
    const every = <Value>(nth: number, value: (i: number) => Value): (Value | null)[] =>
      rows.map((i) => (i % nth === 0 ? null : value(i)));
    parquetWriteFile({
      filename: file,
      codec,
      rowGroupSize: 1500,
      columnData: [
        { name: "i", data: rows, type: "INT32" },
        { name: "b", data: every(7, (i) => BigInt(i) * 2654435761n), type: "INT64" },
        { name: "d", data: every(11, (i) => i / 4), type: "DOUBLE" },
        { name: "few", data: every(3, (i) => `word ${i % 13}`), type: "STRING" },
        { name: "many", data: rows.map((i) => `value ${i} é`), type: "STRING" },
        { name: "ok", data: rows.map((i) => i % 3 === 0), type: "BOOLEAN" },
      ],
    });
    for (const filter of ["", " WHERE i >= 4321", " WHERE few = 'word 7'", " WHERE b IS NULL"]) {
      const sql = `SELECT i, b, d = i / 4.0, few, many, CASE WHEN ok THEN 1 ELSE 0 END FROM '${file}'${filter} ORDER BY i`;
      const [got, want] = [await textRows(engine, sql), await duck.rows(sql)];
      assert.deepEqual(got.map(plain), want.map(plain), filter);
    }
  });
}

/** Lists, structs and maps in each other, empty and NULL at every depth. */
const NESTED = `CREATE TABLE nested AS SELECT
  i::INTEGER AS i,
  CASE WHEN i % 6 > 0 THEN list_transform(range(i % 5), j -> CASE WHEN (i + j) % 4 > 0 THEN (i * 10 + j)::INTEGER END) END AS numbers,
  CASE WHEN i % 8 > 0 THEN {'a': CASE WHEN i % 3 > 0 THEN i::INTEGER END, 'b': 's' || i} END AS pair,
  CASE WHEN i % 5 > 0 THEN list_transform(range(i % 4), j ->
    CASE WHEN (i + j) % 6 > 0 THEN {'x': (i + j)::INTEGER, 'y': list_transform(range(j), k -> 'y' || k)} END) END AS pairs,
  CASE WHEN i % 10 > 0 THEN map_from_entries(list_transform(range(i % 3), j -> ('k' || j, (i * j)::INTEGER))) END AS entries
  FROM range(${ROWS}) AS r(i)`;

test("nested columns of DuckDB and arrow-rs", async () => {
  await duck.run(NESTED);
  const file = join(folder, "nested.parquet");
  const want = (await duck.rows("SELECT to_json(nested) FROM nested ORDER BY i")).map(
    ([json]) => JSON.parse(json ?? "") as Shown,
  );
  for (const setting of ["CODEC snappy", "PARQUET_VERSION V2, CODEC zstd", "ROW_GROUP_SIZE 2048"]) {
    await duck.run(`COPY nested TO '${file}' (FORMAT parquet, ${setting})`);
    assert.deepEqual(await nestedRows(file), want, setting);
  }
  for (const setting of [
    properties(),
    properties().setWriterVersion(WriterVersion.V2).setDataPageSizeLimit(500).setWriteBatchSize(50),
    properties().setDictionaryEnabled(false).setMaxRowGroupSize(700),
  ]) {
    assert.deepEqual(await nestedRows(await rewritten(file, setting)), want);
  }
});

type Shown = null | number | string | readonly Shown[] | { readonly [name: string]: Shown };

/** As DuckDB's to_json shows them: a map is an object. */
async function nestedRows(file: string): Promise<readonly Shown[]> {
  const table = await (await engine.query(`SELECT * FROM '${file}' ORDER BY i`)).toArrow();
  return table.toArray().map((row) => {
    const { entries, ...others } = shown(row) as { readonly [name: string]: Shown };
    const pairs = entries as readonly { readonly key: string; readonly value: Shown }[] | null;
    return {
      ...others,
      entries: pairs === null ? null : Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
    };
  });
}

function shown(value: unknown): Shown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value as Shown;
  if ("toJSON" in value && typeof value.toJSON === "function") return shown(value.toJSON());
  if (Array.isArray(value)) return value.map(shown);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shown(field)]));
}

async function assertReadAlike(file: string, known = file): Promise<void> {
  for (const filter of filters) {
    const sql = (from: string): string => `${SHOWN} '${from}'${filter} ORDER BY i`;
    const [got, want] = [await textRows(engine, sql(file)), await duck.rows(sql(known))];
    assert.deepEqual(got.map(plain), want.map(plain), filter);
  }
}

/** Booleans are spelled differently. */
const plain = (row: TextRow): TextRow => row.map((cell) => (cell === "true" ? "t" : cell === "false" ? "f" : cell));
