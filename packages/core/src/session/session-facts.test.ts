// What a program asks about the engine and its session.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const answers: readonly (readonly [sql: string, row: object])[] = [
  ["select current_user, session_user, user", { current_user: "ffq", session_user: "ffq", user: "ffq" }],
  ["select current_role, current_catalog", { current_role: "ffq", current_catalog: "ffq" }],
  ["select current_database(), current_schema()", { current_database: "ffq", current_schema: "public" }],
  ["select current_schema", { current_schema: "public" }],
  ["select version()", { version: "PostgreSQL 18.0 (FFQ)" }],
  ["select current_setting('SEARCH_path')", { current_setting: '"$user", public' }],
  ["select pg_typeof('a')", { pg_typeof: "unknown" }],
  ["select pg_typeof(t) from (values (1)) t(a)", { pg_typeof: "record" }],
];

test("what the session says about itself", async () => {
  const { rows, close } = await openSession();
  for (const [sql, row] of answers) assert.deepEqual(await rows(sql), [row], sql);
  await close();
});

test("a setting is the statement's own, through defaults, views and prepared statements", async () => {
  const { rows, values, error, close } = await openSession();
  await rows("create table t (a int, zone text default current_setting('timezone'))");
  await rows("create view v as select current_setting('timezone') as zone");
  await rows("prepare q as select current_setting('timezone')");
  await rows("insert into t (a) values (1)");
  await rows("set time zone 'Asia/Kolkata'");
  await rows("insert into t (a) values (2)");
  assert.deepEqual(await values("select zone from t order by a"), [["UTC"], ["Asia/Kolkata"]]);
  assert.deepEqual(await values("select zone from v"), [["Asia/Kolkata"]]);
  assert.deepEqual(await values("execute q"), [["Asia/Kolkata"]]);
  assert.deepEqual(await values("select a from t where zone = current_setting('timezone')"), [[2]]);
  assert.equal(
    await error("select current_setting(zone) from t"),
    "0A000 current_setting() of a name that is not a constant is not supported",
  );
  await close();
});
