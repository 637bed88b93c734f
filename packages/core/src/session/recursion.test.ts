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
