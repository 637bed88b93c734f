// Semi and anti joins of few rows with many, over several tasks: the many are reduced to those that can match before they
// travel, to one task or by their keys. The same answers as one task gives.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Engine } from "./engine.ts";

const tables = [
  "CREATE TABLE many AS SELECT (g * 7919 % 1009)::int4 AS k, (g % 50)::int4 AS v FROM generate_series(0, 3999) AS g",
  "CREATE TABLE few AS SELECT g * 3 AS id, (g % 90)::int4 AS kind, (g % 50)::int4 AS w FROM generate_series(0, 899) AS g",
];

const statements = ["EXISTS", "NOT EXISTS"].flatMap((exists) => [
  `SELECT id, w FROM few WHERE kind = 7 AND ${exists} (SELECT FROM many WHERE k = id) ORDER BY id`,
  `SELECT id, w FROM few WHERE kind = 7 AND ${exists} (SELECT FROM many WHERE k = id AND v <> w) ORDER BY id`,
  `SELECT w, count(*) FROM few WHERE kind = 8 AND ${exists} (SELECT FROM many WHERE k = id AND v > w) GROUP BY w ORDER BY w`,
  `SELECT count(*) FROM few WHERE kind = 99 AND ${exists} (SELECT FROM many WHERE k = id)`,
]);

async function open(options: { readonly partitions: number; readonly smallInputRows: number }): Promise<Engine> {
  const engine = await Engine.create({ threads: 0, sharedMemory: false, ...options });
  for (const sql of tables) await engine.query(sql);
  return engine;
}

const rowsOf = async (engine: Engine, sql: string): Promise<unknown> => (await engine.query(sql)).rows();

describe("reduced probe sides", () => {
  let single: Engine;
  before(async () => {
    single = await open({ partitions: 1, smallInputRows: 0 });
  });
  after(() => single.close());

  const settings = [
    { partitions: 2, smallInputRows: 64, gathered: true },
    { partitions: 5, smallInputRows: 64, gathered: true },
    { partitions: 3, smallInputRows: 12, gathered: false },
  ];
  for (const { gathered, ...options } of settings) {
    test(`${options.partitions} tasks, ${options.smallInputRows} rows are few`, async () => {
      const engine = await open(options);
      const plan = JSON.stringify(await rowsOf(engine, `EXPLAIN ${statements[0]}`));
      assert.match(plan, /semi hash-join on \[k = key1\]/);
      assert.equal(/by hash\(k\)/.test(plan), !gathered);
      for (const sql of statements) assert.deepEqual(await rowsOf(engine, sql), await rowsOf(single, sql), sql);
      await engine.close();
    });
  }
});
