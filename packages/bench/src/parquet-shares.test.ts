// Row groups that several threads share, with a page index (each thread reads its own pages) and without one: the answers are
// DuckDB's, whatever lies across the bounds of the shares.
import assert from "node:assert/strict";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import { EnabledStatistics, ParquetFile, transformParquetStream, WriterPropertiesBuilder } from "parquet-wasm";
import { type Duck, openDuck } from "./duckdb.ts";
import { textRows } from "./engine-answers.ts";

/** Dictionaries, texts that are none, NULLs in runs and everywhere, lists of any length, and a column of one value. */
const SOURCE = `CREATE TABLE source AS SELECT
  i AS k,
  'word ' || (i * 7919) % 300 AS word,
  CASE WHEN i % 70000 < 60000 THEN md5(i::VARCHAR) END AS text,
  CASE WHEN i % 3 > 0 THEN i * 1000003 END AS n,
  CASE WHEN i % 5 > 0 THEN list_transform(range(i % 7), x -> x + i) END AS list,
  {'a': i % 11, 'b': 'b' || i % 13} AS pair,
  7 AS one
  FROM range(200000) AS r(i)`;

const QUERIES: readonly string[] = [
  "SELECT count(*), sum(k), count(text), sum(n), min(word), max(text), sum(one) FROM $",
  "SELECT word, count(*), min(text), sum(n) FROM $ GROUP BY word ORDER BY word",
  "SELECT k, text, n FROM $ WHERE k BETWEEN 99990 AND 100010 ORDER BY k",
  "SELECT sum(x), count(*) FROM (SELECT unnest(list) AS x FROM $) AS u",
  "SELECT k, array_to_string(list, ','), (pair).a, (pair).b FROM $ WHERE k % 9973 = 5 ORDER BY k",
  // Few rows are left: the other columns are decoded for these alone.
  "SELECT word, text, n, array_to_string(list, ',') FROM $ WHERE k IN (0, 24999, 25000, 49999, 50000, 100000, 149999, 150000, 199999) ORDER BY k",
  "SELECT a.k, b.text FROM $ AS a JOIN $ AS b ON a.k = b.k + 100000 WHERE a.n % 1000 = 1 ORDER BY 1",
];

let folder = "";
let duck: Duck;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-shares-"));
  duck = await openDuck(1);
  await duck.run(SOURCE);
  const file = join(folder, "plain.parquet");
  await duck.run(`COPY source TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 200000)`);
  const source = await ParquetFile.fromFile(await openAsBlob(file));
  const properties = new WriterPropertiesBuilder()
    .setMaxRowGroupSize(150_000)
    .setDataPageSizeLimit(20_000)
    .setWriteBatchSize(100)
    .setStatisticsEnabled(EnabledStatistics.Page)
    .build();
  const stream = await transformParquetStream(await source.stream({ batchSize: 10_000 }), properties);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  source.free();
  writeFileSync(join(folder, "indexed.parquet"), Buffer.concat(chunks));
  engine = await Engine.create({ threads: 2 });
  // Threads are there, and take part from the first query on.
  await textRows(engine, "SELECT count(*) FROM generate_series(1, 3000000) AS s(i) WHERE i % 7 = 3");
});
after(async () => {
  await engine.close();
  duck.close();
  rmSync(folder, { recursive: true });
});

for (const file of ["indexed", "plain"]) {
  for (const query of QUERIES) {
    test(`${file}: ${query}`, async () => {
      const sql = query.replaceAll("$", `'${join(folder, `${file}.parquet`)}'`);
      assert.deepEqual(await textRows(engine, sql), await duck.rows(sql));
    });
  }
}
