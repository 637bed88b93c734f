// Which common table expressions are kept apart.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { inlineCtes } from "./inline-ctes.ts";
import { after } from "./plan-of.fixture.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "with c as (select id from t) select id from c where id = 1",
    [
      "project id#7 := #6",
      "  filter =(int4,int4)(#6, 1:integer)",
      "    project id#6 := #5",
      "      project id#5 := #1",
      "        scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "with c as materialized (select id from t) select id from c",
    ["cte c", "  project id#5 := #1", "    scan t [id#1, a#2, b#3, s#4]", "  project id#7 := #6", "    cte-ref c"],
  ],
  [
    "with c as (select a, count(*) as n from t group by a) select x.a from c as x join c as y on x.a = y.n",
    [
      "project a#13 := #9",
      "  inner join on =(int4,int8)(#9, #12)",
      "    project a#9 := #14, n#10 := #15",
      "      project a#14 := #16, n#15 := #17",
      "        aggregate by [a#16 := #19] [count#17 := count()()]",
      "          scan t [id#18, a#19, b#20, s#21]",
      "    project a#11 := #22, n#12 := #23",
      "      project a#22 := #24, n#23 := #25",
      "        aggregate by [a#24 := #27] [count#25 := count()()]",
      "          scan t [id#26, a#27, b#28, s#29]",
    ],
  ],
  [
    "with c as (select id from v) select x.id from c as x join c as y on x.id = y.id",
    [
      "project id#7 := #5",
      "  inner join on =(int4,int4)(#5, #6)",
      "    project id#5 := #8",
      "      project id#8 := #9",
      "        scan v [id#9, d#10, at#11]",
      "    project id#6 := #12",
      "      project id#12 := #13",
      "        scan v [id#13, d#14, at#15]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, inlineCtes), plan));
}
