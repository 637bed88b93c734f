// Statements as long and as deep as programs write them: long lists give PostgreSQL's answer, and what nests too deeply
// is an error of the statement (54001), never a crash.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSession, type TestSession } from "./session.fixture.ts";

let session: TestSession;

before(async () => {
  session = await openSession();
  await session.rows(
    "CREATE TABLE t AS SELECT i AS a, 'k' || i AS b, i::numeric(9, 2) AS c, date '2000-01-01' + i AS d FROM generate_series(-900, 900) i",
  );
  await session.rows("INSERT INTO t VALUES (NULL, NULL, NULL, NULL)");
});
after(() => session.close());

// Every third number from -1000 on: of -900 to 900 those that leave 2 when 3 divides what they are above -1000.
const numbers = Array.from({ length: 2000 }, (_, at) => at * 3 - 1000);
const hits = numbers.filter((value) => value >= -900 && value <= 900).length;

for (const [column, literal] of [
  ["a", (value: number) => String(value)],
  ["b", (value: number) => `'k${value}'`],
  ["c", (value: number) => `${value}.00`],
  ["d", (value: number) => `'${new Date(Date.UTC(2000, 0, 1 + value)).toISOString().slice(0, 10)}'`],
] as const) {
  test(`2,000 values in IN: ${column}`, async () => {
    const values = numbers.map((value) => literal(value)).join();
    const counts = (test: string): Promise<unknown[][]> =>
      session.values(
        `SELECT count(*) FILTER (WHERE x) AS t, count(*) FILTER (WHERE NOT x) AS f, count(*) AS n FROM (SELECT ${test} AS x FROM t) s`,
      );
    assert.deepEqual(await counts(`${column} IN (${values})`), [[BigInt(hits), BigInt(1801 - hits), 1802n]]);
    assert.deepEqual(await counts(`${column} NOT IN (${values}, NULL)`), [[0n, BigInt(hits), 1802n]]);
    assert.deepEqual(await session.values(`SELECT count(*) FROM t WHERE ${column} IN (${values})`), [[BigInt(hits)]]);
  });
}

const repeated = (text: string, count: number): string => text.repeat(count);

for (const { name, sql } of [
  { name: "brackets", sql: `SELECT ${repeated("(", 10_000)}1${repeated(")", 10_000)}` },
  { name: "a chain of additions", sql: `SELECT a${repeated(" + a", 10_000)} FROM t` },
  {
    name: "CASE in CASE",
    sql: `SELECT ${repeated("CASE WHEN a = 1 THEN 1 ELSE ", 3000)}1${repeated(" END", 3000)} FROM t`,
  },
  { name: "subqueries", sql: `SELECT ${repeated("(SELECT ", 2000)}1${repeated(")", 2000)}` },
  { name: "arrays", sql: `SELECT ${repeated("ARRAY[", 2000)}1${repeated("]", 2000)}` },
  { name: "rows", sql: `SELECT ${repeated("ROW(", 2000)}1${repeated(")", 2000)}` },
  { name: "casts", sql: `SELECT a${repeated("::text::int", 3000)} FROM t` },
  { name: "a chain of INTERSECT", sql: `SELECT 1${repeated(" INTERSECT SELECT 1", 2000)}` },
  { name: "a chain of EXCEPT in FROM", sql: `SELECT * FROM (SELECT 1${repeated(" EXCEPT SELECT 2", 2000)}) s` },
  { name: "tests", sql: `SELECT ${repeated("(", 3000)}a${repeated(" IS NULL)", 3000)} FROM t` },
]) {
  test(`nested too deeply: ${name}`, async () => {
    assert.match(await session.error(sql), /^54001 /);
  });
}

for (const { name, sql } of [
  {
    name: "500 arguments",
    sql: `SELECT greatest(${Array.from({ length: 500 }, (_, at) => `a - ${at}`).join()}) AS x FROM t WHERE a = 7`,
  },
  {
    name: "2,000 alternatives",
    sql: `SELECT a AS x FROM t WHERE ${Array.from({ length: 2000 }, (_, at) => `a = ${at - 1993} AND a > 0`).join(" OR ")} LIMIT 1`,
  },
  {
    name: "300 subqueries in each other",
    sql: `SELECT a AS x FROM t WHERE a = 7 AND ${repeated("EXISTS (SELECT 1 FROM t WHERE ", 300)}true${repeated(")", 300)}`,
  },
]) {
  test(`long: ${name}`, async () => {
    assert.equal((await session.values(sql)).length, 1);
  });
}

const union = (members: number): string =>
  Array.from({ length: members }, (_, at) => `SELECT ${at} AS x`).join(" UNION ALL ");

// The limit is pushed into all members.
for (const { name, sql } of [
  { name: "itself", sql: `${union(1000)} LIMIT 1 OFFSET 998` },
  { name: "in FROM", sql: `SELECT x FROM (${union(1000)}) s LIMIT 1 OFFSET 998` },
  { name: "in WITH", sql: `WITH s AS (${union(4000)}) SELECT x FROM s LIMIT 1 OFFSET 998` },
]) {
  test(`a long UNION ALL with a limit: ${name}`, async () => {
    assert.deepEqual(await session.values(sql), [[998]]);
  });
}
