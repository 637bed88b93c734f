// What pulling cannot make independent: a limit, and a condition of an outer join.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { hoistSubqueries } from "./hoist-subqueries.ts";
import { after } from "./plan-of.fixture.ts";
import { unnestByDomain } from "./unnest-by-domain.ts";
import { unnestByPulling } from "./unnest-by-pulling.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select id, (select x from u where ref = id order by y limit 1) from t",
    [
      "project id#11 := #1, x#12 := #10",
      "  cte left side",
      "    scan t [id#13, a#14, b#15, s#16]",
      "    cte domain",
      "      distinct",
      "        cte-ref left side",
      "      project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, x#10 := #10",
      "        left join on =(int4,int4)(#1, #18)",
      "          cte-ref left side",
      "          project x#10 := #8, id#18 := #18",
      "            project x#8 := #6, ?column?#9 := #7, id#18 := #18",
      "              distinct on #18",
      "                filter =(int4,int4)(#5, #18)",
      "                  inner join",
      "                    cte-ref domain",
      "                    scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where exists (select 1 from u left join v on v.id = t.a where ref = t.id)",
    [
      "project id#12 := #1",
      "  cte left side",
      "    scan t [id#13, a#14, b#15, s#16]",
      "    cte domain",
      "      distinct",
      "        cte-ref left side",
      "      semi join on =(int4,int4)(#1, #19), coalesce(=(int4,int4)(#2, #20), (#2 is null and #20 is null))",
      "        cte-ref left side",
      "        project ?column?#11 := 1:integer, id#19 := #19, a#20 := #20",
      "          filter =(int4,int4)(#5, #19)",
      "            left join on =(int4,int4)(#8, #20)",
      "              inner join",
      "                cte-ref domain",
      "                scan u [ref#5, x#6, y#7]",
      "              scan v [id#8, d#9, at#10]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, hoistSubqueries, unnestByPulling, unnestByDomain), plan));
}
