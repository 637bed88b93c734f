// The same words asked again: planned once, as long as nothing that the plan follows from has changed; and answered by what
// is there now, whatever changed in between.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { StageGraph } from "../physical/fragment.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { Engine } from "./engine.ts";
import { parse } from "./query.ts";
import { runStatement } from "./run-statement.ts";
import { openSession, type TestSession } from "./session.fixture.ts";
import { StatementTables } from "./statement-tables.ts";

async function answer(engine: Engine, sql: string): Promise<string> {
  const rows: string[] = [];
  for await (const batch of (await engine.query(sql)).textRows()) rows.push(...batch.map((row) => row.join(",")));
  return rows.join(" ");
}

const tables = `create table t (a int, b text); insert into t values (1, 'x'), (2, 'y');
  create table n (x numeric(30)); insert into n values (2)`;

/** What changes between two askings, and the answers before and after it. */
const changes: readonly (readonly [change: string, query: string, before: string, after: string])[] = [
  ["insert into t values (3, 'z')", "select count(*) from t", "2", "3"],
  ["update t set b = 'w' where a = 1", "select b from t where a = 1", "x", "w"],
  ["delete from t where a = 1", "select sum(a) from t", "3", "2"],
  ["drop table t cascade; create table t (b text, a int)", "select * from t order by 1", "1,x 2,y", ""],
  ["drop table t cascade; create table t as select 7 as a", "select * from t", "1,x 2,y", "7"],
  ["create or replace view v as select 2 as n", "select n from v", "1", "2"],
  ["insert into t values (3, 'z')", "select m from w", "2", "3"],
  ["insert into t values (3, 'z')", "select 1 where exists (select from t where a = 3)", "", "1"],
  ["insert into t values (1, 'again')", "select a from t order by a limit (select count(*) - 1 from t)", "1", "1 1"],
  [
    "set timezone to 'Asia/Kolkata'",
    "select timestamptz '2020-01-01 00:00+00'::text",
    "2020-01-01 00:00:00+00",
    "2020-01-01 05:30:00+05:30",
  ],
  [
    "set timezone to 'Asia/Kolkata'",
    "select timestamptz '2020-01-01 00:00+00'",
    "2020-01-01 00:00:00+00",
    "2020-01-01 05:30:00+05:30",
  ],
  ["create view x as select 1", "with x as (select 5 as n) select n from x", "5", "5"],
  ["set application_name to 'new'", "select current_setting('application_name')", "", "new"],
  ["deallocate p; prepare p as select 8", "execute p", "7", "8"],
  ["insert into n values (1e25)", "select max(x * x) from n", "4", `1${"0".repeat(50)}`],
  ["update n set x = 1e25", "select x * x from n", "4", `1${"0".repeat(50)}`],
  ["update n set x = 3", "select x * x from n", "4", "9"],
  ["insert into t values (null, null)", "select a is null from t where a is null", "", "t"],
];

for (const [change, query, before, after] of changes) {
  for (const threads of [0, 2]) {
    test(`${query} (${change}, ${threads} threads)`, async () => {
      const engine = await Engine.create({ threads });
      await engine.execute(tables);
      await engine.execute(
        "create view v as select 1 as n; create view w as select max(a) as m from t; prepare p as select 7",
      );
      for (let time = 0; time < 4; time++) assert.equal(await answer(engine, query), before);
      await engine.execute(change);
      for (let time = 0; time < 4; time++) assert.equal(await answer(engine, query), after);
      await engine.close();
    });
  }
}

test("what the clock says and random numbers are new each time", async () => {
  const engine = await Engine.create({ threads: 0 });
  const queries = [
    "select now()",
    "select current_timestamp",
    "select 'now'::timestamptz",
    "select clock_timestamp()",
    "select (select now())",
    "select 1 where now() = any (select now()) limit (select 1)",
    "select random()",
    "select gen_random_uuid()",
    "select a + random() from (values (1)) as v(a)",
  ];
  await engine.execute("create view n as select now() as t; create view c as select localtimestamp as t");
  for (const query of [...queries, "select t from n", "select t from c"]) {
    const seen: string[] = [];
    for (let time = 0; time < 4; time++) {
      seen.push(await answer(engine, query));
      await new Promise(setImmediate);
    }
    const isConstant = query.startsWith("select 1 ");
    assert.equal(new Set(seen).size, isConstant ? 1 : 4, query);
  }
  await engine.close();
});

test("a sequence of random numbers goes on", async () => {
  const engine = await Engine.create({ threads: 0 });
  const draw = "select random() from generate_series(1, 2)";
  for (let time = 0; time < 3; time++) await answer(engine, draw);
  await engine.execute("select setseed(0.5)");
  const first = [await answer(engine, draw), await answer(engine, draw), await answer(engine, draw)];
  await engine.execute("select setseed(0.5)");
  assert.deepEqual([await answer(engine, draw), await answer(engine, draw), await answer(engine, draw)], first);
  assert.equal(new Set(first).size, 3);
  await engine.close();
});

