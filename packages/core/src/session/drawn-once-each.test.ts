// How often a function of chance is asked: once a row for each call that was written, whatever equal calls stand beside it,
// however often its value is read (CASE with an operand, NULLIF, comparisons with a subquery's rows, functions that look at an
// argument twice), and once for all who read the rows of a WITH. PostgreSQL 18 gives the same, but for OR in WHERE, where it
// takes two equal conditions for one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ruleNames } from "../optimizer/rule.ts";
import { openSession } from "./session.fixture.ts";

const ROWS = 10_000;

/** Counts of rows and their share: what is off by more than 7 of its standard deviations is no accident. */
const shares: readonly (readonly [sql: string, share: number])[] = [
  ["select count(*) from generate_series(1, $) where random() < 0.5 and random() < 0.5", 1 / 4],
  ["select count(*) from generate_series(1, $) where random() < 0.5 or random() < 0.5", 3 / 4],
  ["select count(*) from generate_series(1, $) where not (random() < 0.5 and random() < 0.5)", 3 / 4],
  ["select count(*) filter (where random() < 0.5 and random() < 0.5) from generate_series(1, $)", 1 / 4],
  [
    "select count(*) from generate_series(1, $) as t(x) where (random() < 0.5 and x > 0) or (random() < 0.5 and x < 0)",
    1 / 2,
  ],
  [
    "select count(*) from generate_series(1, $) as t(x) join generate_series(1, $) as u(y) on x = y and random() < 0.5 and random() < 0.5",
    1 / 4,
  ],
  [
    "select count(*) from generate_series(1, $) where random(1, 6) = 1 or random(1, 6) = 2 or random(1, 6) = 3",
    91 / 216,
  ],
  ["select count(*) from generate_series(1, $) where random(1, 6) in (1, 2, 3)", 1 / 2],
  ["select count(*) from generate_series(1, $) where random(1, 6) not in (1, 2)", 2 / 3],
  ["select count(*) from generate_series(1, $) as t(x) where random(1, 3) in (1, x - x + 2, 3)", 7 / 9],
];

