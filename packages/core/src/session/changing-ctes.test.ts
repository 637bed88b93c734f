// WITH that changes tables: everything or nothing, one statement at a time, and no memory left behind. What each statement
// answers is in packages/bench/cases/changing-ctes.sql.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "./query.ts";
import { runStatement } from "./run-statement.ts";
import { openSession, type TestSession } from "./session.fixture.ts";

const setups = [
  { name: "on this thread", options: { threads: 0 } },
  { name: "two workers, three partitions", options: { threads: 2, partitions: 3 } },
] as const;

const TABLES = `
  CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
  CREATE TABLE log (id int, what text, UNIQUE (id));
  INSERT INTO stock SELECT i, i % 10 FROM generate_series(1, 5000) AS g(i);
  INSERT INTO log VALUES (1, 'first')`;

const contents = async (at: TestSession): Promise<unknown[][]> =>
  at.values(
    "SELECT count(*), sum(id) AS ids, sum(n), (SELECT string_agg(id || what, ',' ORDER BY id) FROM log) FROM stock",
  );

/** Each fails in another part, or when all parts have run. */
const failing: readonly (readonly [sql: string, error: string])[] = [
  [
    "WITH a AS (DELETE FROM stock RETURNING id), b AS (INSERT INTO log SELECT 1 / (id - 4999), 'x' FROM a) SELECT 1",
    "22012 division by zero",
  ],
  ["WITH a AS (DELETE FROM stock RETURNING id) SELECT 1 / (id - 4999) FROM a", "22012 division by zero"],
  [
    "WITH a AS (UPDATE stock SET n = 1 / (id - 77)) INSERT INTO log VALUES (2, 'two') RETURNING *",
    "22012 division by zero",
  ],
  [
    "WITH a AS (UPDATE stock SET n = NULL WHERE id = 4000), b AS (DELETE FROM log) SELECT 1",
    '23502 null value in column "n" of relation "stock" violates not-null constraint',
  ],
  [
    "WITH a AS (UPDATE stock SET n = n + 1), b AS (INSERT INTO log VALUES (1, 'twice')) DELETE FROM stock WHERE id = 0",
    '23505 duplicate key value violates unique constraint "log_id_key"',
  ],
  [
    "WITH a AS (INSERT INTO log VALUES (2, 'two')), b AS (INSERT INTO stock VALUES (5000, 1)) SELECT 1",
    '23505 duplicate key value violates unique constraint "stock_pkey"',
  ],
  [
    "CREATE TABLE made AS WITH a AS (DELETE FROM stock WHERE id < 9 RETURNING id), b AS (INSERT INTO log SELECT 1, 'x' FROM a) SELECT * FROM a",
    '23505 duplicate key value violates unique constraint "log_id_key"',
  ],
];

