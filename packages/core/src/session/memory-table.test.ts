// Tables in memory: what statements leave in them, that a statement that fails leaves nothing, that a query keeps
// the rows it began with, and that all memory comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "./query.ts";
import { runStatement } from "./run-statement.ts";
import { openSession, type TestSession } from "./session.fixture.ts";

const shapes = [
  { name: "shared memory", options: {} },
  { name: "unshared memory", options: { sharedMemory: false } },
  { name: "batches of 1 row", options: { batchRows: 1 } },
  { name: "batches of 63 rows, 3 partitions", options: { batchRows: 63, partitions: 3 } },
  { name: "batches of 64 rows", options: { batchRows: 64 } },
  { name: "batches of 65 rows", options: { batchRows: 65 } },
] as const;

async function within(options: object, body: (at: TestSession) => Promise<void>): Promise<void> {
  const at = await openSession(options);
  try {
    await body(at);
  } finally {
    await at.close();
  }
}

for (const { name, options } of shapes) {
  test(`every type comes back as it went in: ${name}`, () =>
    within(options, async (at) => {
      await at.rows(`CREATE TABLE t (
        b boolean, s smallint, i integer, l bigint, r real, d double precision, n numeric, m numeric(12,3),
        w numeric(30,5), t text, v varchar(9), c char(3), day date, at timestamp, span interval)`);
      const row = `(true, -32768, -2147483648, -9223372036854775808, 1.5, -2.25, 123456789012345678901234567890.125,
        -123456789.125, 1234567890123456789012345.00001, 'zoë', 'nine char', 'ab', '2024-02-29',
        '1999-12-31 23:59:59.5', '1 year 2 mons 3 days 04:05:06')`;
      const none = `(${Array(15).fill("NULL").join()})`;
      await at.rows(`INSERT INTO t VALUES ${row}, ${none}, ${row}`);
      const expected = [
        true,
        -32768,
        -2147483648,
        -9223372036854775808n,
        1.5,
        -2.25,
        "123456789012345678901234567890.125",
        "-123456789.125",
        "1234567890123456789012345.00001",
        "zoë",
        "nine char",
        "ab ",
        "2024-02-29",
        "1999-12-31 23:59:59.5",
        "1 year 2 mons 3 days 04:05:06",
      ];
      const got = await at.values("SELECT * FROM t ORDER BY i NULLS LAST");
      assert.deepEqual(got, [expected, expected, Array(15).fill(null)]);
    }));

  test(`random changes give what a list gives: ${name}`, () =>
    within(options, async (at) => {
      await at.rows("CREATE TABLE t (k integer, v text, low text)");
      let model: { k: number; v: string | null; low: string }[] = [];
      let seed = 7;
      const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
      for (let round = 0; round < 12; round++) {
        const rows = Array.from({ length: 1 + random(40) }, () => {
          const k = random(50);
          return { k, v: random(5) === 0 ? null : `v${random(1000)}`, low: `low${k % 3}` };
        });
        const text = ({ k, v, low }: (typeof rows)[number]): string =>
          `(${k}, ${v === null ? "NULL" : `'${v}'`}, '${low}')`;
        await at.rows(`INSERT INTO t VALUES ${rows.map(text).join()}`);
        model.push(...rows);
        const k = random(50);
        await at.rows(`UPDATE t SET v = v || '!', k = k + 1 WHERE k % 7 = ${k % 7}`);
        model = model.map((row) =>
          row.k % 7 === k % 7 ? { ...row, k: row.k + 1, v: row.v === null ? null : `${row.v}!` } : row,
        );
        const removed = random(50);
        await at.rows(`DELETE FROM t WHERE k = ${removed} OR v IS NULL`);
        model = model.filter((row) => row.k !== removed && row.v !== null);
        const sorted = model.map((row) => JSON.stringify([row.k, row.v, row.low])).sort();
        const got = (await at.values("SELECT k, v, low FROM t")).map((row) => JSON.stringify(row)).sort();
        assert.deepEqual(got, sorted);
      }
    }));
}

