// The first statement of a process finds what it needs, whether it looks simple or not: each runs on a thread that has loaded
// nothing before.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Worker } from "node:worker_threads";
import { Engine } from "./engine.ts";

const folder = mkdtempSync(join(tmpdir(), "ffq-first-"));
const file = join(folder, "pairs.parquet");
const engine = await Engine.create({ threads: 0 });
await engine.execute(`COPY (SELECT 1 AS a, 'x' AS b) TO '${file}' (FORMAT parquet)`);
await engine.close();
after(() => rmSync(folder, { recursive: true }));

type Rows = readonly (readonly (string | null)[])[];

async function firstAnswer(sql: string, options: object): Promise<Rows> {
  const worker = new Worker(new URL("./first-statement.fixture.ts", import.meta.url), { workerData: { sql, options } });
  const [rows] = (await once(worker, "message")) as [Rows];
  return rows;
}

const one = { threads: 0 };
const several = { threads: 0, partitions: 2, smallInputRows: 0 };
for (const [sql, options, rows] of [
  ["SELECT id, name FROM things ORDER BY id LIMIT 1", one, [["1", "a"]]],
  ["SELECT id FROM things ORDER BY id LIMIT 3", several, [["1"], ["2"], ["2"]]],
  ["SELECT DISTINCT name FROM things ORDER BY name", several, [["a"], ["b"], ["c"]]],
  ["SELECT DISTINCT name FROM things ORDER BY name", one, [["a"], ["b"], ["c"]]],
  ["SELECT id FROM things ORDER BY id FETCH FIRST 2 ROWS WITH TIES", one, [["1"], ["2"], ["2"]]],
  ["SELECT s.id, t.id FROM things s, things t ORDER BY s.id DESC, t.id LIMIT 1", one, [["3", "1"]]],
  [`SELECT pairs FROM "${file}"`, one, [["(1,x)"]]],
  [`SELECT a FROM "${file}" ORDER BY pairs`, one, [["1"]]],
  ["SELECT things FROM things ORDER BY id LIMIT 1", one, [["(1,a)"]]],
  ["VALUES (2), (1) ORDER BY 1", one, [["1"], ["2"]]],
] as const) {
  test(`${sql}, ${JSON.stringify(options)}`, async () => {
    assert.deepEqual(await firstAnswer(sql, options), rows);
  });
}
