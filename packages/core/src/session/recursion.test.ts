// The depth guard of WITH RECURSIVE: a recursion that does not end is an error, and leaves nothing in memory; one within
// the limit is not touched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

// What only the rounds can compute: series by recursion are made without any.
const counting = (last: string): string =>
  `WITH RECURSIVE t (n, s) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, upper(s) FROM t ${last}) SELECT count(*) FROM t`;

for (const threads of [0, 1]) {
  test(`a recursion ends at its limit, ${threads} threads`, async () => {
    const session = await openSession({ threads, recursionLimit: 20 });
    const count = async (last: string): Promise<unknown> => (await session.values(counting(last))).flat()[0];
    try {
      assert.equal(await count("WHERE n < 21"), 21n);
      const before = session.usedBytes();
      assert.equal(await session.error(counting("")), "54001 recursion did not end within 20 rounds");
      assert.equal(session.usedBytes(), before);
      await session.rows("SET recursion_limit = 30");
      assert.equal(await count("WHERE n < 31"), 31n);
      await session.rows("SET recursion_limit = 'none'");
      assert.equal(await count("WHERE n < 90"), 90n);
      await session.rows("RESET recursion_limit");
      assert.deepEqual(await session.values("SHOW recursion_limit"), [["20"]]);
    } finally {
      await session.close();
    }
  });
}

// Rounds of 12 rows, 48 and so on up to 12,288, each with a table; then of ever fewer.
const GROWING = `WITH RECURSIVE t (n, d) AS (
  SELECT n::bigint, 0 FROM generate_series(1, 12) n
  UNION ALL
  SELECT CASE WHEN s.step IS NULL THEN n / 9 ELSE n * 3 + s.step END, t.d + 1
  FROM t LEFT JOIN steps s ON s.d = t.d WHERE n > 2)
  SELECT n FROM t ORDER BY n`;

function growing(): readonly number[] {
  const all: number[] = [];
  let working = Array.from({ length: 12 }, (_, at) => at + 1);
  for (let depth = 0; working.length > 0; depth++) {
    for (const n of working) all.push(n);
    const next = working.filter((n) => n > 2);
    working =
      depth < 5 ? next.flatMap((n) => [0, 1, 2, 3].map((step) => n * 3 + step)) : next.map((n) => Math.trunc(n / 9));
  }
  return all.sort((left, right) => left - right);
}

// From 3 to 13,436 new rows a round and back to none; most come more than once.
const UNIQUE = `WITH RECURSIVE t (n) AS (SELECT 1 UNION
  SELECT CASE WHEN n < 50000 THEN n * m + m ELSE n % 100 END FROM t JOIN factors ON m > 0)
  SELECT n FROM t ORDER BY n`;

function unique(): readonly number[] {
  const all = new Set([1]);
  for (const n of all) for (const m of [2, 3, 5]) all.add(n < 50_000 ? n * m + m : n % 100);
  return [...all].sort((left, right) => left - right);
}

for (const threads of [0, 1, 2]) {
  for (const [name, sql, wanted] of [
    ["UNION ALL", GROWING, growing()],
    ["UNION", UNIQUE, unique()],
  ] as const) {
    test(`rounds of few rows and of many: ${name}, ${threads} threads`, async () => {
      const session = await openSession({ threads });
      try {
        await session.rows(
          "CREATE TABLE steps AS SELECT d, step FROM generate_series(0, 4) d, generate_series(0, 3) step",
        );
        await session.rows("CREATE TABLE factors AS SELECT m FROM (VALUES (2), (3), (5)) v (m)");
        assert.deepEqual(
          (await session.values(sql)).map(([n]) => Number(n)),
          wanted,
        );
      } finally {
        await session.close();
      }
    });
  }
}

test("below a LIMIT a recursion ends when it has rows enough", async () => {
  const t = "WITH RECURSIVE t (n, s) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, upper(s) FROM t)";
  const inverse = "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT 10 / (5 - n) FROM t)";
  const several =
    "WITH RECURSIVE t (n, s) AS (SELECT x, 'a' FROM generate_series(1, 5) x UNION ALL SELECT n + 5, upper(s) FROM t)";
  const answers: readonly (readonly [sql: string, rows: readonly (readonly unknown[])[]])[] = [
    [
      `${t} SELECT n, s FROM t LIMIT 2`,
      [
        [1, "a"],
        [2, "A"],
      ],
    ],
    [`${t} SELECT n * 2 AS m FROM t LIMIT 2 OFFSET 3`, [[8], [10]]],
    [`${t} SELECT n FROM t LIMIT 0`, []],
    [`${t.replace("UNION ALL", "UNION")} SELECT n FROM t LIMIT 3`, [[1], [2], [3]]],
    [`${several} SELECT n FROM t LIMIT 7`, [[1], [2], [3], [4], [5], [6], [7]]],
    // The fourth round would divide by zero.
    [`${inverse} SELECT n FROM t LIMIT 2`, [[1], [2]]],
  ];
  const session = await openSession({ recursionLimit: 20 });
  try {
    for (const [sql, rows] of answers) assert.deepEqual(await session.values(sql), rows, sql);
  } finally {
    await session.close();
  }
});

test("a setting that is spelt nearly right is suggested", async () => {
  const session = await openSession();
  try {
    for (const sql of ["SET recursion_limt = 5", "SHOW recursion_limt"]) {
      await assert.rejects(session.rows(sql), {
        message: 'unrecognized configuration parameter "recursion_limt"',
        hint: 'Perhaps you meant the parameter "recursion_limit".',
      });
    }
  } finally {
    await session.close();
  }
});

test("more rounds than a call takes arguments", async () => {
  const session = await openSession();
  const counted = "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 150000)";
  assert.deepEqual(await session.values(`${counted} SELECT count(*), sum(n)::text AS s FROM r`), [
    [150000n, "11250075000"],
  ]);
  await session.close();
});
