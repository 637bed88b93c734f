// Rows with long texts, and numerics of any length, under a memory limit that is a part of what they have: every operator
// that spills gives the answers that are worked out here, keeps to the limit, and did write to disk.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "./engine.ts";

const ROWS = 24_000;
/** Of 24 MB of texts; two threads have half of it each. */
const LIMIT = 8 << 20;
const NUMBERS = 150_000;

const numbers = Array.from({ length: ROWS }, (_, at) => at + 1);
const textOf = (i: number): string => `text number ${i} `.repeat(60);
const bytesOf = (some: readonly number[]): number => some.reduce((sum, i) => sum + textOf(i).length, 0);
const placeOf = (i: number): number => (i * 7919) % 24_001;
const byText = numbers.map((i) => ({ i, text: textOf(i) })).toSorted((a, b) => (a.text < b.text ? 1 : -1));
const even = numbers.filter((i) => i % 2 === 0);
const halves = Array.from({ length: NUMBERS }, (_, at) => ((at + 1) * 3) / 2);

/** Each with what its rows are to be. */
const queries: readonly (readonly [name: string, sql: string, rows: () => readonly unknown[]])[] = [
  [
    "a sort that carries texts",
    "SELECT i, length(w) AS l FROM (SELECT i, w FROM wide ORDER BY i * 7919 % 24001 OFFSET 1) AS x",
    () => {
      const sorted = numbers.toSorted((a, b) => placeOf(a) - placeOf(b)).slice(1);
      return sorted.map((i) => ({ i, l: textOf(i).length }));
    },
  ],
  [
    "a sort by texts",
    "SELECT i FROM (SELECT i, w FROM wide ORDER BY w DESC OFFSET 1) AS x WHERE w <> ''",
    () => byText.slice(1).map(({ i }) => ({ i })),
  ],
  [
    "a join that builds over texts",
    `SELECT count(*)::int AS n, sum(length(b.w))::int AS l FROM generate_series(1, 100000) AS a(i) JOIN wide AS b
      ON a.i = b.i + 12000 AND length(b.w) > 0`,
    () => [{ n: ROWS, l: bytesOf(numbers) }],
  ],
  [
    "a join by texts",
    "SELECT count(*)::int AS n, sum(length(b.w))::int AS l FROM wide AS a JOIN wide AS b ON a.w = b.w AND a.i = b.i",
    () => [{ n: ROWS, l: bytesOf(numbers) }],
  ],
  [
    "groups by texts",
    "SELECT count(*)::int AS n, sum(length(w))::int AS l, sum(c)::int AS c FROM (SELECT w, count(*) AS c FROM wide GROUP BY w) AS x",
    () => [{ n: ROWS, l: bytesOf(numbers), c: ROWS }],
  ],
  [
    "greatest texts of groups",
    "SELECT count(*)::int AS n, sum(length(m))::int AS l FROM (SELECT i, max(w) AS m FROM wide GROUP BY i) AS x",
    () => [{ n: ROWS, l: bytesOf(numbers) }],
  ],
  ["distinct texts that are counted", "SELECT count(DISTINCT w)::int AS n FROM wide", () => [{ n: ROWS }]],
  [
    "distinct rows",
    "SELECT count(*)::int AS n, sum(length(w))::int AS l FROM (SELECT DISTINCT i % 2 AS p, w FROM wide) AS x",
    () => [{ n: ROWS, l: bytesOf(numbers) }],
  ],
  [
    "a set operation",
    "SELECT count(*)::int AS n, sum(length(w))::int AS l FROM (SELECT w FROM wide EXCEPT SELECT w FROM wide WHERE i % 2 = 1) AS x",
    () => [{ n: even.length, l: bytesOf(even) }],
  ],
  [
    "a window of one partition",
    "SELECT count(*)::int AS n, sum(length(l))::int AS l FROM (SELECT i, w, lag(w) OVER (ORDER BY i) AS l FROM wide) AS x WHERE w <> l",
    () => [{ n: ROWS - 1, l: bytesOf(numbers.slice(0, -1)) }],
  ],
  [
    "a window of many partitions",
    "SELECT count(*)::int AS n FROM (SELECT i, lag(w) OVER (PARTITION BY i % 100 ORDER BY i) AS l FROM wide) AS x WHERE l LIKE 'text number ' || (i - 100) || ' %'",
    () => [{ n: ROWS - 100 }],
  ],
  [
    "a common table expression",
    "WITH x AS MATERIALIZED (SELECT i, w FROM wide) SELECT (SELECT count(*) FROM x)::int AS n, sum(length(w))::int AS l FROM x",
    () => [{ n: ROWS, l: bytesOf(numbers) }],
  ],
  [
    "a sort by numerics of any length",
    "SELECT n::float8 AS n FROM (SELECT n FROM numerics ORDER BY n DESC OFFSET 1) AS x",
    () =>
      halves
        .toReversed()
        .slice(1)
        .map((n) => ({ n })),
  ],
];

for (const threads of [0, 2]) {
  test(`wide rows within a memory limit: ${threads} threads`, async (context) => {
    const spillDirectory = mkdtempSync(join(tmpdir(), "ffq-test-"));
    const engine = await Engine.create({ threads, spillDirectory });
    try {
      await engine.execute(
        `CREATE TABLE wide AS SELECT i::int AS i, repeat('text number ' || i || ' ', 60) AS w FROM generate_series(1, ${ROWS}) AS g(i)`,
      );
      await engine.execute(
        `CREATE TABLE numerics AS SELECT i::numeric * 1.5 AS n FROM generate_series(1, ${NUMBERS}) AS g(i)`,
      );
      await engine.execute(`SET memory_limit = ${LIMIT}`);
      for (const [name, sql, rows] of queries) {
        await context.test(name, async () => {
          const result = await engine.query(sql);
          assert.deepEqual(await result.rows(), rows());
          const { operators, peakBytes } = result.statistics ?? assert.fail("a query without statistics");
          const spilled = [...operators.values()].reduce((sum, { spilledBytes }) => sum + spilledBytes, 0);
          assert.ok(spilled > 0, "nothing was spilled");
          assert.ok(peakBytes <= LIMIT, `${peakBytes} bytes`);
        });
      }
    } finally {
      await engine.close();
      rmSync(spillDirectory, { recursive: true });
    }
  });
}
