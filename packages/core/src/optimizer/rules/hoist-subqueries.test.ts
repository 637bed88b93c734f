// Subqueries become joins: what kind, below what, guarded by what.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { hoistSubqueries } from "./hoist-subqueries.ts";
import { after } from "./plan-of.fixture.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select (select max(x) from u) from t",
    [
      "project max#10 := #9",
      "  inner join",
      "    scan t [id#1, a#2, b#3, s#4]",
      "    project max#9 := #8",
      "      aggregate by [] [max#8 := max(int4)(#6)]",
      "        scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where exists (select 1 from u where ref = id) and a > 0",
    [
      "project id#9 := #1",
      "  lateral semi join",
      "    filter >(int4,int4)(#2, 0:integer)",
      "      scan t [id#1, a#2, b#3, s#4]",
      "    project ?column?#8 := 1:integer",
      "      filter =(int4,int4)(#5, #1)",
      "        scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where a in (select x from u) or a is null",
    [
      "project id#9 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    filter (#10 or #2 is null)",
      "      mark join on =(int4,int4)(#2, #8)",
      "        scan t [id#1, a#2, b#3, s#4]",
      "        project x#8 := #6",
      "          scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where a > all (select x from u)",
    [
      "project id#9 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    filter not #10",
      "      mark join on not >(int4,int4)(#2, #8)",
      "        scan t [id#1, a#2, b#3, s#4]",
      "        project x#8 := #6",
      "          scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select case when a = 1 then (select x from u) end from t",
    [
      "project case#9 := case when =(int4,int4)(#2, 1:integer) then #8 else null:integer end",
      "  single join on =(int4,int4)(#2, 1:integer)",
      "    scan t [id#1, a#2, b#3, s#4]",
      "    project x#8 := #6",
      "      scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select t.id from t left join v on (select max(x) from u where ref = t.id) = v.id",
    [
      "project id#13 := #1",
      "  lateral left join",
      "    scan t [id#1, a#2, b#3, s#4]",
      "    project id#5 := #5, d#6 := #6, at#7 := #7",
      "      filter =(int4,int4)(#12, #5)",
      "        inner join",
      "          scan v [id#5, d#6, at#7]",
      "          project max#12 := #11",
      "            aggregate by [] [max#11 := max(int4)(#9)]",
      "              filter =(int4,int4)(#8, #1)",
      "                scan u [ref#8, x#9, y#10]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, hoistSubqueries), plan));
}
