// Long texts that expressions make of short ones, under a memory limit that is a part of what they have: they are made for
// as many rows at a time as there is room for, whoever takes them. Answers are worked out here.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { Engine } from "./engine.ts";

const ROWS = 24_000;
/** Of 24 MB of texts; two threads have half of it each. */
const LIMIT = 8 << 20;
const ENTRIES = 6000;

const numbers = Array.from({ length: ROWS }, (_, at) => at + 1);
const shortOf = (i: number): string => `text number ${i} `;
const textOf = (i: number): string => shortOf(i).repeat(60);
const bytesOf = (texts: readonly (string | null)[]): number =>
  texts.reduce((sum, text) => sum + (text === null ? 0 : text.length), 0);
const caseOf = (i: number): string | null => {
  if (i % 3 === 0) return shortOf(i).repeat(90);
  return i % 3 === 1 ? null : shortOf(i);
};
const placeOf = (i: number): number => (i * 7919) % 24_001;
const byPlace = numbers.toSorted((a, b) => placeOf(a) - placeOf(b));
const byText = numbers.map((i) => ({ i, text: textOf(i) })).toSorted((a, b) => (a.text < b.text ? 1 : -1));
const allBytes = bytesOf(numbers.map(textOf));

interface Case {
  readonly name: string;
  readonly sql: string;
  readonly rows: () => readonly unknown[];
  readonly spills?: boolean;
}

const COUNTED = "count(*)::int AS n, sum(length(w))::int AS l";
const W = "repeat(s, 60) AS w";

