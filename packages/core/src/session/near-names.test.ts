// Names that there are not, and the one that may have been meant.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { openSession } from "./session.fixture.ts";

const setup = [
  "create table items (id int, price numeric, name text)",
  "create table orders (a int)",
  "create view shown as select 1 as a",
  "prepare asked as select 1",
];

const slips: readonly (readonly [sql: string, what: string, meant: string])[] = [
  ["select uper('x')", "function", "upper"],
  ["select cuont(1)", "function", "count"],
  ["select strng_agg(name, ',') from items", "function", "string_agg"],
  ["select strng_agg(distinct name, ',') from items", "function", "string_agg"],
  ["select row_numbr() over () from items", "function", "row_number"],
  ["select * from genrate_series(1, 2)", "function", "generate_series"],
  ["select regexp_split_to_tabel('a', 'b')", "function", "regexp_split_to_table"],
  ["select percentile_cnt(0.5) within group (order by id) from items", "function", "percentile_cont"],
  ["insert into items (id, pricee) values (1, 2)", "column", "price"],
  ["update items set nme = 'x'", "column", "name"],
  ["select * from items join items b using (idd)", "column", "id"],
  ["create table keyed (first int, primary key (fist))", "column", "first"],
  ["select sum(id) over wn from items window w as ()", "window", "w"],
  ["drop table itmes", "table", "items"],
  ["drop view shwon", "view", "shown"],
  ["execute askd", "prepared statement", "asked"],
  ["deallocate askedd", "prepared statement", "asked"],
  ["select extract(yaer from now())", "unit", "year"],
  ["select date_trunc(u, now()) from (values ('mounth')) v(u)", "unit", "month"],
  ["select now() at time zone 'Europe/Berln'", "time zone", "Europe/Berlin"],
  ["select now() at time zone z from (values ('Asia/Tokio')) v(z)", "time zone", "Asia/Tokyo"],
  ["select timestamptz '2024-01-01 00:00 Europe/Berln'", "time zone", "Europe/Berlin"],
  ["set time zone 'America/New_Yrok'", "time zone", "America/New_York"],
];

/** Names that are right, and what is near nothing. */
const others = [
  "select sum('x'::text)",
  "select rank(1) from items",
  "select generate_series('a'::text)",
  "select nothing_like_it(1)",
  "drop table shwon",
];

test("a near name is suggested", async () => {
  const { rows, close } = await openSession();
  const hintOf = async (sql: string): Promise<string | undefined> => {
    try {
      await rows(sql);
    } catch (error) {
      return FfqError.from(error).hint;
    }
    throw new Error(`no error from ${sql}`);
  };
  for (const sql of setup) await rows(sql);
  for (const [sql, what, meant] of slips)
    assert.equal(await hintOf(sql), `Perhaps you meant the ${what} "${meant}".`, sql);
  for (const sql of others) assert.doesNotMatch((await hintOf(sql)) ?? "", /Perhaps you meant/, sql);
  await close();
});