test("strings that repeat become codes, with and without NULL, over several segments", () =>
  within({}, async (at) => {
    await at.rows(`CREATE TABLE t AS SELECT i, CASE WHEN i % 10 > 0 THEN 'name' || i % 7 END AS low, 'text' || i AS high
      FROM generate_series(0, 149999) AS g(i)`);
    const entry = at.session.catalog.get("t");
    assert.ok(entry?.kind === "memory");
    for (const segment of entry.table.segments) {
      assert.deepEqual(
        segment.columns.map(({ dictionary }) => dictionary !== 0),
        [false, true, false],
      );
    }
    assert.ok(entry.table.segments.length > 1);
    assert.deepEqual(
      await at.values("SELECT low, count(*), sum(i) FROM t WHERE low = 'name3' OR low IS NULL GROUP BY 1 ORDER BY 1"),
      [
        ["name3", 19286n, sumOf((i) => i % 10 > 0 && i % 7 === 3)],
        [null, 15000n, sumOf((i) => i % 10 === 0)],
      ],
    );
    await at.rows("DELETE FROM t WHERE i % 2 = 0");
    assert.deepEqual(await at.values("SELECT count(*), count(low) AS lows, min(i), max(high) FROM t"), [
      [75000n, 75000n, 1, "text99999"],
    ]);
  }));

function sumOf(keep: (i: number) => boolean): bigint {
  let sum = 0n;
  for (let i = 0; i < 150_000; i++) if (keep(i)) sum += BigInt(i);
  return sum;
}

test("a statement that breaks a constraint changes nothing", () =>
  within({}, async (at) => {
    await at.rows(`CREATE TABLE t (a integer PRIMARY KEY, b text NOT NULL, c text, d integer, UNIQUE (c, d));
      INSERT INTO t VALUES (1, 'x', 'c', 1), (2, 'y', NULL, 1), (3, 'z', NULL, 1)`);
    const before = await at.values("SELECT * FROM t ORDER BY a");
    const key = 'duplicate key value violates unique constraint "t_pkey"';
    const cases = [
      ["INSERT INTO t VALUES (4, 'w', 'n', 1), (1, 'w', 'n', 2)", `23505 ${key}`],
      ["INSERT INTO t VALUES (9, 'w', 'n', 1), (9, 'w', 'n', 2)", `23505 ${key}`],
      ["INSERT INTO t VALUES (4, 'w', 'c', 1)", '23505 duplicate key value violates unique constraint "t_c_d_key"'],
      ["INSERT INTO t (a) VALUES (4)", '23502 null value in column "b" of relation "t" violates not-null constraint'],
      ["INSERT INTO t (b) VALUES ('x')", '23502 null value in column "a" of relation "t" violates not-null constraint'],
      ["UPDATE t SET a = 7", `23505 ${key}`],
      [
        "UPDATE t SET b = NULL WHERE a = 2",
        '23502 null value in column "b" of relation "t" violates not-null constraint',
      ],
      ["UPDATE t SET d = d / (a - 2)", "22012 division by zero"],
      ["DELETE FROM t WHERE 1 / (a - 3) > 0", "22012 division by zero"],
    ] as const;
    const used = at.usedBytes();
    for (const [sql, expected] of cases) {
      assert.equal(await at.error(sql), expected);
      assert.deepEqual(await at.values("SELECT * FROM t ORDER BY a"), before, sql);
    }
    await at.rows(
      "INSERT INTO t VALUES (4, 'w', 'c', 2), (5, 'w', NULL, 1); UPDATE t SET a = a + 10; DELETE FROM t WHERE a = 11",
    );
    assert.equal(await at.error("INSERT INTO t VALUES (12, 'w', 'q', 1)"), `23505 ${key}`);
    await at.rows("INSERT INTO t VALUES (11, 'w', 'c', 1)");
    await at.rows(
      "DELETE FROM t WHERE a > 5; INSERT INTO t VALUES (1, 'x', 'c', 1), (2, 'y', NULL, 1), (3, 'z', NULL, 1)",
    );
    assert.deepEqual(await at.values("SELECT * FROM t ORDER BY a"), before);
    assert.ok(at.usedBytes() <= used + 65536, `${at.usedBytes()} bytes, ${used} before`);
  }));

