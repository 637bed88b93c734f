// Nodes that do nothing go.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { after } from "./plan-of.fixture.ts";
import { pushDownPredicates } from "./push-down-predicates.ts";
import { removeRedundancy } from "./remove-redundancy.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select distinct a from (select a, count(*) from t group by a) q",
    ["project a#9 := #6", "  aggregate by [a#6 := #2] [count#5 := count()()]", "    scan t [id#1, a#2, b#3, s#4]"],
  ],
  [
    "select count(*) from (select id from t order by a) q",
    [
      "project count#9 := #8",
      "  aggregate by [] [count#8 := count()()]",
      "    project id#7 := #1",
      "      scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select id from (select distinct on (a) id, a from t order by a, id) q order by id",
    [
      "sort #7",
      "  project id#7 := #5",
      "    distinct on #6",
      "      project id#5 := #1, a#6 := #2",
      "        scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select n + 1 from (select a as n from (select a, b from t) p) q",
    ["project ?column?#8 := +(int4,int4)(#2, 1:integer)", "  scan t [id#1, a#2, b#3, s#4]"],
  ],
  ["select id from t where false", ["values [id#5] "]],
  [
    "select t.id from t left join (select * from u where false) q on ref = t.id",
    ["project id#11 := #1", "  scan t [id#1, a#2, b#3, s#4]"],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, pushDownPredicates, removeRedundancy), plan));
}
