// Expressions of thousands of terms that are no constants: PostgreSQL's answers, evaluated no further than SQL asks, and
// memory that grows with their number and not with its square. In a process of its own, whose peak is what is looked at.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSession, type TestSession } from "./session.fixture.ts";

let session: TestSession;

before(async () => {
  session = await openSession();
  await session.rows("CREATE TABLE t AS SELECT i AS a, 'k' || i AS b FROM generate_series(1, 1000) i");
  await session.rows("INSERT INTO t VALUES (NULL, NULL)");
});
after(() => session.close());

const MEBIBYTE = 1024;
/** Of the process. One function of the terms of most of these takes more alone. */
const MOST_KIBIBYTES = 1000 * MEBIBYTE;

const terms = (count: number, term: (at: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, at) => term(at + 1)).join(separator);

function assertLittleMemory(): void {
  const { maxRSS } = process.resourceUsage();
  assert.ok(maxRSS < MOST_KIBIBYTES, `${maxRSS} KiB`);
}

/** How often a test is true, false and NULL. */
const counts = async (test: string): Promise<unknown[]> => {
  const [row = []] = await session.values(
    `SELECT count(*) FILTER (WHERE x) AS t, count(*) FILTER (WHERE NOT x) AS f, count(*) AS n FROM (SELECT ${test} AS x FROM t) s`,
  );
  return row.map(Number);
};

for (const { name, test: sql, want } of [
  {
    name: "IN of sums, the last of which is equal",
    test: `a IN (${terms(4000, (at) => `a + ${4000 - at}`, ",")})`,
    want: [1000, 0, 1001],
  },
  {
    name: "NOT IN of sums, some of which are equal",
    test: `a NOT IN (${terms(3000, (at) => `2 * a - ${at * 2}`, ",")})`,
    want: [500, 500, 1001],
  },
  {
    name: "LIKE",
    test: terms(2000, (at) => `b LIKE '%k${at * 3}'`, " OR "),
    want: [333, 667, 1001],
  },
  {
    name: "NOT LIKE",
    test: terms(2000, (at) => `b NOT LIKE '_${at * 3}'`, " AND "),
    want: [667, 333, 1001],
  },
  {
    name: "regular expressions",
    test: terms(2000, (at) => `b ~ 'k${at * 3}$'`, " OR "),
    want: [333, 667, 1001],
  },
  {
    name: "pairs",
    test: terms(2000, (at) => `(a + 0 = ${at * 3} AND b = 'k' || ${at * 3})`, " OR "),
    want: [333, 667, 1001],
  },
  {
    name: "branches of CASE",
    test: `CASE ${terms(2000, (at) => `WHEN a + 1 = ${at * 2} THEN b = 'k${at * 2 - 1}' AND a % 4 = 1`, " ")} ELSE a IS NULL END`,
    want: [251, 750, 1001],
  },
  {
    name: "COALESCE",
    test: `COALESCE(${terms(2000, (at) => `NULLIF(a + ${at}, a + ${at})`, ",")}, a, 0) % 2 = 0`,
    want: [501, 500, 1001],
  },
  {
    name: "elements of an array",
    test: `a = ANY (ARRAY[${terms(3000, (at) => `2 * a - ${at * 2}`, ",")}])`,
    want: [500, 500, 1001],
  },
]) {
  test(`thousands of terms: ${name}`, async () => {
    assert.deepEqual(await counts(sql), want);
    assert.deepEqual(await session.values(`SELECT count(*) FROM t WHERE ${sql}`), [[BigInt(want[0] as number)]]);
    assertLittleMemory();
  });
}

test("more columns than one function computes", async () => {
  const columns = terms(1500, (at) => `a + ${at} AS c${at}`, ",");
  const [row = [], none] = await session.values(`SELECT ${columns} FROM t WHERE a = 7`);
  assert.equal(none, undefined);
  assert.deepEqual(
    row,
    Array.from({ length: 1500 }, (_, at) => at + 8),
  );
  const keys = terms(600, (at) => `a % ${at + 1}`, ",");
  assert.deepEqual(await session.values(`SELECT count(*) FROM (SELECT 1 FROM t GROUP BY ${keys}) s`), [[1001n]]);
  assertLittleMemory();
});

test("more sums than one function adds up", async () => {
  const sums = terms(1500, (at) => `sum(a + ${at}) AS s${at}`, ",");
  const sumsOf = (sum: bigint, count: bigint): bigint[] =>
    Array.from({ length: 1500 }, (_, at) => sum + count * BigInt(at + 1));
  assert.deepEqual(await session.values(`SELECT ${sums} FROM t`), [sumsOf(500_500n, 1000n)]);
  assert.deepEqual(await session.values(`SELECT a % 2 AS k, ${sums} FROM t GROUP BY k ORDER BY k`), [
    [0, ...sumsOf(250_500n, 500n)],
    [1, ...sumsOf(250_000n, 500n)],
    [null, ...sumsOf(0n, 0n).map(() => null)],
  ]);
  assertLittleMemory();
});

test("a term behind thousands fails for the row that reaches it", async () => {
  const behind = (term: string): string => `a IN (${terms(1000, (at) => `a + ${at}`, ",")}, ${term})`;
  assert.equal(await session.error(`SELECT ${behind("a / (a - 700)")} FROM t`), "22012 division by zero");
  assert.equal(await session.error(`SELECT * FROM t WHERE ${behind("a + 2147483647")}`), "22003 integer out of range");
  assert.deepEqual(await counts(`a + 0 = a OR ${behind("a / 0")}`), [1000, 0, 1001]);
});
