// Filters and first rows over Parquet files whose other columns are read only where rows are left: the answers of the same
// statements over a table in memory.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openSession, type TestSession } from "./session.fixture.ts";

const ROWS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "ffq-unread-"));

let db: TestSession;
before(async () => {
  db = await openSession();
  // Codes to begin with, then plain values; NULLs; a column that is sorted, one that is not.
  await db.rows(`CREATE TABLE m AS SELECT i, i * 7919 % ${ROWS} AS shuffled, i % 5 AS few,
    CASE WHEN i % 3 = 0 THEN NULL ELSE 'text of ' || i END AS wide,
    CASE WHEN i < 9000 THEN 'code ' || i % 8 ELSE 'value ' || i END AS mixed,
    i % 10 = 0 AS flag, (i / 7.0)::numeric(20, 3) AS amount FROM generate_series(0, ${ROWS - 1}) AS g(i)`);
  for (const rowGroup of [1000, 20_000, ROWS]) {
    await db.rows(
      `COPY (SELECT * FROM m) TO '${folder}/g${rowGroup}.parquet' (FORMAT parquet, ROW_GROUP_SIZE ${rowGroup})`,
    );
  }
});
after(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const statements: readonly string[] = [
  "SELECT * FROM t WHERE i = 31234",
  "SELECT * FROM t WHERE shuffled = 777",
  "SELECT wide, mixed FROM t WHERE shuffled < 40 ORDER BY wide, mixed",
  "SELECT flag, amount FROM t WHERE shuffled % 2500 = 3 AND few > 1 ORDER BY amount",
  "SELECT count(*), count(wide), min(mixed), max(mixed) FROM t WHERE few = 2",
  "SELECT sum(i), max(wide) FROM t WHERE i > 8990 AND i < 9010",
  "SELECT wide FROM t WHERE mixed = 'code 3' AND shuffled > 59900",
  "SELECT wide, i FROM t WHERE wide IS NULL AND i > 59990 ORDER BY i",
  "SELECT mixed FROM t WHERE 1 = 2 AND shuffled = 3",
  "SELECT * FROM t ORDER BY shuffled LIMIT 7",
  "SELECT * FROM t ORDER BY shuffled DESC, wide LIMIT 20 OFFSET 5",
  "SELECT wide, flag FROM t ORDER BY abs(shuffled - 30000), i LIMIT 9",
  "SELECT mixed, wide FROM t ORDER BY mixed DESC LIMIT 6",
  "SELECT wide, amount FROM t WHERE few = 3 ORDER BY shuffled LIMIT 6",
  "SELECT i, wide FROM t LIMIT 3",
  "SELECT a.wide, b.mixed FROM t a JOIN t b ON a.i = b.shuffled WHERE a.shuffled < 9 AND b.few = 1 ORDER BY a.i",
  "SELECT wide, amount FROM t WHERE few > 0 AND mixed > 'v' ORDER BY shuffled % 1000, i DESC LIMIT 11",
  "SELECT mixed, wide, flag FROM t WHERE mixed LIKE '%7%' ORDER BY mixed, i LIMIT 12",
  "SELECT a.wide, b.i FROM t a JOIN (VALUES (5), (40001), (-3)) b(i) ON a.shuffled = b.i ORDER BY b.i",
  "SELECT a.wide, a.mixed FROM t a WHERE a.few = 4 AND a.shuffled IN (SELECT b.i FROM t b WHERE b.i % 9000 = 1) ORDER BY a.i",
  "SELECT a.mixed, count(*), max(a.wide) FROM t a JOIN t b ON a.mixed = b.mixed WHERE b.i < 9 AND a.few < 3 GROUP BY 1 ORDER BY 1",
  "SELECT a.wide, b.i FROM t a JOIN t b ON a.mixed = b.mixed WHERE a.shuffled < 30000 AND b.shuffled IN (9, 99, 999) ORDER BY a.i",
  "SELECT a.amount, a.wide FROM t a WHERE a.flag AND a.few = 0 AND a.i IN (SELECT shuffled FROM t WHERE i % 500 = 9) ORDER BY 1",
  "SELECT count(*), max(a.wide) FROM t a RIGHT JOIN (SELECT i * 20000 AS i FROM t WHERE i < 7) b ON a.i = b.i WHERE b.i >= 0",
  "SELECT few, min(wide), max(amount) FROM t WHERE shuffled > 59000 GROUP BY few ORDER BY few",
];

for (const rowGroup of [1000, 20_000, ROWS]) {
  test(`row groups of ${rowGroup} rows`, async () => {
    for (const [batchRows, spillThreshold] of [
      [64, "none"],
      [1000, "'1 B'"],
      [16384, "none"],
    ] as const) {
      await db.rows(`SET batch_rows = ${batchRows}`);
      await db.rows(`SET spill_threshold = ${spillThreshold}`);
      for (const sql of statements) {
        const from = (table: string): string => sql.replaceAll(/\bt\b(?=$| )/g, table);
        const want = await db.values(from("m"));
        assert.deepEqual(await db.values(from(`'${folder}/g${rowGroup}.parquet'`)), want, `${sql}, ${batchRows}`);
      }
    }
    await db.rows("RESET batch_rows");
    await db.rows("RESET spill_threshold");
  });
}
