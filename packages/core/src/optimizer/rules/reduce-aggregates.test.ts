// Few keys filter what is grouped by them.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { hoistSubqueries } from "./hoist-subqueries.ts";
import { after } from "./plan-of.fixture.ts";
import { pushDownPredicates } from "./push-down-predicates.ts";
import { reduceAggregates } from "./reduce-aggregates.ts";
import { unnestByPulling } from "./unnest-by-pulling.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select v.id from v where v.id < (select sum(x) from u where ref = v.id)",
    [
      "project id#9 := #1",
      "  project id#1 := #1, d#2 := #2, at#3 := #3",
      "    project id#1 := #1, d#2 := #2, at#3 := #3, sum#8 := #11",
      "      cte keys",
      "        scan v [id#12, d#13, at#14]",
      "        inner join on <(int4,int8)(#1, #11), =(int4,int4)(#10, #1)",
      "          cte-ref keys",
      "          aggregate by [key#10 := #4] [sum#11 := sum(int4)(#5)]",
      "            semi join on =(int4,int4)(#4, #15)",
      "              scan u [ref#4, x#5, y#6]",
      "              cte-ref keys",
    ],
  ],
  [
    "select t.id from t where t.a < (select sum(x) from u where ref = t.id)",
    [
      "project id#10 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, sum#9 := #12",
      "      cte keys",
      "        scan t [id#13, a#14, b#15, s#16]",
      "        inner join on <(int4,int8)(#2, #12), =(int4,int4)(#11, #1)",
      "          cte-ref keys",
      "          aggregate by [key#11 := #5] [sum#12 := sum(int4)(#6)]",
      "            semi join on =(int4,int4)(#5, #17)",
      "              scan u [ref#5, x#6, y#7]",
      "              cte-ref keys",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () =>
    assert.deepEqual(after(sql, hoistSubqueries, unnestByPulling, pushDownPredicates, reduceAggregates), plan),
  );
}
