// Which windows are one.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { mergeWindows } from "./merge-windows.ts";
import { after } from "./plan-of.fixture.ts";

before(() => loadParser());

const WHOLE = "range between unbounded preceding and unbounded following";
const DEFAULT = "range between unbounded preceding and current row";

const cases: readonly (readonly [name: string, sql: string, plan: readonly string[]])[] = [
  [
    "an aggregate over partitions above",
    "select id, rank() over (partition by a order by b) as r, sum(b) over (partition by a) as s from t",
    [
      "project id#7 := #1, r#8 := #5, s#9 := #6",
      `  window partition by #2 order by #3 [rank#5 := rank()() ${DEFAULT}, sum#6 := sum(int8)(#3) ${WHOLE}]`,
      "    scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "and below, with the keys in another order",
    "select sum(b) over (partition by a, s) as s, count(*) over (partition by s, a order by id) as c from t",
    [
      "project s#7 := #5, c#8 := #6",
      `  window partition by #4, #2 order by #1 [sum#5 := sum(int8)(#3) ${WHOLE}, count#6 := count()() ${DEFAULT}]`,
      "    scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "not where all rows are to be peers",
    "select rank() over (partition by a) as r, sum(b) over (partition by a order by id) as s from t",
    [
      "project r#7 := #5, s#8 := #6",
      `  window partition by #2 order by #1 [sum#6 := sum(int8)(#3) ${DEFAULT}]`,
      `    window partition by #2 [rank#5 := rank()() ${DEFAULT}]`,
      "      scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "not over other partitions",
    "select sum(b) over (partition by a) as r, sum(b) over (order by id) as s from t",
    [
      "project r#7 := #5, s#8 := #6",
      `  window order by #1 [sum#6 := sum(int8)(#3) ${DEFAULT}]`,
      `    window partition by #2 [sum#5 := sum(int8)(#3) ${DEFAULT}]`,
      "      scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
];

for (const [name, sql, plan] of cases) test(name, () => assert.deepEqual(after(sql, mergeWindows), plan));
