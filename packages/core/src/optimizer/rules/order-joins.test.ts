// Joins in the cheapest order, outer joins among them.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { orderJoins } from "./order-joins.ts";
import { after } from "./plan-of.fixture.ts";
import { pushDownPredicates } from "./push-down-predicates.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select t.id from u, t, v where u.ref = t.id and t.a = v.id",
    [
      "project id#11 := #4",
      "  inner join on =(int4,int4)(#4, #1)",
      "    inner join on =(int4,int4)(#8, #5)",
      "      scan v [id#8, d#9, at#10]",
      "      scan t [id#4, a#5, b#6, s#7]",
      "    scan u [ref#1, x#2, y#3]",
    ],
  ],
  [
    "select t.id from u left join v on u.x = v.id, t where u.ref = t.id and t.a = 3",
    [
      "project id#11 := #7",
      "  left join on =(int4,int4)(#2, #4)",
      "    inner join on =(int4,int4)(#7, #1)",
      "      scan t [id#7, a#8, b#9, s#10] where =(int4,int4)(#8, 3:integer)",
      "      scan u [ref#1, x#2, y#3]",
      "    scan v [id#4, d#5, at#6]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, pushDownPredicates, orderJoins), plan));
}
