// What a plan has that rules act on.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../sql/parser-loader.ts";
import { traitsOf } from "./plan-traits.ts";
import { planOf } from "./rules/plan-of.fixture.ts";

before(() => loadParser());

const groups = "(select ref, sum(x) as s from u group by ref)";
const cases: readonly (readonly [sql: string, joinsGroups: boolean])[] = [
  ["select a from t", false],
  ["select a, count(*) from t group by a", false],
  ["select t.a, count(*) from t join u on id = ref group by t.a", false],
  [`select * from t join ${groups} as g on g.ref = id`, true],
  [`select count(*) from ${groups} as g join t on g.ref = id`, true],
  [
    `select * from t join v on t.id = v.id left join (select * from ${groups} as h where s > 1) as g on g.ref = t.id`,
    true,
  ],
  [`select ref from ${groups} as g union all select t.id from t join v on t.id = v.id`, false],
  [`select t.id from t join v on t.id = v.id union all select ref from ${groups} as g`, false],
  [`select t.id from t join (select id from v union all select ref from ${groups} as g) as w on w.id = t.id`, true],
  [`with g as materialized ${groups} select * from t join v on t.id = v.id, g where g.ref = t.id`, false],
];
for (const [sql, joinsGroups] of cases) {
  test(`${joinsGroups ? "joins groups" : "does not join groups"}: ${sql}`, () => {
    assert.equal(traitsOf(planOf(sql)).joinsGroups, joinsGroups);
  });
}

test("kinds, subqueries, lateral joins, what is read twice", () => {
  const traits = traitsOf(planOf("select (select max(x) from u where ref = id) from t where a = 1 order by b"));
  assert.deepEqual([...traits.kinds].toSorted(), ["filter", "project", "scan", "sort"]);
  assert.equal(traits.hasSubqueries, true);
  assert.equal(traits.hasLateralJoins, false);
  assert.equal(traits.readsTwice, false);
  assert.equal(traitsOf(planOf("select * from t, lateral (select t.a as c from v) as w")).hasLateralJoins, true);
  assert.equal(traitsOf(planOf("select * from t, t as other")).readsTwice, true);
});
