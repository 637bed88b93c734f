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

  test(`a statement that waits for another one is stopped where it waits: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows("CREATE TABLE t (n integer)");
      const first = new AbortController();
      const order: string[] = [];
      const noting = async (what: string, answer: Promise<string | undefined>): Promise<void> => {
        order.push(`${what}: ${await answer}`);
      };
      // Of a million rows squared: it runs until it is stopped.
      const endless =
        "CREATE TABLE never AS SELECT 1 FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b";
      const running = noting("running", at.error(endless, { signal: first.signal }));
      const second = new AbortController();
      const waiting = [
        noting("stopped", at.error("INSERT INTO t VALUES (1)", { signal: second.signal })),
        noting("too late", at.error("INSERT INTO t VALUES (2)", { timeoutMs: 1 })),
        noting(
          "in time",
          at.rows("INSERT INTO t VALUES (3)").then(() => undefined),
        ),
      ];
      second.abort();
      await Promise.all(waiting.slice(0, 2));
      assert.deepEqual(order.toSorted(), [
        "stopped: 57014 canceling statement due to user request",
        "too late: 57014 canceling statement due to statement timeout",
      ]);
      first.abort();
      await Promise.all([running, ...waiting]);
      assert.deepEqual(order.slice(2), [
        "running: 57014 canceling statement due to user request",
        "in time: undefined",
      ]);
      assert.deepEqual(await at.values("SELECT n FROM t"), [[3]]);
      await at.rows("SET statement_timeout = 1");
      const third = new AbortController();
      const again = at.error(endless, { signal: third.signal, timeoutMs: 0 });
      assert.equal(await at.error("INSERT INTO t VALUES (4)"), "57014 canceling statement due to statement timeout");
      third.abort();
      assert.equal(await again, "57014 canceling statement due to user request");
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