test("a query keeps the rows that it began with", () =>
  within({ batchRows: 100 }, async (at) => {
    await at.rows("CREATE TABLE t AS SELECT i FROM generate_series(1, 1000) AS g(i)");
    const [statement] = await parse("SELECT count(*), sum(i) FROM t");
    assert.ok(statement);
    const result = await runStatement(at.session, statement, {});
    await at.rows("DELETE FROM t WHERE i > 10; UPDATE t SET i = 0; INSERT INTO t VALUES (77)");
    assert.deepEqual(await result.rows(), [{ count: 1000n, sum: 500500n }]);
    assert.deepEqual(await at.values("SELECT count(*), sum(i) FROM t"), [[11n, 77n]]);
  }));

test("many small INSERTs stay few segments", () =>
  within({}, async (at) => {
    await at.rows("CREATE TABLE t (a integer PRIMARY KEY, b text)");
    for (let i = 0; i < 200; i++) await at.rows(`INSERT INTO t VALUES (${i}, 'b${i % 2}')`);
    const entry = at.session.catalog.get("t");
    assert.ok(entry?.kind === "memory" && entry.table.segments.length <= 33);
    assert.deepEqual(await at.values("SELECT b, count(*), sum(a) FROM t GROUP BY b ORDER BY b"), [
      ["b0", 100n, 9900n],
      ["b1", 100n, 10000n],
    ]);
  }));

test("dropping a table gives all of its memory back", () =>
  within({}, async (at) => {
    const script = `CREATE TABLE t (a integer PRIMARY KEY, b text, c numeric);
      INSERT INTO t SELECT i, 'b' || i % 5, i / 7.0 FROM generate_series(1, 5000) AS g(i);
      UPDATE t SET b = b || '!' WHERE a % 3 = 0;
      DELETE FROM t WHERE a % 2 = 0;
      CREATE TABLE u AS SELECT * FROM t;
      DROP TABLE t, u`;
    await at.rows(script);
    const before = at.usedBytes();
    await at.rows(script);
    assert.equal(at.usedBytes(), before);
  }));

test("catalog errors are PostgreSQL's", () =>
  within({}, async (at) => {
    await at.rows("CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a + 1 AS b FROM t");
    const cases = [
      ["CREATE TABLE t (a integer)", '42P07 relation "t" already exists'],
      ["CREATE TABLE v AS SELECT 1", '42P07 relation "v" already exists'],
      ["CREATE VIEW v AS SELECT 1", '42P07 relation "v" already exists'],
      ["CREATE OR REPLACE VIEW t AS SELECT 1", '42809 "t" is not a view'],
      ["DROP TABLE v", '42809 "v" is not a table'],
      ["DROP VIEW t", '42809 "t" is not a view'],
      ["DROP TABLE t", "2BP01 cannot drop table t because other objects depend on it"],
      ["CREATE OR REPLACE VIEW v AS SELECT a FROM t", '42P16 cannot change name of view column "b" to "a"'],
      [
        "CREATE OR REPLACE VIEW v AS SELECT 'x' AS b",
        '42P16 cannot change data type of view column "b" from integer to text',
      ],
      ["DROP TABLE none", '42P01 table "none" does not exist'],
      ["DROP TABLE t, none", '42P01 table "none" does not exist'],
      ["SET nothing = 1", '42704 unrecognized configuration parameter "nothing"'],
      ["SET threads = 1", '55P02 parameter "threads" cannot be changed'],
    ] as const;
    for (const [sql, expected] of cases) assert.equal(await at.error(sql), expected, sql);
    await at.rows(`CREATE TABLE IF NOT EXISTS t (z text); CREATE TABLE IF NOT EXISTS t AS SELECT 1;
      DROP TABLE IF EXISTS none; INSERT INTO t VALUES (1), (2)`);
    assert.deepEqual(await at.values("SELECT b FROM v ORDER BY b"), [[2], [3]]);
    await at.rows("CREATE OR REPLACE VIEW v (b, x) AS SELECT a, a FROM t; DROP VIEW IF EXISTS v, none");
    assert.deepEqual(at.session.catalog.names(), ["t"]);
    await at.rows("CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE VIEW x AS SELECT 1");
    await at.rows("DROP TABLE t CASCADE");
    assert.deepEqual(at.session.catalog.names(), ["x"]);
  }));