/** Statements of one row, and what they give. */
const facts: readonly (readonly [sql: string, row: readonly unknown[]])[] = [
  [
    "select sum(random()) = sum(random()) as x, sum(random()) = avg(random()) * 100 as y from generate_series(1, 100)",
    [false, false],
  ],
  ["select max(random()) = max(random()) as x, count(random()) as y from generate_series(1, 100)", [false, 100n]],
  [
    "select sum(x) filter (where random() < 0.5) = sum(x) filter (where random() < 0.5) from generate_series(1, 1000) as t(x)",
    [false],
  ],
  [
    "select bool_and(a <> b) from (select x, sum(random()) a, sum(random()) b from generate_series(1, 9) t(x) group by x) s",
    [true],
  ],
  [
    "select count(*) from generate_series(1, 999) where case random(1, 3) when 1 then false when 2 then false when 3 then false else true end",
    [0n],
  ],
  [
    "select count(case case random(1, 2) when 1 then 3 when 2 then 4 end when 3 then null when 4 then null else 1 end) from generate_series(1, 999)",
    [0n],
  ],
  [
    "select count(*) from (select case when x > 0 then case random(1, 2) when 1 then 1 when 2 then 1 else 0 end end as y from generate_series(1, 999) t(x)) s where y = 0",
    [0n],
  ],
  ["select count(*) from (select nullif(random(1, 2), 1) as n from generate_series(1, 999)) as t where n = 1", [0n]],
  ["select count(*) from generate_series(1, 999) where random(1, 2) not in (select 1 union all select 2)", [0n]],
  [
    "select count(*) from generate_series(1, 999) where random(1, 2) <> all (select y from generate_series(1, 2) as u(y))",
    [0n],
  ],
  [
    "select count(*) from generate_series(1, 99) as t(x) join generate_series(1, 9) as u(y) on case random(1, 2) when 1 then false when 2 then false else true end",
    [0n],
  ],
  [
    "select bool_and(s = 0) as x from (select sum(case random(1, 2) when 1 then 0 when 2 then 0 else 1 end) over () as s from generate_series(1, 99)) as w",
    [true],
  ],
  [
    "select count(*) from generate_series(1, 999) where overlay('abc' placing 'x' from random(1, 2)) not in ('xbc', 'axc')",
    [0n],
  ],
  [
    "select count(*) from generate_series(1, 99) as t(x) where exists (select 1 from generate_series(1, 3) where case random(x, x + 1) when x then false when x + 1 then false else true end)",
    [0n],
  ],
  [
    "select count(*) from generate_series(1, 99) as t(x) where (select case random(x, x + 1) when x then 1 when x + 1 then 2 else 0 end + count(*) * 0 from generate_series(1, 3) as u(y) where y = x) = 0",
    [0n],
  ],
  [
    `select count(*) from (values ${Array.from({ length: 40 }, () => "(case random(1, 2) when 1 then 1 when 2 then 2 else 0 end)").join()}) as t(x) where x = 0`,
    [0n],
  ],
  // An expression that is written again is the one that is grouped or ordered by.
  [
    "select count(*) as x, count(distinct c) as y from (select case random(1, 2) when 1 then 'a' else 'b' end as c from generate_series(1, 99) group by case random(1, 2) when 1 then 'a' else 'b' end) as s",
    [2n, 2n],
  ],
  [
    "select string_agg(distinct random(1, 2)::text, ',' order by random(1, 2)::text) as x from generate_series(1, 99)",
    ["1,2"],
  ],
  [
    "select bool_and(a <= b) as x from (select unnest(l[:98]) as a, unnest(l[2:]) as b from (select array_agg(random() order by random()) as l from generate_series(1, 99)) as s) as p",
    [true],
  ],
  ["select count(*) from (select 1 from generate_series(1, 3) limit nullif(random(2, 2), 7)) as s", [2n]],
  [
    "select string_agg(n::text, ',' order by n) as x from (select nullif(x + random(0, 0), 1) as n from generate_series(1, 3) as t(x) group by nullif(x + random(0, 0), 1)) as s",
    ["2,3"],
  ],
  [
    "select l = (select array_agg(v order by v) from unnest(l) as u(v)) as x from (select array_agg(s) as l from (select sum(random()) as s from generate_series(1, 30) as t(x) group by x % 9 order by sum(random())) as q) as r",
    [true],
  ],
  [
    "select a = (select array_agg(v order by v) from unnest(a) as u(v)) as x, b = (select array_agg(v order by v) from unnest(b) as u(v)) as y from (select array_agg(s) as a, array_agg(r) as b from (select sum(random()) as s, sum(random()) as r from generate_series(1, 60) as t(x) group by x % 20 order by sum(random())) as q) as p",
    [true, false],
  ],
  [
    "select array_agg(x order by random()) = array_agg(x order by random()) as x from generate_series(1, 30) as t(x)",
    [false],
  ],
  [
    "select count(*) from generate_series(1, 99) as t(x) left join generate_series(1, 99) as u(y) on x = y and case random(1, 2) when 1 then true when 2 then true else false end where y is null",
    [0n],
  ],
  [
    "select count(*) from generate_series(1, 9) as t(x) join lateral (select x + 1 as y) as l on case random(1, 2) + x * 0 when 1 then true when 2 then true else false end",
    [9n],
  ],
  // Correlated, and read twice.
  [
    "select count(*) from generate_series(1, 99) as t(x) where exists (select 1 from (select random(1, 2) + x - x as r, y from generate_series(1, 99) as u(y)) as q where y = x and (r = 1 or r = 2))",
    [99n],
  ],
  [
    "select count(*) from generate_series(1, 99) as t(x) where x in (select case random(1, 2) + x - x when 1 then x when 2 then x else 0 end from generate_series(1, 2))",
    [99n],
  ],
  // What guards a value guards it still: of rows that do not get there nothing is drawn, and nothing fails.
  ["select sum(1 / (x - 1) + random(0, 0)) filter (where x > 1) as x from generate_series(1, 3) as t(x)", [1n]],
  [
    "select sum(case when x > 0 then case random(1, 10 / x) when 0 then 1 else 2 end else 0 end) as x from generate_series(0, 1) as t(x)",
    [2n],
  ],
  ["select sum(coalesce(x, nullif(random(1, 0), 2))) as x from generate_series(0, 3) as t(x)", [6n]],
  [
    "select count(*) from generate_series(0, 3) as t(x) where case when x > 1 then nullif(1 / (x - 1) + random(0, 0), 3) = 1 else false end",
    [1n],
  ],
  ["with r as (select random() as x) select a.x = b.x from r a, r b", [true]],
  ["with r as (select random() as x from generate_series(1, 3)) select count(*) from r a join r b on a.x = b.x", [3n]],
  [
    "with a as (select random() as x), b as (select x from a), c as (select x from a) select b.x = c.x from b, c",
    [true],
  ],
];

for (const options of [{}, { disabledRules: ruleNames }, { threads: 2, partitions: 3 }, { batchRows: 1 }]) {
  test(`each call draws for itself: ${JSON.stringify(options)}`, async () => {
    const { values, close } = await openSession(options);
    for (const [sql, share] of shares) {
      const [[count] = []] = await values(sql.replaceAll("$", String(ROWS)));
      const deviation = Math.sqrt(ROWS * share * (1 - share));
      assert.ok(Math.abs(Number(count) - ROWS * share) < 7 * deviation, `${sql}: ${count}`);
    }
    for (const [sql, row] of facts) assert.deepEqual((await values(sql))[0], row, sql);
    await close();
  });
}
