// Plans that compute nothing: the few rules that are always there make the same of them as all of them would.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadParser } from "../sql/parser-loader.ts";
import { generalRules } from "./general-rules.ts";
import { optimize } from "./optimizer.ts";
import { rulesFor, simpleRules } from "./rule-list.ts";
import { tpchContext, tpchPlan } from "./tpch.fixture.ts";

await loadParser();

const simple = [
  "SELECT n_name FROM nation",
  "SELECT n_name, n_name AS again, n_nationkey FROM nation ORDER BY n_regionkey DESC, 1 LIMIT 3 OFFSET 2",
  "SELECT * FROM orders LIMIT 10",
  "SELECT o_orderkey FROM orders LIMIT 0",
  "SELECT o_orderkey FROM orders OFFSET 5",
  "SELECT 1 AS one, 'text' AS text, NULL AS nothing",
  "SELECT n FROM (SELECT n_name AS n, n_regionkey AS r FROM nation ORDER BY n_nationkey LIMIT 7) AS t ORDER BY r LIMIT 2",
  "SELECT n FROM (SELECT n_name AS n FROM nation ORDER BY n_nationkey) AS t ORDER BY n",
];

for (const sql of simple) {
  test(sql, async () => {
    const plan = tpchPlan(sql);
    assert.equal(await rulesFor(plan), simpleRules);
    assert.deepEqual(optimize(plan, tpchContext(), simpleRules), optimize(plan, tpchContext(), generalRules));
  });
}

test("the rules of simple plans stand in the order of all", () => {
  assert.deepEqual(
    generalRules.filter((rule) => simpleRules.includes(rule)),
    simpleRules,
  );
});

const others = [
  "SELECT n_name FROM nation WHERE n_nationkey = 1",
  "SELECT n_nationkey + 1 FROM nation",
  "SELECT DISTINCT n_regionkey FROM nation",
  "SELECT count(*) FROM nation",
  "SELECT n_name FROM nation, region",
  "SELECT n_name FROM nation ORDER BY n_nationkey FETCH FIRST 2 ROWS WITH TIES",
];

test("any other plan needs all rules", async () => {
  for (const sql of others) assert.equal(await rulesFor(tpchPlan(sql)), generalRules, sql);
});
