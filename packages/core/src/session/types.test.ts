// Every scalar type through the whole engine against what PostgreSQL 18 answered in America/New_York (types.facts.jsonl:
// a table of columns with NULLs, then queries): keys of groups, joins and sorts, least and greatest, windows, text and
// back, arithmetic. On one task and on several, in batches of any size, in shared and unshared memory. And each type
// through Arrow and back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Engine } from "./engine.ts";
import { openSession } from "./session.fixture.ts";

interface Fact {
  readonly sql: string;
  /** Values as text, with | between them. */
  readonly rows?: readonly string[];
  /** SQLSTATE. */
  readonly error?: string;
}

const [create, ...facts] = readFileSync(new URL("types.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

const ZONE = "America/New_York";

function shown(value: unknown): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "t" : "f";
  return String(value);
}

for (const options of [
  {},
  { sharedMemory: false, batchRows: 63 },
  { partitions: 3, threads: 2, batchRows: 64, smallInputRows: 0 },
  { batchRows: 1 },
  { batchRows: 65, disabledRules: ["prune-columns", "push-down-predicates"] },
] as const) {
  test(`PostgreSQL's answers with ${JSON.stringify(options)}`, async () => {
    const opened = await openSession({ ...options, timeZone: ZONE });
    await opened.rows(create?.sql ?? "");
    for (const { sql, rows, error } of facts) {
      if (error !== undefined) assert.equal((await opened.error(sql)).slice(0, 5), error, sql);
      else
        assert.deepEqual(
          (await opened.values(sql)).map((values) => values.map(shown).join("|")),
          rows,
          sql,
        );
    }
    assert.ok(facts.length > 250);
    await opened.close();
  });
}

test("every type goes to Arrow and comes back", async () => {
  const engine = await Engine.create({ threads: 0, timeZone: ZONE });
  for (const sql of (create?.sql ?? "").split("; ")) await engine.query(sql);
  const before = await engine.query("select * from t order by id");
  const types = before.columns.map(({ type }) => type.kind);
  await engine.registerArrow("back", await before.toArrow());
  const compared = before.columns
    .map(({ name }) => name)
    .map((name) => `t.${name}::text is not distinct from b.${name}::text`);
  const rows = await (
    await engine.query(`select count(*) from t join back b on t.id = b.id where ${compared.join(" and ")}`)
  ).rows();
  assert.deepEqual(rows, [{ count: 131n }]);
  const back = await engine.query("select * from back");
  assert.deepEqual(
    back.columns.map(({ type }) => type.kind),
    types,
  );
  await back.close();
  await engine.close();
});

test("endless intervals, digits of seconds and fields of intervals go to Arrow and come back", async () => {
  const engine = await Engine.create({ threads: 0 });
  await engine.query(`create table t (id int, i interval, a interval[], p interval(2), s timestamp(3), z timestamptz(0),
    c time(1), o timetz(4), l timestamp(3)[], d timestamp(6), f interval day to second(1), y interval year to month, h interval hour[])`);
  await engine.query(`insert into t values
    (1, 'infinity', array[interval '-infinity', '1 day', null], '1.239 seconds', '2024-05-01 01:02:03.4567',
      '2024-05-01 01:02:03.6', '01:02:03.45', '01:02:03.45678+02', array[timestamp '2024-05-01 01:02:03.4567'], 'infinity',
      '1 day 00:00:01.26', '14 months 3 days', array[interval '1:59']),
    (2, '-infinity', '{}', 'infinity', 'infinity', '-infinity', null, null, null, null, null, null, null),
    (3, '-2147483648 months -2147483648 days -9223372036 seconds', null, '-infinity', null, null, null, null, null, null, null, null, null),
    (4, '2147483647 months 2147483647 days 9223372036.854775 seconds', null, null, null, null, null, null, null, null, null, null, null)`);
  const before = await engine.query("select * from t");
  const types = before.columns.map(({ type }) => type);
  await engine.registerArrow("back", await before.toArrow());
  const back = await engine.query("select * from back");
  assert.deepEqual(
    back.columns.map(({ type }) => type),
    types,
  );
  const shownRows = await (await engine.query("select * from t order by id")).rows();
  assert.deepEqual(await (await engine.query("select * from back order by id")).rows(), shownRows);
  assert.equal(shownRows[0]?.["i"], "infinity");
  assert.equal(shownRows[0]?.["a"], '{-infinity,"1 day",NULL}');
  await back.close();
  await engine.close();
});
