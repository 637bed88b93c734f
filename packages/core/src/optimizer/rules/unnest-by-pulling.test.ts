// Correlated conditions, projections and aggregates that are pulled up into the join.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { hoistSubqueries } from "./hoist-subqueries.ts";
import { after } from "./plan-of.fixture.ts";
import { unnestByPulling } from "./unnest-by-pulling.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select id from t where exists (select 1 from u where ref = id and x > a)",
    [
      "project id#9 := #1",
      "  semi join on =(int4,int4)(#5, #1), >(int4,int4)(#6, #2)",
      "    scan t [id#1, a#2, b#3, s#4]",
      "    project ?column?#8 := 1:integer, ref#5 := #5, x#6 := #6",
      "      scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id, (select count(*) from u where ref = id) from t",
    [
      "project id#10 := #1, count#11 := #9",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, count#9 := coalesce(#13, 0:bigint)",
      "    left join on =(int4,int4)(#12, #1)",
      "      scan t [id#1, a#2, b#3, s#4]",
      "      aggregate by [key#12 := #5] [count#13 := count()()]",
      "        scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where a < (select sum(y) + 1 from u where ref = id having sum(y) > 10)",
    [
      "project id#11 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    filter <(numeric,numeric)(cast(#2 as numeric(10,0)), #10)",
      "      project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, ?column?#10 := case when >(numeric,numeric)(#13, 10:numeric(2,0)) then +(numeric,numeric)(#13, 1:numeric(1,0)) else null:numeric(38,2) end",
      "        left join on =(int4,int4)(#12, #1)",
      "          scan t [id#1, a#2, b#3, s#4]",
      "          aggregate by [key#12 := #5] [sum#13 := sum(numeric)(#7)]",
      "            scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id, q.z from t left join lateral (select x + a as z from u where ref = id) q on true",
    [
      "project id#9 := #1, z#10 := #8",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, z#8 := case when not #11 is null then +(int4,int4)(#6, #2) else null:integer end",
      "    left join on true:boolean, =(int4,int4)(#5, #1)",
      "      scan t [id#1, a#2, b#3, s#4]",
      "      project ref#5 := #5, x#6 := #6, matched#11 := true:boolean",
      "        project ref#5 := #5, x#6 := #6",
      "          scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where a = 1 or not exists (select 1 from u where x = a)",
    [
      "project id#9 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    filter (=(int4,int4)(#2, 1:integer) or not #10)",
      "      project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, mark#10 := coalesce(#11, false:boolean)",
      "        mark join on =(int4,int4)(#6, #2)",
      "          scan t [id#1, a#2, b#3, s#4]",
      "          project ?column?#8 := 1:integer, x#6 := #6",
      "            scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where a in (select max(x) from u where ref = id group by y)",
    [
      "project id#11 := #1",
      "  semi join on =(int4,int4)(#2, #10), =(int4,int4)(#12, #1)",
      "    scan t [id#1, a#2, b#3, s#4]",
      "    project max#10 := #8, key#12 := #12",
      "      aggregate by [y#9 := #7, key#12 := #5] [max#8 := max(int4)(#6)]",
      "        scan u [ref#5, x#6, y#7]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, hoistSubqueries, unnestByPulling), plan));
}
