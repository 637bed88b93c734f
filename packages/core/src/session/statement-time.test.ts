// The statement's moment: the same everywhere in a statement, another one for the next, also through defaults, views and
// prepared statements; and by the session's zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

test("now() and its like", async () => {
  const { rows, values, close } = await openSession({ timeZone: "Asia/Kolkata" });
  await rows(
    "create table d (a int, t timestamptz default now(), d date default current_date, z timestamp default localtimestamp(0))",
  );
  await rows("insert into d (a) values (1), (2)");
  await rows("insert into d (a) values (3)");
  assert.deepEqual(
    await values("select count(distinct t), bool_and(d = t::date) as d, bool_and(z = t::timestamp(0)) as z from d"),
    [[2n, true, true]],
  );
  await rows("create view v as select now() as n");
  await rows("prepare q as select now() = current_timestamp as same, now() > (select max(t) from d) as later");
  const truths = [
    "select n = now() as a, n > (select max(t) from d) as b from v",
    "execute q",
    "select now() = transaction_timestamp() as a, clock_timestamp() >= statement_timestamp() as b",
    "select localtimestamp = now() at time zone 'Asia/Kolkata' as a, current_time::time = localtime as b",
    "select 'now'::timestamptz = now() as a, 'today'::date = current_date as b",
    "select 'tomorrow'::timestamp = current_date + 1 as a, age(now()::timestamp) = age(current_date, now()::timestamp) as b",
    "select current_timestamp(0) = now()::timestamptz(0) as a, current_time(0)::text like '__:__:__+05:30' as b",
  ];
  for (const sql of truths) assert.deepEqual(await values(sql), [[true, true]], sql);
  await close();
});

const zones: readonly (readonly [set: string, shown: string, text: string])[] = [
  ["set time zone 'america/new_york'", "America/New_York", "2020-06-30 20:00:00-04"],
  ["set time zone -7", "<-07>+07", "2020-06-30 17:00:00-07"],
  ["set time zone interval '-08:00' hour to minute", "<-08>+08", "2020-06-30 16:00:00-08"],
  ["set timezone to 'UTC+3'", "UTC+3", "2020-06-30 21:00:00-03"],
  ["set time zone local", "UTC", "2020-07-01 00:00:00+00"],
];

test("SET TIME ZONE", async () => {
  const { rows, values, error, close } = await openSession();
  await rows("create table t (i timestamptz)");
  for (const [set, shown, text] of zones) {
    await rows(set);
    assert.deepEqual(await values("show time zone"), [[shown]], set);
    assert.deepEqual(await values("select timestamptz '2020-07-01 00:00+00'"), [[text]], set);
    assert.deepEqual(await values("select timestamptz '2020-07-01 00:00+00'::text"), [[text]], set);
    assert.deepEqual(await values("insert into t values ('2020-07-01 00:00+00') returning i"), [[text]], set);
  }
  assert.equal(await error("set time zone 'PST'"), '22023 invalid value for parameter "TimeZone": "PST"');
  assert.equal(await error("select now() at time zone 'nope'"), '22023 time zone "nope" not recognized');
  await close();
});
