// Engines of several memories, each of which holds a few megabytes: tables that no single one holds, queries whose
// tables lie elsewhere, queries spread over memories, and that all of it is freed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Memories } from "../arena/memories.ts";
import type { EngineOptions } from "./options.ts";
import { openSession, type TestSession } from "./session.fixture.ts";

const EACH = 48 << 20;

async function within(options: EngineOptions, body: (at: TestSession) => Promise<void>): Promise<void> {
  const memories = Memories.create({ shared: options.sharedMemory ?? true, maximumBytes: EACH });
  const at = await openSession(options, { memories });
  try {
    await body(at);
  } finally {
    await at.session.local.close();
  }
}

const ROWS = 300_000;

/** More than one memory holds: numbers, NULLs, long and repeated texts, numerics, lists. */
const TABLE = `CREATE TABLE t AS SELECT i::int AS i, nullif(i % 1000, 7)::int AS k, 'a text of some length, number ' || i AS s,
  'few ' || i % 5 AS f, i::numeric / 8 AS n, ARRAY[i::int, NULL, i::int + 1] AS l
  FROM generate_series(1, ${ROWS}) AS g(i)`;

/** Each with its answer, worked out by hand. */
const queries: readonly (readonly [sql: string, answer: readonly unknown[]])[] = [
  ["SELECT count(*)::int, sum(i)::text FROM t", [ROWS, String((ROWS * (ROWS + 1)) / 2)]],
  ["SELECT count(k)::int AS a, count(DISTINCT k)::int AS b, max(f) FROM t", [ROWS - 300, 999, "few 4"]],
  [
    "SELECT count(*)::int, min(s), max(n)::text FROM t WHERE i > 299990",
    [10, "a text of some length, number 299991", "37500.000000000000"],
  ],
  // A third of the rows: what one task holds must fit beside the tables of its memory, wherever these came to lie.
  ["SELECT count(*)::int FROM t AS x JOIN t AS y ON x.s = y.s AND x.f = y.f WHERE x.i % 3 = 0", [ROWS / 3]],
  ["SELECT count(*)::int, sum(l[1] + l[3])::text FROM t WHERE l[2] IS NULL", [ROWS, String(ROWS * (ROWS + 2))]],
  ["SELECT s FROM t ORDER BY s DESC LIMIT 1", ["a text of some length, number 99999"]],
  ["SELECT sum(c)::int AS a, count(*)::int AS b FROM (SELECT n, count(*) AS c FROM t GROUP BY n) AS g", [ROWS, ROWS]],
];

const setups: readonly EngineOptions[] = [
  { threads: 0, sharedMemory: false },
  { threads: 2 },
  { threads: 2, partitions: 3, smallInputRows: 0 },
  // More than one memory holds: the tasks are spread.
  { threads: 2, partitions: 3, smallInputRows: 0, memoryLimit: "192MB" },
];

for (const options of setups) {
  test(`a table over several memories: ${JSON.stringify(options)}`, () =>
    within(options, async (at) => {
      await at.rows(TABLE);
      const { memories } = at.session;
      assert.ok(memories.all.length >= 2, String(memories.all.length));
      const held = memories.all.map(usedBytes);
      for (const [sql, answer] of queries) {
        assert.deepEqual(await at.values(sql), [answer], sql);
        assert.deepEqual(memories.all.map(usedBytes).slice(0, held.length), held, sql);
      }
      // Several at once: each has a place.
      await at.rows("SET memory_limit = '12MB'");
      const [first] = queries as readonly [(typeof queries)[number]];
      const answers = await Promise.all(Array.from({ length: 6 }, () => at.values(first[0])));
      assert.deepEqual(answers, Array(6).fill([first[1]]));
    }));
}

test("tasks of a query are spread over memories when its limit is more than one holds", () =>
  within({ threads: 0, partitions: 3, smallInputRows: 0 }, async (at) => {
    const { memories } = at.session;
    await at.rows("CREATE TABLE t AS SELECT i FROM generate_series(1, 60000) AS g(i)");
    const groups = "SELECT count(*)::int FROM (SELECT i FROM t GROUP BY i) AS x";
    await at.rows("SET memory_limit = '48MB'");
    assert.deepEqual(await at.values(groups), [[60000]]);
    assert.equal(memories.all.length, 1);
    await at.rows("SET memory_limit = '49MB'");
    assert.deepEqual(await at.values(groups), [[60000]]);
    assert.equal(memories.all.length, 2);
    await at.rows("SET memory_limit = '1GB'");
    assert.deepEqual(await at.values(groups), [[60000]]);
    assert.equal(memories.all.length, 3);
  }));

test("changes of a table over several memories", () =>
  within({ threads: 0 }, async (at) => {
    await at.rows("CREATE TABLE t (i integer PRIMARY KEY, s text)");
    await at.rows(
      "INSERT INTO t SELECT i, 'a text of some length, number ' || i || repeat('.', 30) FROM generate_series(1, 300000) AS g(i)",
    );
    assert.ok(at.session.memories.all.length >= 2);
    assert.equal(
      await at.error("INSERT INTO t VALUES (299999, 'twice')"),
      '23505 duplicate key value violates unique constraint "t_pkey"',
    );
    const dots = ".".repeat(30);
    await at.rows("DELETE FROM t WHERE i % 3 = 0");
    await at.rows("UPDATE t SET s = s || '!' WHERE i % 50000 = 1");
    assert.deepEqual(await at.values("SELECT count(*)::int, sum(i)::text FROM t"), [[200000, "30000000000"]]);
    assert.deepEqual(await at.values("SELECT i, s FROM t WHERE s LIKE '%!' ORDER BY i"), [
      [1, `a text of some length, number 1${dots}!`],
      [100001, `a text of some length, number 100001${dots}!`],
      [200001 - 50000, `a text of some length, number 150001${dots}!`],
      [250001, `a text of some length, number 250001${dots}!`],
    ]);
    await at.rows("DROP TABLE t");
    const left = at.session.memories.all.map(usedBytes);
    assert.ok(
      left.every((bytes) => bytes < 2000),
      String(left),
    );
  }));

test("queries that are stopped or fail free what they hold in every memory", () =>
  within({ threads: 1, partitions: 3, smallInputRows: 0, memoryLimit: "192MB" }, async (at) => {
    await at.rows(TABLE);
    const { memories } = at.session;
    await at.rows("SELECT count(*) FROM t");
    const held = memories.all.map(usedBytes);
    const controller = new AbortController();
    const rows = at.error("SELECT x.s, y.s FROM t AS x JOIN t AS y ON x.k = y.k ORDER BY 1, 2", {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 50);
    assert.equal(await rows, "57014 canceling statement due to user request");
    assert.equal(await at.error("SELECT i, count(*) FROM t GROUP BY i, 1 / (i - 5)"), "22012 division by zero");
    assert.deepEqual(memories.all.map(usedBytes), held);
  }));
