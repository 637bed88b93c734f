// A join that a query holds twice is run once when little of what it reads is left of it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { after } from "./plan-of.fixture.ts";
import { pushDownPredicates } from "./push-down-predicates.ts";
import { shareSubplans } from "./share-subplans.ts";

before(() => loadParser());

const few = "select t.a from t, u where t.id = u.ref and t.a = 1 and u.x = 2";

function shared(sql: string): number {
  return after(sql, pushDownPredicates, shareSubplans).filter((line) => line.trim() === "cte-ref shared").length;
}

const cases: readonly (readonly [name: string, sql: string, references: number])[] = [
  ["the same join twice", `select count(*) from (${few}) p, (${few}) q`, 2],
  ["three times", `${few} union all ${few} union all ${few}`, 3],
  ["once", few, 0],
  ["another condition", `${few} union all ${few.replace("= 2", "= 3")}`, 0],
  ["as many rows as are read", "select 1 from (select 1 from t, u) p, (select 1 from t, u) q", 0],
  ["scans alone", "select 1 from (select x from u where x = 1) p, (select x from u where x = 1) q", 0],
];

for (const [name, sql, references] of cases) test(name, () => assert.equal(shared(sql), references));

test("the copies read their columns from one definition", () => {
  assert.deepEqual(after(`select p.a, q.a from (${few}) p, (${few}) q`, pushDownPredicates, shareSubplans), [
    "cte shared",
    "  inner join on =(int4,int4)(#19, #23)",
    "    scan t [id#19, a#20, b#21, s#22] where =(int4,int4)(#20, 1:integer)",
    "    scan u [ref#23, x#24, y#25] where =(int4,int4)(#24, 2:integer)",
    "  project a#17 := #8, a#18 := #16",
    "    inner join",
    "      project a#8 := #2",
    "        cte-ref shared",
    "      project a#16 := #10",
    "        cte-ref shared",
  ]);
});