const cases: readonly Case[] = [
  {
    name: "groups",
    sql: `SELECT ${COUNTED} FROM (SELECT ${W} FROM base GROUP BY 1) AS x`,
    rows: () => [{ n: ROWS, l: allBytes }],
    spills: true,
  },
  {
    name: "distinct rows",
    sql: `SELECT ${COUNTED} FROM (SELECT DISTINCT i % 2, ${W} FROM base) AS x`,
    rows: () => [{ n: ROWS, l: allBytes }],
    spills: true,
  },
  {
    name: "the first row of each text",
    sql: `SELECT count(*)::int AS n, sum(i)::int AS i, sum(length(w))::int AS l FROM (SELECT DISTINCT ON (w) w, i
      FROM (SELECT i, repeat('text number ' || i / 2 || ' ', 60) AS w FROM base) AS y ORDER BY w, i DESC) AS x`,
    rows: () => {
      const firsts = numbers.filter((i) => i % 2 === 1 || i === ROWS);
      const sum = firsts.reduce((before, i) => before + i, 0);
      return [{ n: firsts.length, i: sum, l: bytesOf(firsts.map((i) => textOf(Math.floor(i / 2)))) }];
    },
    spills: true,
  },
  {
    name: "distinct lists",
    sql: "SELECT count(*)::int AS n, sum(length(a[3]))::int AS l FROM (SELECT DISTINCT ARRAY[repeat(s, 20), s, repeat(s, 40)] AS a FROM base) AS x",
    rows: () => [{ n: ROWS, l: bytesOf(numbers.map((i) => shortOf(i).repeat(40))) }],
    spills: true,
  },
  {
    name: "the first ranks of partitions",
    sql: "SELECT i FROM (SELECT i, row_number() OVER (PARTITION BY i % 10 ORDER BY repeat(s, 60)) AS r FROM base) AS x WHERE r = 1",
    rows: () => {
      const firsts = byText.toReversed().map(({ i }) => i);
      return Array.from({ length: 10 }, (_, part) => firsts.find((i) => i % 10 === part) ?? 0)
        .toSorted((left, right) => left - right)
        .map((i) => ({ i }));
    },
  },
  {
    name: "distinct texts that are counted",
    sql: "SELECT count(DISTINCT repeat(s, 60))::int AS n FROM base",
    rows: () => [{ n: ROWS }],
    spills: true,
  },
  {
    name: "greatest texts of groups",
    sql: `SELECT ${COUNTED} FROM (SELECT i, max(repeat(s, 60)) AS w FROM base GROUP BY i) AS x`,
    rows: () => [{ n: ROWS, l: allBytes }],
    spills: true,
  },
  {
    name: "a sort by them",
    sql: `SELECT i FROM (SELECT i, ${W} FROM base ORDER BY 2 DESC OFFSET 1) AS x WHERE w <> ''`,
    rows: () => byText.slice(1).map(({ i }) => ({ i })),
    spills: true,
  },
  {
    name: "a sort that carries them",
    sql: `SELECT i, length(w) AS l FROM (SELECT i, ${W} FROM base ORDER BY i * 7919 % 24001 OFFSET 1) AS x`,
    rows: () => byPlace.slice(1).map((i) => ({ i, l: textOf(i).length })),
  },
  {
    name: "the first rows of an order",
    sql: `SELECT i, ${W} FROM base ORDER BY i * 7919 % 24001 LIMIT 3000`,
    rows: () => byPlace.slice(0, 3000).map((i) => ({ i, w: textOf(i) })),
  },
  {
    name: "a join that builds over them",
    sql: `SELECT ${COUNTED} FROM generate_series(1, 100000) AS a(i) JOIN (SELECT i, ${W} FROM base) AS b
      ON a.i = b.i + 12000 AND length(b.w) > 0`,
    rows: () => [{ n: ROWS, l: allBytes }],
  },
  {
    name: "a join whose keys are made of them",
    sql: "SELECT count(*)::int AS n FROM base AS a JOIN base AS b ON md5(repeat(a.s, 60)) = md5(repeat(b.s, 60))",
    rows: () => [{ n: ROWS }],
  },
  {
    name: "a join by them",
    sql: "SELECT count(*)::int AS n, sum(a.i - b.i)::int AS d FROM base AS a JOIN base AS b ON repeat(a.s, 60) = repeat(b.s, 60)",
    rows: () => [{ n: ROWS, d: 0 }],
    spills: true,
  },
  {
    name: "a join by much longer ones of few rows",
    sql: `SELECT count(a.i)::int AS a, count(b.i)::int AS b FROM generate_series(1, 8000) AS a(i) FULL JOIN generate_series(2001, 10000) AS b(i)
      ON lpad(a.i::text, 4000, '0') = lpad(b.i::text, 4000, '0')`,
    rows: () => [{ a: 8000, b: 8000 }],
    spills: true,
  },
  {
    name: "a join that probes with them",
    sql: "SELECT count(*)::int AS n FROM base AS a JOIN (SELECT repeat(s, 60) AS w FROM base WHERE i < 1000) AS b ON repeat(a.s, 60) = b.w",
    rows: () => [{ n: 999 }],
  },
  {
    name: "a join's condition",
    sql: "SELECT count(*)::int AS n FROM base AS a LEFT JOIN base AS b ON a.i = b.i AND repeat(a.s, 60) LIKE '%number 77 %' WHERE b.i = 77",
    rows: () => [{ n: 1 }],
  },
  {
    name: "a window of one partition",
    sql: "SELECT count(*)::int AS n, sum(length(l))::int AS l FROM (SELECT lag(repeat(s, 60)) OVER (ORDER BY i) AS l FROM base) AS x WHERE l <> ''",
    rows: () => [{ n: ROWS - 1, l: bytesOf(numbers.slice(0, -1).map(textOf)) }],
    spills: true,
  },
  {
    name: "a window of many partitions",
    sql: "SELECT count(*)::int AS n FROM (SELECT i, lag(repeat(s, 60)) OVER (PARTITION BY i % 100 ORDER BY i) AS l FROM base) AS x WHERE l LIKE 'text number ' || (i - 100) || ' %'",
    rows: () => [{ n: ROWS - 100 }],
    spills: true,
  },
  {
    name: "a common table expression",
    sql: `WITH x AS MATERIALIZED (SELECT ${W} FROM base) SELECT (SELECT count(*) FROM x)::int AS n, sum(length(w))::int AS l FROM x`,
    rows: () => [{ n: ROWS, l: allBytes }],
    spills: true,
  },
  {
    name: "the rows as they come",
    sql: `SELECT i, ${W} FROM base`,
    rows: () => numbers.map((i) => ({ i, w: textOf(i) })),
  },
  {
    name: "stored texts as they come",
    sql: "SELECT i, w FROM wide",
    rows: () => numbers.map((i) => ({ i, w: textOf(i) })),
  },
  {
    name: "sums over them",
    sql: "SELECT count(*)::int AS n, sum(length(repeat(s, 60)))::int AS l FROM base",
    rows: () => [{ n: ROWS, l: allBytes }],
  },
  {
    name: "filters",
    sql: "SELECT i FROM base WHERE repeat(s, 60) LIKE '%number 77__ %' AND length(repeat(s, 40)) > 10 AND i % 2 = 0",
    rows: () => numbers.filter((i) => i >= 7700 && i < 7800 && i % 2 === 0).map((i) => ({ i })),
  },
  {
    name: "nested calls",
    sql: `SELECT ${COUNTED} FROM (SELECT upper(replace(repeat(s, 60), 'text', 'a word')) AS w FROM base GROUP BY 1) AS x WHERE w LIKE 'A WORD%'`,
    rows: () => [{ n: ROWS, l: allBytes + 2 * 60 * ROWS }],
    spills: true,
  },
  {
    name: "columns that are joined",
    sql: `SELECT ${COUNTED} FROM (SELECT DISTINCT s || ':' || repeat(s, 59) || i AS w, s FROM base) AS x`,
    rows: () => [{ n: ROWS, l: allBytes + ROWS + bytesOf(numbers.map(String)) }],
    spills: true,
  },
  {
    name: "a CASE",
    sql: `SELECT count(w)::int AS n, count(*)::int AS all, sum(length(w))::int AS l
      FROM (SELECT i, CASE WHEN i % 3 = 0 THEN repeat(s, 90) WHEN i % 3 = 2 THEN s END AS w FROM base ORDER BY 2 DESC OFFSET 0) AS x`,
    rows: () => [
      { n: numbers.filter((i) => i % 3 !== 1).length, all: ROWS, l: bytesOf(numbers.map((i) => caseOf(i))) },
    ],
  },
  {
    name: "several columns, one of random numbers",
    sql: `SELECT ${COUNTED}, count(DISTINCT r)::int AS r, count(DISTINCT i)::int AS i
      FROM (SELECT random() AS r, i, repeat(s, 30) || repeat(s, 30) AS w FROM base ORDER BY 3) AS x`,
    rows: () => [{ n: ROWS, l: allBytes, r: ROWS, i: ROWS }],
  },
  {
    name: "the elements of lists",
    sql: "SELECT count(*)::int AS n, count(DISTINCT e)::int AS d FROM (SELECT unnest(string_to_array(repeat(s, 60), ' ')) AS e FROM base) AS x",
    rows: () => [{ n: 181 * ROWS, d: ROWS + 3 }],
  },
  {
    name: "numerics",
    sql: "SELECT count(*)::int AS n FROM (SELECT DISTINCT ('1' || repeat('0', 900))::numeric + i AS w FROM base) AS x",
    rows: () => [{ n: ROWS }],
    spills: true,
  },
  {
    name: "the first rows of an order over a file",
    sql: "SELECT i, w FROM $FOLDER/wide.parquet$ ORDER BY i DESC LIMIT 10",
    rows: () =>
      numbers
        .slice(-10)
        .toReversed()
        .map((i) => ({ i, w: textOf(i) })),
  },
  {
    name: "of a dictionary's entries",
    sql: `SELECT ${COUNTED} FROM (SELECT repeat(entry, 150) AS w FROM $FOLDER/entries.parquet$ GROUP BY 1) AS x`,
    rows: () => [
      { n: ENTRIES, l: 150 * bytesOf(Array.from({ length: ENTRIES }, (_, entry) => `the entry ${entry} `)) },
    ],
  },
];

