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
