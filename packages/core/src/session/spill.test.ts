// Queries that spill, through the engine: answers as without, with 0, 1 and 2 threads and over exchanges; nothing is
// left on the disk when they end, fail, are stopped or left, nor when the engine is closed; EXPLAIN ANALYZE tells.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "./engine.ts";
import type { EngineOptions } from "./options.ts";

async function withDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "ffq-test-"));
  try {
    await body(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function withEngine(options: EngineOptions, body: (engine: Engine) => Promise<void>): Promise<void> {
  await withDirectory(async (spillDirectory) => {
    const engine = await Engine.create({ spillDirectory, ...options });
    try {
      await engine.execute(
        "CREATE TABLE t AS SELECT i::int AS i, (i % 997)::int AS k, 'text ' || i % 31 AS s FROM generate_series(1, 20000) AS g(i)",
      );
      await body(engine);
      const folders = readdirSync(spillDirectory);
      assert.deepEqual(
        folders.flatMap((folder) => readdirSync(join(spillDirectory, folder))),
        [],
      );
    } finally {
      await engine.close();
    }
    assert.deepEqual(readdirSync(spillDirectory), []);
  });
}

/** Each with its answer, worked out by hand. */
const queries: readonly (readonly [sql: string, answer: readonly unknown[]])[] = [
  [
    "SELECT count(*)::int AS a, max(n)::int AS b FROM (SELECT k, count(*) AS n FROM t GROUP BY k) AS x",
    [{ a: 997, b: 21 }],
  ],
  ["SELECT count(DISTINCT k)::int AS a, count(DISTINCT s)::int AS b FROM t", [{ a: 997, b: 31 }]],
  ["SELECT count(*)::int AS a FROM t AS x JOIN t AS y ON x.i = y.i + 5 AND x.s = 'text ' || y.i % 31", [{ a: 0 }]],
  [
    "SELECT count(*)::int AS a, count(y.i)::int AS b FROM t AS x LEFT JOIN t AS y ON x.i = y.i + 10000",
    [{ a: 20000, b: 10000 }],
  ],
  ["SELECT i AS a FROM t ORDER BY s DESC, i DESC OFFSET 19998", [{ a: 62 }, { a: 31 }]],
  ["SELECT max(n)::int AS a FROM (SELECT row_number() OVER (PARTITION BY k ORDER BY i) AS n FROM t) AS x", [{ a: 21 }]],
  [
    "SELECT count(*)::int AS a FROM (SELECT i, sum(i) OVER w AS s, lag(i, 3) OVER w AS l, max(i) OVER () AS m FROM t WINDOW w AS (ORDER BY i)) AS x WHERE s = i * (i + 1) / 2 AND coalesce(l, i - 3) = i - 3 AND m = 20000",
    [{ a: 20000 }],
  ],
  [
    "SELECT max(d)::int AS a, max(r)::int AS b FROM (SELECT dense_rank() OVER w AS d, rank() OVER w AS r FROM t WINDOW w AS (PARTITION BY i <= 19000 ORDER BY k)) AS x",
    [{ a: 997, b: 18982 }],
  ],
  [
    "SELECT r::int AS a, s AS b FROM (SELECT row_number() OVER w AS r, sum(i) OVER w AS s FROM t WINDOW w AS (ORDER BY i)) AS x LIMIT 2",
    [
      { a: 1, b: 1n },
      { a: 2, b: 3n },
    ],
  ],
  [
    "WITH x AS MATERIALIZED (SELECT i FROM t) SELECT (SELECT count(*) FROM x)::int AS a, max(i) AS b FROM x",
    [{ a: 20000, b: 20000 }],
  ],
  ["SELECT count(*)::int AS a FROM (SELECT k FROM t EXCEPT SELECT i FROM t WHERE i <= 500) AS x", [{ a: 497 }]],
];

const setups: readonly EngineOptions[] = [
  { threads: 0 },
  { threads: 1 },
  { threads: 2 },
  { threads: 2, partitions: 3, smallInputRows: 0 },
];
for (const options of setups) {
  test(`queries that spill: ${JSON.stringify(options)}`, () =>
    withEngine({ ...options, spillThreshold: 50_000 }, async (engine) => {
      for (const [sql, answer] of queries) assert.deepEqual(await engine.sql(sql).rows(), answer, sql);
    }));
}

/** Windows whose orders are total, so that there is one answer. */
const windows: readonly string[] = ["c, i", "s DESC NULLS LAST, n, i DESC", "iv, a, i"].flatMap((order) => {
  const values = `row_number() OVER w, sum(n) OVER w, avg(n) OVER w, sum(iv) OVER w, max(s) OVER w, min(c) OVER w,
    max(a) OVER w, lag(c, 4, 'none') OVER w, lead(s, 3) OVER w, first_value(a) OVER w, last_value(iv) OVER w, ntile(17) OVER w,
    count(*) FILTER (WHERE i % 3 = 0) OVER w, rank() OVER (ORDER BY n), sum(i) OVER (ORDER BY n), max(s) OVER (),
    array_agg(i) OVER (ORDER BY i ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING), sum(n) OVER near, max(s) OVER near, count(a) OVER near,
    sum(i) OVER (ORDER BY n DESC RANGE BETWEEN 1.5 PRECEDING AND 2.25 FOLLOWING EXCLUDE GROUP), lag(s, i % 900, 'none') OVER w,
    nth_value(c, i % 5 + 1) OVER (ORDER BY iv, i GROUPS BETWEEN 500 PRECEDING AND 100 FOLLOWING EXCLUDE CURRENT ROW),
    string_agg(s, ',') OVER (ORDER BY i RANGE BETWEEN 2 FOLLOWING AND 4 FOLLOWING), avg(iv) OVER (ORDER BY iv RANGE
    BETWEEN '2 days' PRECEDING AND CURRENT ROW EXCLUDE TIES)`;
  return ["", "PARTITION BY i % 20 = 0"].map((partition) => {
    return `SELECT i, ${values} FROM typed WINDOW w AS (${partition} ORDER BY ${order}), near AS (w GROUPS
      BETWEEN 300 PRECEDING AND 3 FOLLOWING EXCLUDE TIES) ORDER BY i`;
  });
});

for (const threads of [0, 2]) {
  test(`windows in pages are as in memory, over values of many types: ${threads} threads`, () =>
    withEngine({ threads }, async (engine) => {
      await engine.execute(`CREATE TABLE typed AS SELECT i::int AS i, ('p' || i % 37)::char(8) AS c, (i % 53) / 7.0 AS n,
        make_interval(days => i % 11, hours => i % 5) AS iv, CASE WHEN i % 17 > 0 THEN 'text ' || i % 101 END AS s,
        ARRAY[i % 5, i % 3] AS a FROM generate_series(1, 1200) AS g(i)`);
      for (const sql of windows) {
        await engine.execute("SET spill_threshold = 0");
        const expected = await engine.sql(sql).rows();
        await engine.execute("SET spill_threshold = 20000");
        assert.deepEqual(await engine.sql(sql).rows(), expected, sql);
      }
    }));

  test(`a window of one partition within a memory limit, ${threads} threads`, () =>
    withEngine({ threads, memoryLimit: "16MB" }, async (engine) => {
      const input = "generate_series(1, 600000) AS g(i)";
      const running = `SELECT i, sum(i) OVER (ORDER BY i DESC) AS s, ntile(4) OVER (ORDER BY i DESC) AS n FROM ${input}`;
      const right = `SELECT count(*)::int AS a FROM (${running}) AS x
        WHERE s = (600000 + i::bigint) * (600001 - i) / 2 AND n = 4 - (i - 1) / 150000`;
      assert.deepEqual(await engine.sql(right).rows(), [{ a: 600000 }]);
      const sliding = `SELECT i, greatest(1, i - 200000)::bigint AS lo, least(600000, i + 100000)::bigint AS hi, sum(i) OVER w AS s,
        first_value(i) OVER w AS f, lag(i, 70000) OVER (ORDER BY i) AS l FROM ${input}
        WINDOW w AS (ORDER BY i RANGE BETWEEN 200000 PRECEDING AND 100000 FOLLOWING EXCLUDE GROUP)`;
      const found = `SELECT count(*)::int AS a FROM (${sliding}) AS x WHERE s = (hi * (hi + 1) - lo * (lo - 1)) / 2 - i
        AND f = CASE WHEN i = 1 THEN 2 ELSE lo END AND (i <= 70000 OR l = i - 70000)`;
      assert.deepEqual(await engine.sql(found).rows(), [{ a: 600000 }]);
    }));
}

/** Recursions whose UNION leaves out many rows, over many rounds or few. */
const recursions = [
  "WITH RECURSIVE r (i) AS (SELECT 0 UNION SELECT (i * 7 + k) % 3001 FROM r, generate_series(0, 1) AS g(k)) SELECT i FROM r ORDER BY i",
  `WITH RECURSIVE r (i, s, n) AS (SELECT g, 'text ' || g % 100, NULL::numeric FROM generate_series(1, 900) AS g UNION
    SELECT (i * 3) % 37, CASE WHEN i % 7 > 0 THEN 'text ' || i % 11 END, i % 5 / 2.0 FROM r) SELECT * FROM r ORDER BY 1, 2, 3`,
];

for (const threads of [0, 2]) {
  test(`the rows that a recursion's UNION has seen go to disk: ${threads} threads`, () =>
    withEngine({ threads, smallInputRows: 0 }, async (engine) => {
      for (const sql of recursions) {
        await engine.execute("SET spill_threshold = 0");
        const expected = await engine.sql(sql).rows();
        for (const threshold of [1, 300_000]) {
          await engine.execute(`SET spill_threshold = ${threshold}`);
          assert.deepEqual(await engine.sql(sql).rows(), expected, `${threshold} ${sql}`);
        }
      }
    }));
}

for (const threads of [0, 2]) {
  test(`the first rows of many within a memory limit: ${threads} threads`, () =>
    withEngine({ threads }, async (engine) => {
      await engine.execute(
        "CREATE TABLE wide AS SELECT i, repeat('x', 130) || i AS s FROM generate_series(0, 199999) AS g(i)",
      );
      await engine.execute("SET memory_limit = '16MB'");
      const sql = `SELECT count(*)::int AS n, min(i) AS least, sum(length(s))::int AS bytes FROM
        (SELECT * FROM wide ORDER BY i::bigint * 7919 % 200003 DESC, s LIMIT 30000) AS y`;
      const first = Array.from({ length: 200_000 }, (_, i) => i)
        .toSorted((a, b) => ((b * 7919) % 200_003) - ((a * 7919) % 200_003))
        .slice(0, 30_000);
      const bytes = first.reduce((sum, i) => sum + 130 + String(i).length, 0);
      assert.deepEqual(await engine.sql(sql).rows(), [{ n: 30_000, least: Math.min(...first), bytes }]);
    }));
}

test("a recursion's UNION within a memory limit", () =>
  withEngine({ threads: 0, memoryLimit: "16MB" }, async (engine) => {
    const sql = `WITH RECURSIVE r (i) AS (SELECT g FROM generate_series(1, 300000) AS g UNION
      SELECT i % 400000 + 300000 FROM r) SELECT count(*)::int AS n, sum(i)::float8 AS s FROM r`;
    const seen = new Set(Array.from({ length: 300_000 }, (_, at) => at + 1));
    for (const i of seen) seen.add((i % 400_000) + 300_000);
    const s = [...seen].reduce((sum, i) => sum + i, 0);
    assert.deepEqual(await engine.sql(sql).rows(), [{ n: seen.size, s }]);
  }));

const LONG = "SELECT x.i, y.s FROM t AS x JOIN t AS y ON x.k = y.k JOIN t AS z ON z.k = y.k ORDER BY y.s, x.i";

for (const threads of [0, 1, 2]) {
  test(`a query that is stopped while it spills leaves no file: ${threads} threads`, () =>
    withEngine({ threads, spillThreshold: 50_000 }, async (engine) => {
      for (const after of [5, 40, 150]) {
        const controller = new AbortController();
        const rows = engine.sql(LONG, { signal: controller.signal }).rows();
        setTimeout(() => controller.abort(), after);
        await assert.rejects(rows, { code: "CANCELLED" });
      }
      await assert.rejects(engine.sql(LONG, { timeoutMs: 100 }).rows(), { code: "TIMEOUT" });
      const result = await engine.query("SELECT * FROM t ORDER BY s, i");
      for await (const _ of result) break;
    }));

  test(`an error while a query spills leaves no file: ${threads} threads`, () =>
    withEngine({ threads, spillThreshold: 50_000 }, async (engine) => {
      const failing = "SELECT s, sum(100 / (i - 19999)) FROM t GROUP BY s, i ORDER BY s";
      await assert.rejects(engine.sql(failing).rows(), { code: "DATA", sqlstate: "22012" });
    }));

  test(`closing the engine while a query spills leaves no file: ${threads} threads`, () =>
    withDirectory(async (spillDirectory) => {
      const engine = await Engine.create({ threads, spillDirectory, spillThreshold: 50_000 });
      await engine.execute("CREATE TABLE t AS SELECT i, i % 100 AS k, '' AS s FROM generate_series(1, 20000) AS g(i)");
      const rows = engine.sql(LONG).rows();
      const rejected = assert.rejects(rows, { code: "CLOSED" });
      await new Promise((resolve) => setTimeout(resolve, 60));
      await engine.close();
      await rejected;
      assert.deepEqual(readdirSync(spillDirectory), []);
    }));
}

for (const threads of [0, 2]) {
  test(`files go when they have been read: a query of many steps needs room for its present ones, ${threads} threads`, () =>
    withEngine({ threads, spillThreshold: 50_000 }, async (engine) => {
      let steps = "t";
      for (let step = 0; step < 3; step++) {
        steps = `(SELECT i, max(k) AS k, min(s) AS s FROM ${steps} AS a GROUP BY i)`;
        steps = `(SELECT * FROM ${steps} AS b ORDER BY s DESC, i OFFSET 1)`;
        steps = `(SELECT x.* FROM t JOIN ${steps} AS x ON x.i = t.i)`;
      }
      const sql = `SELECT count(*)::int AS n FROM ${steps} AS c`;
      const result = await engine.query(sql);
      assert.deepEqual(await result.rows(), [{ n: 19997 }]);
      const operators = [...(result.statistics?.operators.values() ?? [])];
      const written = operators.reduce((sum, { spilledBytes }) => sum + spilledBytes, 0);
      assert.ok(written > 1_000_000, String(written));
      await engine.execute(`SET spill_limit = ${Math.floor(0.6 * written)}`);
      assert.deepEqual(await engine.sql(sql).rows(), [{ n: 19997 }]);
      await engine.execute("SET spill_limit = 1000");
      await assert.rejects(engine.sql(sql).rows(), { code: "MEMORY_LIMIT", sqlstate: "53400" });
    }));
}

test("a directory that is not one", () =>
  withDirectory(async (directory) => {
    const spillDirectory = join(directory, "file");
    writeFileSync(spillDirectory, "");
    const engine = await Engine.create({ threads: 1, spillDirectory, spillThreshold: 1 });
    await assert.rejects(engine.sql("SELECT g.i FROM generate_series(1, 100) AS g(i) ORDER BY 1").rows(), {
      code: "IO",
      sqlstate: "58030",
    });
    assert.deepEqual(await engine.sql("SELECT 1 AS one").rows(), [{ one: 1 }]);
    await engine.close();
  }));

test("EXPLAIN ANALYZE shows the memory of each operator, and what it spilled", () =>
  withEngine({ threads: 1, spillThreshold: 50_000 }, async (engine) => {
    const lines = await engine
      .sql("EXPLAIN ANALYZE SELECT x.i FROM t AS x JOIN t AS y ON x.i = y.i ORDER BY x.s")
      .rows();
    const text = JSON.stringify(lines);
    assert.match(text, /peak memory: \d+ bytes, of what streams: \d+ bytes, tables in memory: \d{6,} bytes/);
    for (const operator of ["sort", "hash-join"]) {
      assert.match(text, new RegExp(`${operator} [^"]*memoryBytes \\d+, spilledBytes \\d+`));
    }
  }));
