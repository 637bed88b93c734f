// What a scan passes over, as EXPLAIN ANALYZE shows it, on files of other writers; and that the answer is DuckDB's.
import assert from "node:assert/strict";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import { ParquetFile, transformParquetStream, WriterPropertiesBuilder } from "parquet-wasm";
import { type Duck, openDuck } from "./duckdb.ts";
import { textRows } from "./engine-answers.ts";

/** Sorted by k; v and word are spread over every row group, of which each has even numbers only. */
const SOURCE = `CREATE TABLE source AS SELECT
  i AS k,
  ((i * 7919) % 40000) * 2 AS v,
  'word ' || ((i // 10000) * 100 + i % 50 * 2) AS word,
  CASE WHEN i % 3 = 0 THEN i // 100 END AS part,
  i / 3.0 AS d
  FROM range(40000) AS r(i)`;

let folder = "";
let duck: Duck;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-pruning-"));
  duck = await openDuck(1);
  await duck.run(SOURCE);
  const file = join(folder, "duckdb.parquet");
  await duck.run(`COPY source TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 10240, DICTIONARY_SIZE_LIMIT 20000)`);
  const source = await ParquetFile.fromFile(await openAsBlob(file));
  const properties = new WriterPropertiesBuilder()
    .setMaxRowGroupSize(10000)
    .setDataPageSizeLimit(2000)
    .setWriteBatchSize(100)
    .setColumnDictionaryEnabled("k", false)
    .build();
  const stream = await transformParquetStream(await source.stream({ batchSize: 1000 }), properties);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  source.free();
  writeFileSync(join(folder, "arrow.parquet"), Buffer.concat(chunks));
  engine = await Engine.create({ threads: 0 });
});
after(async () => {
  await engine.close();
  duck.close();
  rmSync(folder, { recursive: true });
});

interface Case {
  readonly writer: "duckdb" | "arrow";
  readonly where: string;
  /** Of what the scan measured. */
  readonly shows: Readonly<Record<string, number | undefined>>;
}

const cases: readonly Case[] = [
  { writer: "duckdb", where: "k < 100", shows: { rowGroups: 1, rowGroupsPruned: 3, bloom: undefined } },
  { writer: "duckdb", where: "v = 777", shows: { rowGroups: 0, rowGroupsPruned: 4, bloom: 4 } },
  { writer: "duckdb", where: "v IN (777, 999)", shows: { rowGroupsPruned: 4, bloom: 4 } },
  { writer: "duckdb", where: "word = 'word 151'", shows: { rowGroups: 0, rowGroupsPruned: 4 } },
  { writer: "duckdb", where: "v = 778", shows: { rowGroups: 1, rowGroupsPruned: 3, bloom: 3 } },
  { writer: "arrow", where: "k BETWEEN 12345 AND 12400", shows: { rowGroups: 1, rowGroupsPruned: 3, pagesPruned: 1 } },
  { writer: "arrow", where: "k BETWEEN 9990 AND 10010", shows: { rowGroups: 2, rowGroupsPruned: 2, pagesPruned: 1 } },
  { writer: "arrow", where: "part = 250", shows: { rowGroups: 1, pagesPruned: 1 } },
  { writer: "arrow", where: "part IS NULL AND k > 39990", shows: { rowGroups: 1, pagesPruned: 1 } },
  {
    writer: "arrow",
    where: "word = 'word 151' AND d >= 0",
    shows: { rowGroups: 0, rowGroupsPruned: 4, dictionary: 2 },
  },
  { writer: "arrow", where: "k < 50 OR k > 39950", shows: { rowGroups: 2, rowGroupsPruned: 2, pagesPruned: 1 } },
  {
    writer: "duckdb",
    where: "(k < 50 AND d > 1) OR (k = 12000 AND v > 0)",
    shows: { rowGroups: 2, rowGroupsPruned: 2 },
  },
  { writer: "duckdb", where: "k < 50 OR v = 777", shows: { rowGroups: 4 } },
  { writer: "arrow", where: "k > 20000 AND k < 20001", shows: { rowGroups: 1 } },
];

for (const { writer, where, shows } of cases) {
  test(`${writer}: ${where}`, async () => {
    const from = `FROM '${join(folder, `${writer}.parquet`)}' WHERE ${where}`;
    const sql = `SELECT count(*), sum(k), sum(v), min(word), max(part) ${from}`;
    assert.deepEqual(await textRows(engine, sql), await duck.rows(sql));
    const measured = await measures(`SELECT k, v, word, part, d ${from}`);
    for (const [name, value] of Object.entries(shows)) {
      // Of pages: some at least.
      if (name === "pagesPruned") assert.ok((measured[name] ?? 0) > 0, `no pages pruned: ${JSON.stringify(measured)}`);
      else assert.equal(measured[name], value, `${name} of ${JSON.stringify(measured)}`);
    }
  });
}

/** The first rows of an order: with each row group more is known of what need not be read. */
const firstRows: readonly { readonly writer: Case["writer"]; readonly order: string; readonly pruned: number }[] = [
  { writer: "duckdb", order: "k", pruned: 2 },
  { writer: "duckdb", order: "k DESC", pruned: 2 },
  { writer: "arrow", order: "k DESC NULLS LAST", pruned: 2 },
  { writer: "arrow", order: "part DESC NULLS LAST, k", pruned: 2 },
  // Every row group has NULLs, which come first.
  { writer: "arrow", order: "part DESC, k", pruned: 0 },
  { writer: "arrow", order: "part NULLS FIRST, k DESC", pruned: 0 },
  { writer: "arrow", order: "d, k", pruned: 0 },
];
for (const { writer, order, pruned } of firstRows) {
  test(`${writer}: the first rows by ${order}`, async () => {
    const from = `FROM '${join(folder, `${writer}.parquet`)}'`;
    // What PostgreSQL does without NULLS FIRST or LAST.
    await duck.run("SET default_null_order = 'nulls_last_on_asc_first_on_desc'");
    for (const limit of [1, 7, 3000]) {
      const sql = `SELECT k, v, word, part ${from} ORDER BY ${order} LIMIT ${limit}`;
      assert.deepEqual(await textRows(engine, sql), await duck.rows(sql));
      if (limit > 7) continue;
      const measured = await measures(sql);
      assert.ok((measured.rowGroupsPruned ?? 0) >= pruned, `${pruned} of ${JSON.stringify(measured)}`);
      if (pruned === 0) assert.equal(measured.rowGroupsPruned, 0);
    }
  });
}

interface Node {
  readonly node: string;
  readonly attributes: Readonly<Record<string, number>>;
  readonly inputs: readonly Node[];
}

async function measures(sql: string): Promise<Readonly<Record<string, number>>> {
  const [row] = await textRows(engine, `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`);
  const explained = JSON.parse(row?.[0] ?? "") as { readonly physical: readonly { readonly plan: Node }[] };
  const pending = explained.physical.map(({ plan }) => plan);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.node.startsWith("scan")) return node.attributes;
    pending.push(...node.inputs);
  }
  throw new Error("no scan in the plan");
}