for (const { name, options } of setups) {
  test(`a part that fails leaves all tables as they were: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows(TABLES);
      const before = await contents(at);
      const round = async (): Promise<void> => {
        for (const [sql, error] of failing) {
          assert.equal(await at.error(sql), error, sql);
          assert.deepEqual(await contents(at), before, sql);
        }
        assert.deepEqual(at.session.catalog.names(), ["stock", "log"]);
      };
      await round();
      const bytes = at.usedBytes();
      await round();
      assert.equal(at.usedBytes(), bytes);
      // Keys that were tested in vain are not there.
      await at.rows("INSERT INTO log VALUES (2, 'two'); INSERT INTO stock VALUES (5001, 0)");
    } finally {
      await at.close();
    }
  });

  test(`statements one after the other, queries between them: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows("CREATE TABLE one (n int); CREATE TABLE two (n int); INSERT INTO one VALUES (0)");
      const step = "WITH gone AS (DELETE FROM one RETURNING n), kept AS (INSERT INTO two SELECT n FROM gone) ";
      const changes = Array.from({ length: 12 }, async (_, turn) => {
        // Whatever has been done, all of it has.
        const all = "SELECT (SELECT sum(n) FROM one) - (SELECT count(*) FROM two) AS difference";
        if (turn % 2 === 1) assert.deepEqual(await at.values(all), [[0n]]);
        await at.rows(`${step}INSERT INTO one SELECT n + 1 FROM gone`);
      });
      await Promise.all(changes);
      assert.deepEqual(await at.values("SELECT n FROM one"), [[12]]);
      assert.deepEqual(await at.values("SELECT count(*), sum(n) FROM two"), [[12n, 66n]]);
    } finally {
      await at.close();
    }
  });

  test(`many changes of two tables, each row changed by the first that finds it: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows("CREATE TABLE one AS SELECT i AS id, 0 AS n FROM generate_series(1, 60) AS g(i)");
      await at.rows("CREATE TABLE two AS SELECT * FROM one");
      const parts = Array.from({ length: 50 }, (_, part) => {
        const first = part + 1;
        const update = `UPDATE one SET n = ${first} WHERE id BETWEEN ${first} AND ${first + 4}`;
        return `a${part} AS (${update}), b${part} AS (DELETE FROM two WHERE id IN (${first}, ${first + 1}) RETURNING id)`;
      });
      const ids = parts.map((_, part) => `SELECT id FROM b${part}`).join(" UNION ALL ");
      const run = `WITH ${parts.join()} UPDATE one SET n = -1 WHERE id > 50 RETURNING id, (SELECT sum(id) FROM (${ids}) s) AS ids`;
      const changed = await at.values(run);
      assert.deepEqual(
        changed.sort(([one], [other]) => Number(one) - Number(other)),
        [55, 56, 57, 58, 59, 60].map((id) => [id, BigInt((51 * 52) / 2)]),
      );
      assert.deepEqual(
        await at.values("SELECT id, n FROM one ORDER BY id"),
        Array.from({ length: 60 }, (_, row) => [row + 1, row + 1 > 54 ? -1 : Math.max(1, row - 3)]),
      );
      assert.deepEqual(await at.values("SELECT min(id), count(*) FROM two"), [[52, 9n]]);
    } finally {
      await at.close();
    }
  });

  test(`rows that are held go with the statement: ${name}`, async () => {
    const at = await openSession(options);
    try {
      await at.rows(TABLES);
      const round = (): Promise<unknown[][]> =>
        at.values(`WITH r AS (SELECT random() AS v), a AS (UPDATE stock SET n = n + 1 RETURNING id, repeat('s', 100) AS s),
          b AS (UPDATE stock SET n = 0 RETURNING id), c AS (DELETE FROM log WHERE id > (SELECT v FROM r) + 1 RETURNING id)
          SELECT (SELECT count(*) FROM a) AS a, (SELECT count(*) FROM b) AS b, (SELECT count(*) FROM c) AS c, (SELECT v < 1 FROM r) AS r`);
      // The first part that changes a row does.
      assert.deepEqual(await round(), [[5000n, 0n, 0n, true]]);
      const bytes = at.usedBytes();
      for (let time = 0; time < 5; time++) await round();
      assert.equal(at.usedBytes(), bytes);
    } finally {
      await at.close();
    }
  });
}

for (const format of ["csv", "parquet"]) {
  test(`COPY whose changes fail leaves the file that was there: ${format}`, async () => {
    const at = await openSession();
    const folder = await mkdtemp(join(tmpdir(), "ffq-"));
    try {
      const file = join(folder, `o.${format}`);
      const copy = (query: string): string => `COPY (${query}) TO '${file}' (FORMAT ${format})`;
      await at.rows("CREATE TABLE pk (id int PRIMARY KEY, v text); INSERT INTO pk VALUES (1, 'a')");
      await at.rows(copy("SELECT 'old' AS v"));
      const before = await readFile(file);
      const insert = (id: number): string =>
        copy(`WITH d AS (INSERT INTO pk VALUES (${id}, 'new') RETURNING *) SELECT v FROM d`);
      const refused = '23505 duplicate key value violates unique constraint "pk_pkey"';
      assert.equal(await at.error(insert(1)), refused);
      const bytes = at.usedBytes();
      assert.equal(await at.error(insert(1)), refused);
      assert.deepEqual(await readFile(file), before);
      assert.deepEqual(await readdir(folder), [`o.${format}`]);
      assert.equal(at.usedBytes(), bytes);
      await at.rows(insert(2));
      assert.notDeepEqual(await readFile(file), before);
      assert.deepEqual(await at.values("SELECT id FROM pk ORDER BY id"), [[1], [2]]);
    } finally {
      await at.close();
      await rm(folder, { recursive: true });
    }
  });
}

test("a query that only one part reads runs as far as it is read", async () => {
  const at = await openSession();
  try {
    await at.rows("CREATE TABLE t (id int)");
    const rows = await at.values(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n),
      a AS (INSERT INTO t VALUES (7)) SELECT i FROM n LIMIT 3`);
    assert.deepEqual(rows, [[1], [2], [3]]);
    assert.deepEqual(await at.values("SELECT id FROM t"), [[7]]);
  } finally {
    await at.close();
  }
});

