// Files that are large in one respect: row groups, columns, a page. They are read like any other; nothing is asserted of time.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import { type Duck, openDuck } from "./duckdb.ts";
import { textRows } from "./engine-answers.ts";
import { fileOf, INT32, page } from "./fuzz/parquet/build-file.ts";
import { joinFile } from "./fuzz/parquet/file-parts.ts";
import { rewriteFile } from "./third-engine-files.ts";

let folder = "";
let duck: Duck;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-large-"));
  duck = await openDuck(1);
  engine = await Engine.create({ threads: 1 });
});
after(async () => {
  await engine.close();
  duck.close();
  rmSync(folder, { recursive: true });
});

test("10,000 row groups", async () => {
  const [source, file] = [join(folder, "source.parquet"), join(folder, "groups.parquet")];
  await duck.run(`COPY (SELECT i, 'word ' || i AS word FROM range(20000) AS r(i)) TO '${source}' (FORMAT parquet)`);
  await rewriteFile(source, file, (builder) => builder.setMaxRowGroupSize(2));
  assert.deepEqual(await duck.rows(`SELECT num_row_groups FROM parquet_file_metadata('${file}')`), [["10000"]]);
  assert.deepEqual(await textRows(engine, `SELECT count(*), sum(i), max(word) FROM '${file}'`), [
    ["20000", "199990000", "word 9999"],
  ]);
  const one = `SELECT word FROM '${file}' WHERE i = 7777`;
  assert.deepEqual(await textRows(engine, one), [["word 7777"]]);
  const [plan] = await textRows(engine, `EXPLAIN (ANALYZE, FORMAT JSON) ${one}`);
  assert.match(plan?.[0] ?? "", /"rowGroupsPruned": ?9999/);
});

test("5,000 columns", async () => {
  const file = join(folder, "columns.parquet");
  const names = Array.from({ length: 5000 }, (_, at) => `c${at}`);
  const columns = names.map((name, at) => `(i + ${at})::INTEGER AS ${name}`).join();
  await duck.run(`COPY (SELECT ${columns} FROM range(10) AS r(i)) TO '${file}' (FORMAT parquet)`);
  assert.deepEqual(await textRows(engine, `SELECT sum(c0), sum(c2500), sum(c4999) FROM '${file}' WHERE c1234 > 1234`), [
    ["45", "22545", "45036"],
  ]);
  // More than a query may answer at one time.
  const share = 500;
  for (let from = 0; from < names.length; from += share) {
    const sums = names.slice(from, from + share).join("+");
    const want = 10 * (share * from + ((share - 1) * share) / 2) + 45 * share;
    assert.deepEqual(await textRows(engine, `SELECT sum(${sums}) FROM '${file}'`), [[`${want}`]]);
  }
});

test("pages of 112 MB", async () => {
  const count = 28_000_000;
  const numbers = join(folder, "numbers.parquet");
  const values = new Int32Array(count);
  for (let at = 0; at < count; at++) values[at] = at;
  const whole = { ...page(count, []), body: new Uint8Array(values.buffer) };
  const leaf = { type: INT32, values: count, pages: [whole] };
  writeFileSync(numbers, joinFile(fileOf(count, [{ name: "i", type: INT32, repetition: 0 }], [leaf])));
  assert.deepEqual(await textRows(engine, `SELECT count(*), sum(i::BIGINT), max(i) FROM '${numbers}'`), [
    [`${count}`, `${(BigInt(count) * BigInt(count - 1)) / 2n}`, `${count - 1}`],
  ]);

  const texts = join(folder, "texts.parquet");
  const length = 28_000_000;
  const body = Buffer.alloc(4 * (length + 4));
  for (const [at, letter] of ["a", "b", "c", "d"].entries()) {
    body.writeUInt32LE(length, at * (length + 4));
    body.fill(letter, at * (length + 4) + 4, (at + 1) * (length + 4));
  }
  const BYTES = 6;
  const long = { type: BYTES, values: 4, pages: [{ ...page(4, []), body }] };
  writeFileSync(texts, joinFile(fileOf(4, [{ name: "t", type: BYTES, repetition: 0, converted: 0 }], [long])));
  const sql = `SELECT length(t), left(t, 1), right(t, 1) FROM '${texts}' ORDER BY 2`;
  assert.deepEqual(
    await textRows(engine, sql),
    ["a", "b", "c", "d"].map((letter) => [`${length}`, letter, letter]),
  );
});
