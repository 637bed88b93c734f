// Files of other writers: DuckDB and arrow-rs (parquet-wasm), in the settings that are found in the wild. FFQ must
// read what DuckDB reads, with filters that row groups are skipped by and without.
import assert from "node:assert/strict";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import {
  Compression,
  EnabledStatistics,
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
  ...["snappy", "zstd", "gzip", "uncompressed"].map((codec) => `CODEC ${codec}`),
  "ROW_GROUP_SIZE 2048",
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
  "dictionaries that overflow": () => properties().setDictionaryPageSizeLimit(2000).setWriteBatchSize(64),
};

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
    const source = await ParquetFile.fromFile(await openAsBlob(join(folder, "source.parquet")));
    const stream = await transformParquetStream(await source.stream({ batchSize: 1000 }), setting().build());
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    source.free();
    const file = join(folder, "arrow.parquet");
    writeFileSync(file, Buffer.concat(chunks));
    await assertReadAlike(file);
  });
}

async function assertReadAlike(file: string): Promise<void> {
  for (const filter of filters) {
    const sql = `${SHOWN} '${file}'${filter} ORDER BY i`;
    const [got, want] = [await textRows(engine, sql), await duck.rows(sql)];
    assert.deepEqual(got.map(plain), want.map(plain), filter);
  }
}

/** Booleans are spelled differently. */
const plain = (row: TextRow): TextRow => row.map((cell) => (cell === "true" ? "t" : cell === "false" ? "f" : cell));