test("of several parts the first changes a row", async () => {
  const at = await openSession();
  try {
    await at.rows("CREATE TABLE t (id int, n int); INSERT INTO t SELECT i, 0 FROM generate_series(1, 5) AS g(i)");
    const rows = await at.values(`WITH a AS (UPDATE t SET n = 1 WHERE id < 3 RETURNING id),
      b AS (DELETE FROM t WHERE id < 4 RETURNING id) UPDATE t SET n = 2 WHERE id < 5 RETURNING id, n`);
    assert.deepEqual(rows, [[4, 2]]);
    assert.deepEqual(await at.values("SELECT id, n FROM t ORDER BY id"), [
      [1, 1],
      [2, 1],
      [4, 2],
      [5, 0],
    ]);
  } finally {
    await at.close();
  }
});

test("the command and the count are the main statement's", async () => {
  const at = await openSession();
  try {
    await at.rows("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2), (3)");
    const told = async (sql: string): Promise<string> => {
      const [statement] = await parse(sql);
      assert.ok(statement !== undefined);
      const { command, rowCount } = await runStatement(at.session, statement, {});
      return `${command} ${rowCount}`;
    };
    const part = "WITH a AS (INSERT INTO t SELECT 7 FROM generate_series(1, 9) RETURNING id)";
    assert.equal(await told(`${part} SELECT DISTINCT id FROM a`), "SELECT 1");
    assert.equal(await told(`${part} UPDATE t SET id = id WHERE id < 3`), "UPDATE 2");
    assert.equal(await told(`${part} DELETE FROM t WHERE id = 1`), "DELETE 1");
    assert.equal(await told(`${part} INSERT INTO t SELECT id FROM a`), "INSERT 9");
    assert.equal(await told(`CREATE TABLE u AS ${part} SELECT id FROM a LIMIT 4`), "SELECT 4");
    assert.deepEqual(await at.values("SELECT count(*) FROM t"), [[56n]]);
  } finally {
    await at.close();
  }
});

test("rows that are held count against the memory limit", async () => {
  const at = await openSession({ memoryLimit: "4MB" });
  try {
    await at.rows("CREATE TABLE t (id int); INSERT INTO t SELECT i FROM generate_series(1, 20000) AS g(i)");
    const held = "WITH a AS (DELETE FROM t RETURNING repeat('x', 1000) || id AS s)";
    assert.match(await at.error(`${held} SELECT count(s) FROM a`), /^53200 the statement holds \d+ bytes of rows/);
    assert.match(await at.error("DELETE FROM t RETURNING repeat('x', 1000) || id"), /^53200 the statement holds/);
    assert.match(
      await at.error("WITH a AS (DELETE FROM t) SELECT repeat('x', 1000) || id FROM t"),
      /^53200 the statement holds/,
    );
    assert.deepEqual(await at.values("SELECT count(*) FROM t"), [[20000n]]);
  } finally {
    await at.close();
  }
});

test("EXPLAIN shows the plan of each part and changes nothing", async () => {
  const at = await openSession();
  try {
    await at.rows("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
    const sql = "WITH gone AS (DELETE FROM t RETURNING id) INSERT INTO t SELECT id + 1 FROM gone";
    const lines = (await at.values(`EXPLAIN ${sql}`)).flat();
    assert.deepEqual(
      lines.filter((line) => ["gone:", "insert:", "Physical plan:"].includes(String(line))),
      ["gone:", "Physical plan:", "insert:", "Physical plan:"],
    );
    assert.equal(
      await at.error(`EXPLAIN ANALYZE ${sql}`),
      "0A000 EXPLAIN ANALYZE of a statement that changes tables is not supported",
    );
    assert.deepEqual(await at.values("SELECT id FROM t"), [[1]]);
  } finally {
    await at.close();
  }
});
