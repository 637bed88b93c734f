// Where a limit may stop its input.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { after } from "./plan-of.fixture.ts";
import { pushDownLimits } from "./push-down-limits.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select id + 1 from t limit 3",
    ["project ?column?#5 := +(int4,int4)(#1, 1:integer)", "  limit 3:bigint", "    scan t [id#1, a#2, b#3, s#4]"],
  ],
  [
    "(select id from t union all select ref from u) limit 3 offset 2",
    [
      "limit 3:bigint offset 2:bigint",
      "  union all [id#10]",
      "    project id#5 := #1",
      "      limit 5:bigint",
      "        scan t [id#1, a#2, b#3, s#4]",
      "    project ref#9 := #6",
      "      limit 5:bigint",
      "        scan u [ref#6, x#7, y#8]",
    ],
  ],
  [
    "select id from t union all select a from t union all select ref from u limit 2",
    [
      "limit 2:bigint",
      "  union all [id#16]",
      "    union all [id#11]",
      "      project id#5 := #1",
      "        limit 2:bigint",
      "          scan t [id#1, a#2, b#3, s#4]",
      "      project a#10 := #7",
      "        limit 2:bigint",
      "          scan t [id#6, a#7, b#8, s#9]",
      "    project ref#15 := #12",
      "      limit 2:bigint",
      "        scan u [ref#12, x#13, y#14]",
    ],
  ],
  [
    "select t.id from t left join u on ref = t.id limit 5",
    [
      "project id#8 := #1",
      "  limit 5:bigint",
      "    left join on =(int4,int4)(#5, #1)",
      "      limit 5:bigint",
      "        scan t [id#1, a#2, b#3, s#4]",
      "      scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t order by a limit 3",
    [
      "project id#7 := #5",
      "  limit 3:bigint",
      "    sort #6",
      "      project id#5 := #1, ?column?#6 := #2",
      "        scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, pushDownLimits), plan));
}