const folder = mkdtempSync(join(tmpdir(), "ffq-test-"));

before(async () => {
  const engine = await Engine.create({ threads: 0 });
  const copies = {
    wide: `SELECT i, repeat('text number ' || i || ' ', 60) AS w FROM generate_series(1, ${ROWS}) AS g(i)`,
    entries: `SELECT i, 'the entry ' || i % ${ENTRIES} || ' ' AS entry FROM generate_series(1, ${ROWS}) AS g(i)`,
  };
  for (const [name, query] of Object.entries(copies)) {
    await engine.query(`COPY (${query}) TO '${folder}/${name}.parquet' (FORMAT parquet, ROW_GROUP_SIZE ${ROWS})`);
  }
  await engine.close();
});
after(() => rmSync(folder, { recursive: true }));

async function withEngine(threads: number, use: (engine: Engine) => Promise<void>): Promise<void> {
  const spillDirectory = mkdtempSync(join(tmpdir(), "ffq-test-"));
  const engine = await Engine.create({ threads, spillDirectory });
  try {
    await engine.execute(
      `CREATE TABLE base AS SELECT i::int AS i, 'text number ' || i || ' ' AS s FROM generate_series(1, ${ROWS}) AS g(i)`,
    );
    await engine.execute(`CREATE TABLE wide AS SELECT i, ${W} FROM base`);
    await engine.execute(`SET memory_limit = ${LIMIT}`);
    await use(engine);
  } finally {
    await engine.close();
    rmSync(spillDirectory, { recursive: true });
  }
}