test("a function that comes later is asked", async () => {
  const engine = await Engine.create({ threads: 0 });
  const query = "select length('abc'::text) as n, lower('A') as l";
  for (let time = 0; time < 3; time++) assert.equal(await answer(engine, query), "3,a");
  engine.registerFunction({
    name: "twice",
    args: ["int4"],
    returns: "int4",
    call: ([ids]) => [...(ids ?? [])].map((id) => Number(id) * 2),
  });
  for (let time = 0; time < 3; time++) assert.equal(await answer(engine, query), "3,a");
  for (let time = 0; time < 3; time++) assert.equal(await answer(engine, "select twice(4)"), "8");
  await engine.close();
});

test("tables of files are read as they are", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ffq-known-"));
  const file = join(folder, "t.parquet");
  const engine = await Engine.create({ threads: 0 });
  await engine.execute(`copy (select 1 as a) to '${file}'`);
  await engine.registerParquet("f", file);
  const queries = ["select sum(a) from f", `select sum(a) from '${file}'`];
  for (const query of queries) for (let time = 0; time < 3; time++) assert.equal(await answer(engine, query), "1");
  await engine.execute("insert into f values (2)");
  for (const query of queries) for (let time = 0; time < 3; time++) assert.equal(await answer(engine, query), "3");
  await engine.execute(`copy (select 5 as a) to '${file}'`);
  for (const query of queries) for (let time = 0; time < 3; time++) assert.equal(await answer(engine, query), "5");
  await engine.close();
  await rm(folder, { recursive: true });
});

test("a plan that turned out to be too narrow is forgotten for the one that is not", async () => {
  const opened = await openSession();
  await opened.rows(`${tables}; update n set x = 1e25`);
  const [statement] = await parse("select x * x from n");
  assert.ok(statement !== undefined);
  const seen = new Set<StageGraph | undefined>();
  for (let time = 0; time < 4; time++) {
    const rows = await (await runStatement(opened.session, statement, {})).rows();
    assert.deepEqual(rows, [{ "?column?": `1${"0".repeat(50)}` }]);
    if (time > 0) seen.add(await keptGraph(opened, statement));
  }
  assert.equal(seen.size, 1);
  await opened.rows("update n set x = 1e10");
  for (let time = 0; time < 3; time++) await (await runStatement(opened.session, statement, {})).rows();
  const narrow = await keptGraph(opened, statement);
  assert.ok(narrow !== undefined && !seen.has(narrow));
  await opened.close();
});

test("the same query several times at once, stopped and not", async () => {
  const engine = await Engine.create({ threads: 2 });
  await engine.execute("create table big as select i from generate_series(1, 300000) as g(i)");
  const query = "select count(*), sum(i) from big where i % 3 = 0";
  const right = "100000,15000150000";
  for (let time = 0; time < 3; time++) assert.equal(await answer(engine, query), right);
  const stopped = AbortSignal.abort();
  const runs = [0, 1, 2, 3].map(() => answer(engine, query));
  await assert.rejects(engine.query(query, { signal: stopped }), { code: "CANCELLED" });
  const left = await engine.query("select i from big");
  assert.deepEqual(await Promise.all(runs), [right, right, right, right]);
  await left.close();
  await engine.close();
});

async function keptGraph({ session }: TestSession, statement: ParsedStatement): Promise<StageGraph | undefined> {
  const opened = await StatementTables.open(session.catalog, session.stores, statement, undefined);
  const graph = session.known.plan(statement, session.settings, opened)?.graph;
  opened.release();
  return graph;
}

const kept: readonly (readonly [query: string, isKept: boolean])[] = [
  ["select a, count(*) from t where b > 'a' group by a order by a limit 3", true],
  ["select date '2020-01-01' + a, timestamptz '2020-01-01 00:00+00' from t", true],
  ["select a from t where a in (select max(a) from t) or a = any (array[1, 2])", true],
  ["select a from t union all select n from v", true],
  ["select x * x from n", true],
  ["select a, repeat('x', 100000) from t", false],
  ["select now()", false],
  ["select 'today'::date", false],
  ["select a from t where a > random()", false],
  ["select a from t limit (select 1)", false],
];

for (const [query, isKept] of kept) {
  test(`${isKept ? "kept" : "not kept"}: ${query}`, async () => {
    const opened = await openSession();
    const { session, rows, close, usedBytes } = opened;
    await rows(`${tables}; create view v as select 1 as n`);
    const [statement] = await parse(query);
    assert.ok(statement !== undefined);
    const before = usedBytes();
    const run = async (): Promise<void> => {
      await (await runStatement(session, statement, {})).rows();
    };
    await run();
    assert.equal(await keptGraph(opened, statement), undefined, "asked once");
    await run();
    assert.equal((await keptGraph(opened, statement)) !== undefined, isKept);
    const graph = await keptGraph(opened, statement);
    await run();
    assert.equal(await keptGraph(opened, statement), graph, "the same graph");
    assert.equal(usedBytes(), before, "nothing is held");
    await rows("insert into t values (9, 'new')");
    await rows("insert into n values (3)");
    if (/from [tn]/.test(query)) assert.equal(await keptGraph(opened, statement), undefined, "new rows");
    await rows("set batch_rows = 100");
    assert.equal(await keptGraph(opened, statement), undefined, "new settings");
    await close();
  });
}
