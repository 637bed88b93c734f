// EXPLAIN ANALYZE of filters: their conjuncts in the order that they came to, and what they let through.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSession, type TestSession } from "./session.fixture.ts";

const ROWS = 1 << 19;

let db: TestSession;
before(async () => {
  db = await openSession();
  await db.rows(`CREATE TABLE t AS SELECT i, i::text || 'x' AS s FROM generate_series(0, ${ROWS - 1}) AS g(i)`);
});
after(() => db.close());

async function filterOf(sql: string): Promise<string> {
  const lines = (await db.values(`EXPLAIN (ANALYZE) ${sql}`)).map(([line]) => String(line));
  const found = lines.slice(lines.indexOf("Physical plan:")).find((line) => /^ *filter /.test(line));
  assert.ok(found !== undefined);
  return found;
}

test("conjuncts by number, the one that keeps most away in front", async () => {
  const line = await filterOf("SELECT count(*) FROM t WHERE s LIKE '%_x%' AND s LIKE '%77_7%'");
  const passed = /passed \[2: ([\d.]+)%, 1: ([\d.]+)%\]/.exec(line);
  assert.ok(passed !== null, line);
  // In the first batches they ran as they were written.
  assert.ok(Number(passed[1]) < 1 && Number(passed[2]) > 90, line);
});

test("machine values are compared together; nothing is said of one conjunct", async () => {
  const line = await filterOf(`SELECT count(*) FROM t WHERE s LIKE '%1_x%' AND i >= 0 AND i < ${ROWS / 4}`);
  assert.match(line, /passed \[2\+3: 25%, 1: [\d.]+%\]/);
  assert.doesNotMatch(await filterOf("SELECT count(*) FROM t WHERE s LIKE '%1_x%'"), /passed/);
});