/** Rows that are in no order come in that of the answer. */
function ordered(rows: readonly unknown[], sql: string): readonly unknown[] {
  if (sql.replaceAll(/OVER \([^)]*\)/g, "").includes("ORDER BY")) return rows;
  return (rows as { readonly i: number }[]).toSorted((left, right) => left.i - right.i);
}

function checkCases(context: TestContext, engine: Engine, some: readonly Case[]): Promise<unknown> {
  return some.reduce(async (before, { name, sql, rows, spills = false }) => {
    await before;
    await context.test(name, async () => {
      const result = await engine.query(sql.replace(/\$FOLDER(.*)\$/, `'${folder}$1'`));
      assert.deepEqual(ordered(await result.rows(), sql), rows());
      const { operators, peakBytes } = result.statistics ?? assert.fail("a query without statistics");
      const spilled = [...operators.values()].reduce((sum, { spilledBytes }) => sum + spilledBytes, 0);
      assert.ok(spilled > 0 || !spills, "nothing was spilled");
      assert.ok(peakBytes <= LIMIT, `${peakBytes} bytes`);
    });
  }, Promise.resolve());
}

for (const threads of [0, 2]) {
  test(`computed texts within a memory limit: ${threads} threads`, (context) =>
    withEngine(threads, async (engine) => {
      await checkCases(context, engine, cases);
    }));

  test(`computed and stored texts that are exchanged: ${threads} threads`, (context) =>
    withEngine(threads, async (engine) => {
      await engine.execute("SET partitions = 4");
      await engine.execute("SET small_input_rows = 0");
      const exchanged = [
        "groups",
        "a sort by them",
        "a join by them",
        "a window of one partition",
        "stored texts as they come",
      ];
      await checkCases(
        context,
        engine,
        cases.filter(({ name }) => exchanged.includes(name)),
      );
    }));

  test(`what fails and what cannot fit: ${threads} threads`, () =>
    withEngine(threads, async (engine) => {
      const failing = async (sql: string): Promise<unknown> => (await engine.query(sql)).rows();
      await assert.rejects(failing(`SELECT ${W}, 1 / (i - ${ROWS - 1}) AS d FROM base`), { sqlstate: "22012" });
      await assert.rejects(failing(`SELECT i FROM base WHERE repeat(s, 60) = '' OR 1 / (i - ${ROWS - 1}) = 2`), {
        sqlstate: "22012",
      });
      await assert.rejects(failing(`SELECT repeat('x', 9000000 + i) AS w FROM base WHERE i = ${ROWS}`), {
        sqlstate: "53200",
      });
    }));
}
