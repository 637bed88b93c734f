// Statements at the same time: each query sees whole statements only, failed and stopped ones leave neither rows
// nor memory, and changes happen one after the other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const setups = [
  { name: "on this thread", options: { threads: 0 } },
  { name: "two workers", options: { threads: 2 } },
  { name: "two workers, three partitions", options: { threads: 2, partitions: 3 } },
] as const;

const ROWS = 20_000;

for (const { name, options } of setups) {
  test(`queries beside failing and stopped statements: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows(
        `CREATE TABLE t AS SELECT i, 'n' || i % 10 AS s, i / 3.0 AS n FROM generate_series(1, ${ROWS}) AS g(i)`,
      );
      const failing = [
        `CREATE TABLE bad AS SELECT 1 / (i - ${ROWS}) FROM t`,
        `INSERT INTO t SELECT i, 'x', 1 / (i - ${ROWS}) FROM t`,
        "UPDATE t SET n = n / (i - 77)",
        "DELETE FROM t WHERE 1 / (i - 77) > 0",
      ];
      const round = async (): Promise<void> => {
        const controller = new AbortController();
        const stopped = at.error("CREATE TABLE never AS SELECT a.i FROM t a, t b", { signal: controller.signal });
        const errors = failing.map((sql) => at.error(sql));
        const counts = Array.from({ length: 6 }, () => at.values("SELECT count(*) AS n, sum(i) AS total FROM t"));
        for (const rows of await Promise.all(counts)) {
          assert.deepEqual(rows, [[BigInt(ROWS), (BigInt(ROWS) * BigInt(ROWS + 1)) / 2n]]);
        }
        controller.abort();
        assert.equal(await stopped, "57014 canceling statement due to user request");
        for (const error of await Promise.all(errors)) assert.equal(error, "22012 division by zero");
        assert.deepEqual(at.session.catalog.names(), ["t"]);
      };
      // Once for what is kept between queries: threads, compiled code.
      await round();
      const before = at.usedBytes();
      await round();
      assert.equal(at.usedBytes(), before);
    } finally {
      await at.close();
    }
  });

  test(`changes one after the other: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows("CREATE TABLE counter (n integer); INSERT INTO counter VALUES (0)");
      const changes = Array.from({ length: 20 }, () => at.rows("UPDATE counter SET n = n + 1"));
      await Promise.all(changes);
      assert.deepEqual(await at.values("SELECT n FROM counter"), [[20]]);
    } finally {
      await at.close();
    }
  });
}
